import { applyOptions, dryRunOf, refusePostRenderer } from '../actions/options.ts';
import { valuesToReuse } from '../actions/reused-values.ts';
import { upgrade as upgradeRelease } from '../actions/upgrade.ts';
import type { Release } from '../../../charts/release.ts';
import { ReleaseNotFound, ReleaseStorage } from '../cluster/storage.ts';
import { defineHelmCommand } from '../define-command.ts';
import { withWords } from '../errors.ts';
import { bool, historyMaxFlag, installFlags, outputFlag, postRendererFlags } from '../flag-sets.ts';
import type { HelmRun } from '../helm-run.ts';
import { printRelease } from '../output/status.ts';
import { checkReleaseName } from '../release-names.ts';
import { locateChart } from '../repositories/locate.ts';
import { loadWithDependencies, runInstall } from '../run-install.ts';
import { valuesOf } from '../value-options.ts';

const onlyInstall = new Set(['generate-name', 'name-template', 'replace']);

export const upgrade = defineHelmCommand({
  name: 'upgrade',
  usage: 'upgrade [RELEASE] [CHART]',
  summary: 'upgrade a release',
  description: `Upgrades a release to another version of its chart, or to other values. Without any values of its own an upgrade keeps
those that were given before; with some it starts from the chart's, unless --reuse-values is given.`,
  flags: [
    ...installFlags.filter(({ name }) => !onlyInstall.has(name)),
    bool('cleanup-on-fail', 'delete what a failed upgrade has made'),
    bool('hide-secret', 'with --dry-run, do not show Secrets'),
    historyMaxFlag,
    bool('install', 'install the chart when there is no release of the name', { shorthand: 'i' }),
    bool('recreate-pods', 'restart the Pods of what was changed'),
    bool('reset-then-reuse-values', "start from the chart's values, with those of the last revision over them"),
    bool('reset-values', "start from the chart's values"),
    bool('reuse-values', 'start from the values of the last revision'),
    outputFlag,
    ...postRendererFlags,
  ].filter((flag, index, all) => all.findIndex(({ name }) => name === flag.name) === index),
  arguments: { exactly: 2 },
  async run(run) {
    refusePostRenderer(run);
    const { flags, args } = run;
    const [name = '', reference = ''] = args;
    const table = flags.string('output') === 'table';
    const print = (release: Release): void =>
      printRelease(run, release, { debug: run.settings.debug, hideNotes: flags.bool('hide-notes') });
    if (flags.has('recreate-pods'))
      run.err(
        'Flag --recreate-pods has been deprecated, functionality will no longer be updated. Consult the documentation for other methods to recreate pods\n',
      );
    if (flags.bool('install')) {
      const last = await lastOf(run, name);
      if (last === undefined || last.info.status === 'uninstalled') {
        if (table) run.line(`Release ${JSON.stringify(name)} does not exist. Installing it now.`);
        print(await runInstall(run, args, { replace: last !== undefined }));
        return;
      }
    }
    const path = await locateChart(run, reference);
    dryRunOf(run);
    const values = await valuesOf(run);
    const chart = await loadWithDependencies(run, path, () => undefined);
    if (chart.metadata.deprecated) run.err('WARNING: This chart is deprecated\n');
    run.waiting.listen(() => run.line(`Release ${name} has been cancelled.`));
    let release: Release;
    try {
      release = await upgradeRelease(run, name, chart, values, {
        ...applyOptions(run),
        namespace: run.namespace,
        ...valuesToReuse(run),
        cleanupOnFail: flags.bool('cleanup-on-fail'),
        recreate: flags.bool('recreate-pods'),
        maxHistory: flags.has('history-max') ? flags.int('history-max') : run.settings.maxHistory,
      });
    } catch (error) {
      throw withWords(error, 'UPGRADE FAILED');
    }
    if (table) run.line(`Release ${JSON.stringify(name)} has been upgraded. Happy Helming!`);
    print(release);
  },
});

async function lastOf(run: HelmRun, name: string): Promise<Release | undefined> {
  await run.cluster.reach();
  checkReleaseName(name, 'release name is invalid');
  try {
    return await new ReleaseStorage(run).last(name);
  } catch (error) {
    if (error instanceof ReleaseNotFound) return undefined;
    throw error;
  }
}
