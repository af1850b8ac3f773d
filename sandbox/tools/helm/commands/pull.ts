import { loadChart } from '../../../charts/load-chart.ts';
import { baseName, joinPath } from '../../../charts/path.ts';
import { archiveFiles, writeFiles } from '../chart-source.ts';
import { defineHelmCommand } from '../define-command.ts';
import { HelmError } from '../errors.ts';
import { bool, chartPathFlags, text } from '../flag-sets.ts';
import { findIn, refusedVerify, resolve, saveTo, wantedVersion } from '../repositories/locate.ts';

export const pull = defineHelmCommand({
  name: 'pull',
  aliases: ['fetch'],
  usage: 'pull [chart URL | repo/chartname] [...]',
  summary: 'download a chart from a repository and (optionally) unpack it in local directory',
  description: 'Fetches packed charts from repositories, to look into them or to keep them.',
  flags: [
    text('destination', 'folder to write to', { shorthand: 'd', default: '.' }),
    bool('devel', "take versions under development too; the same as --version '>0.0.0-0'"),
    bool('prov', 'fetch the signature, too'),
    bool('untar', 'unpack the chart'),
    text('untardir', 'folder to unpack into', { default: '.' }),
    ...chartPathFlags,
  ],
  arguments: { atLeast: 1 },
  async run(run) {
    const { flags } = run;
    if (flags.bool('verify') || flags.bool('prov')) throw new HelmError(refusedVerify);
    const destination = flags.string('destination');
    for (const reference of run.args) {
      const repository = flags.string('repo');
      const version = wantedVersion(run);
      const { address } =
        repository === '' ? await resolve(run, reference, version) : await findIn(run, repository, reference, version);
      if (!flags.bool('untar')) {
        await saveTo(run, address, joinPath(destination));
        continue;
      }
      const folder = flags.string('untardir').startsWith('/')
        ? flags.string('untardir')
        : joinPath(destination, flags.string('untardir'));
      const name = baseName(reference);
      const check = folder === '.' ? name : joinPath(folder, name);
      if (run.typeOf(check) !== undefined)
        throw new HelmError(`failed to untar: a file or directory with the name ${check} already exists`);
      const saved = await saveTo(run, address, '/tmp');
      const files = archiveFiles(run, saved);
      const { metadata } = loadChart(files);
      writeFiles(run, joinPath(folder, metadata.name), files);
      run.process.files.remove(saved);
    }
  },
});
