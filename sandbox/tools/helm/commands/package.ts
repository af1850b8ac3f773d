import { loadChart } from '../../../charts/load-chart.ts';
import { joinPath } from '../../../charts/path.ts';
import { saveChart } from '../../../charts/save-chart.ts';
import { parseVersion } from '../../../charts/semver.ts';
import { checkDependencies } from '../actions/options.ts';
import { chartFolderFiles } from '../chart-source.ts';
import { defineHelmCommand } from '../define-command.ts';
import { HelmError, withWords } from '../errors.ts';
import { bool, chartPathFlags, text } from '../flag-sets.ts';
import { updateDependencies } from '../repositories/dependencies.ts';

export const package_ = defineHelmCommand({
  name: 'package',
  usage: 'package [CHART_PATH] [...]',
  summary: 'package a chart directory into a chart archive',
  description: 'Packs charts into archives, NAME-VERSION.tgz, as repositories keep them.',
  flags: [
    text('app-version', 'the version of what the chart installs'),
    bool('dependency-update', 'fetch dependencies first', { shorthand: 'u' }),
    text('destination', 'folder to write to', { shorthand: 'd', default: '.' }),
    text('key', 'name of the key to sign with'),
    text('passphrase-file', "file with the key's passphrase"),
    bool('sign', 'sign the package'),
    text('version', 'the version of the chart'),
    ...chartPathFlags.filter(({ name }) => !['repo', 'verify', 'version', 'pass-credentials'].includes(name)),
  ],
  arguments: { any: true },
  async run(run) {
    const { flags } = run;
    if (run.args.length === 0) throw new HelmError('need at least one argument, the path to the chart');
    if (flags.bool('sign')) {
      if (flags.string('key') === '') throw new HelmError('--key is required for signing a package');
      throw new HelmError('flag --sign is not simulated: there are no PGP keys in the sandbox');
    }
    for (const argument of run.args) {
      if (run.typeOf(argument) === undefined) throw new HelmError(`stat ${argument}: no such file or directory`);
      if (flags.bool('dependency-update'))
        await updateDependencies(run, run.absolute(argument), { skipRefresh: false, quiet: true });
      const chart = loadChart(chartFolderFiles(run, argument), run.warn);
      const { metadata } = chart;
      if (flags.string('version') !== '') metadata.version = flags.string('version');
      if (parseVersion(metadata.version) === undefined) throw new HelmError('invalid semantic version');
      if (flags.string('app-version') !== '') metadata.appVersion = flags.string('app-version');
      if (metadata.dependencies !== undefined) checkDependencies(chart);
      let archive;
      try {
        archive = saveChart(chart, run.now);
      } catch (error) {
        throw withWords(error, 'failed to save');
      }
      const destination = flags.string('destination');
      const path = joinPath(destination === '.' ? run.process.cwd : destination, archive.name);
      run.writeFile(path, archive.data);
      run.line(`Successfully packaged chart and saved it to: ${path}`);
    }
  },
});
