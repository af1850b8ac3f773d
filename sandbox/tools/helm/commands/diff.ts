import { unifiedDiff } from '../output/manifest-diff.ts';
import { processDependencies } from '../../../charts/enable-dependencies.ts';
import { splitManifests } from '../../../charts/manifests.ts';
import type { Release } from '../../../charts/release.ts';
import { reusedValues, valuesToReuse } from '../actions/reused-values.ts';
import { ReleaseNotFound, ReleaseStorage } from '../cluster/storage.ts';
import { defineHelmCommand, type HelmCommand } from '../define-command.ts';
import { HelmError } from '../errors.ts';
import { bool, chartPathFlags, number, valueFlags } from '../flag-sets.ts';
import type { HelmRun } from '../helm-run.ts';
import { renderRelease } from '../rendering.ts';
import { locateChart } from '../repositories/locate.ts';
import { loadWithDependencies } from '../run-install.ts';
import { valuesOf } from '../value-options.ts';

const shared = [
  number('context', 'lines to show around a change; all when -1', -1, { shorthand: 'C' }),
  bool('detailed-exitcode', 'end with 2 when there are changes'),
  bool('no-color', 'without colours; there are none here'),
  bool('show-secrets', 'do not hide what is in Secrets'),
];

const upgrade = defineHelmCommand({
  name: 'upgrade',
  usage: 'upgrade [flags] [RELEASE] [CHART]',
  summary: 'show what an upgrade would change',
  flags: [
    bool('allow-unreleased', 'take a release that is not there for an empty one'),
    bool('dependency-update', 'fetch missing dependencies first'),
    bool('devel', 'take versions under development too'),
    bool('install', 'the same as --allow-unreleased'),
    bool('reset-then-reuse-values', "start from the chart's values, with those of the last revision over them"),
    bool('reset-values', "start from the chart's values"),
    bool('reuse-values', 'start from the values of the last revision'),
    bool('skip-schema-validation', 'do not check values against their schema'),
    ...shared,
    ...valueFlags,
    ...chartPathFlags,
  ],
  arguments: { exactly: 2 },
  async run(run) {
    const [name = '', reference = ''] = run.args;
    const { flags } = run;
    await run.cluster.reach();
    let current: Release | undefined;
    try {
      current = await new ReleaseStorage(run).last(name);
    } catch (error) {
      if (!(error instanceof ReleaseNotFound)) throw error;
      if (!flags.bool('allow-unreleased') && !flags.bool('install')) throw new HelmError('release: not found');
    }
    const path = await locateChart(run, reference);
    const given = await valuesOf(run);
    const chart = await loadWithDependencies(run, path, () => undefined);
    const values = current === undefined ? given : reusedValues(run, chart, current, given, valuesToReuse(run));
    processDependencies(chart, values, run.warn);
    const rendered = await renderRelease(run, chart, values, {
      release: {
        name,
        namespace: run.namespace,
        revision: (current?.version ?? 0) + 1,
        isInstall: current === undefined,
        isUpgrade: current !== undefined,
      },
      capabilities: await run.cluster.capabilities(),
      skipSchema: flags.bool('skip-schema-validation'),
      remote: true,
    });
    print(run, current?.manifest ?? '', rendered.text);
  },
});

const revision = defineHelmCommand({
  name: 'revision',
  usage: 'revision [flags] RELEASE REVISION1 [REVISION2]',
  summary: 'show what differs between two revisions',
  flags: shared,
  arguments: { atLeast: 2 },
  async run(run) {
    const [name = '', first = '', second] = run.args;
    await run.cluster.reach();
    const storage = new ReleaseStorage(run);
    const at = async (text: string): Promise<Release> => storage.get(name, Number(text));
    const later = second === undefined ? await storage.last(name) : await at(second);
    print(run, (await at(first)).manifest, later.manifest);
  },
});

const rollback = defineHelmCommand({
  name: 'rollback',
  usage: 'rollback [flags] RELEASE REVISION',
  summary: 'show what a rollback would change',
  flags: shared,
  arguments: { exactly: 2 },
  async run(run) {
    const [name = '', version = ''] = run.args;
    await run.cluster.reach();
    const storage = new ReleaseStorage(run);
    print(run, (await storage.last(name)).manifest, (await storage.get(name, Number(version))).manifest);
  },
});

function print(run: HelmRun, before: string, after: string): void {
  const { flags } = run;
  const text = unifiedDiff(splitManifests(before), splitManifests(after), {
    namespace: run.namespace,
    context: flags.int('context'),
    showSecrets: flags.bool('show-secrets'),
  });
  run.out(text);
  if (text !== '' && flags.bool('detailed-exitcode'))
    throw new HelmError('identified at least one change, exiting with non-zero exit code (detailed-exitcode parameter enabled)');
}

export const diff: HelmCommand = defineHelmCommand({
  name: 'diff',
  usage: 'diff',
  summary: 'preview what an upgrade or a rollback would change',
  description: 'Shows differences of manifests, as the plug-in of this name prints them.',
  arguments: { exactly: 0 },
  subcommands: [upgrade, revision, rollback],
});
