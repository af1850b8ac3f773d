import { coalesceValues } from '../../../charts/coalesce.ts';
import { dependencyJson } from '../../../charts/chart-json.ts';
import { copyValues } from '../../../charts/go-map.ts';
import { releaseDot } from '../output/release-dot.ts';
import { defineHelmCommand, type HelmCommand } from '../define-command.ts';
import { bool, number, outputFlag, text } from '../flag-sets.ts';
import type { HelmRun } from '../helm-run.ts';
import { renderText } from '../name-template.ts';
import { printAs, yamlOf } from '../output/encode.ts';
import { statusText } from '../output/status.ts';
import { secondsTime } from '../output/times.ts';
import { releaseAt } from './releases.ts';

const revisionFlag = number('revision', 'of which revision; the last when 0', 0);

function part(
  name: string,
  summary: string,
  run: (run: HelmRun) => Promise<void>,
  flags: HelmCommand['flags'] = [],
): HelmCommand {
  return defineHelmCommand({
    name,
    usage: `${name} RELEASE_NAME`,
    summary,
    flags: [revisionFlag, ...flags],
    arguments: { exactly: 1 },
    run,
  });
}

const all = part(
  'all',
  'download all information for a named release',
  async (run) => {
    const release = await releaseAt(run);
    const template = run.flags.string('template');
    run.out(
      template === ''
        ? statusText(run, release, { debug: true, metadata: true })
        : renderText(run, '_', template, releaseDot(release)),
    );
  },
  [text('template', 'a Go template to print with, e.g. {{.Release.Name}}')],
);

const values = part(
  'values',
  'download the values file for a named release',
  async (run) => {
    const release = await releaseAt(run);
    const computed = run.flags.bool('all');
    const given = release.config ?? null;
    const shown =
      computed && release.chart !== undefined
        ? coalesceValues(release.chart, copyValues(release.config ?? new Map()), run.warn)
        : given;
    printAs(run, {
      table: () => `${computed ? 'COMPUTED VALUES:' : 'USER-SUPPLIED VALUES:'}\n${yamlOf(shown)}`,
      value: () => shown,
    });
  },
  [bool('all', "also the chart's own values", { shorthand: 'a' }), outputFlag],
);

const manifest = part('manifest', 'download the manifest for a named release', async (run) =>
  run.line((await releaseAt(run)).manifest),
);

const hooks = part('hooks', 'download all hooks for a named release', async (run) => {
  for (const hook of (await releaseAt(run)).hooks ?? []) run.out(`---\n# Source: ${hook.path}\n${hook.manifest}\n`);
});

const notes = part('notes', 'download the notes for a named release', async (run) => {
  const { info } = await releaseAt(run);
  if (info.notes !== '') run.out(`NOTES:\n${info.notes}\n`);
});

const metadata = part(
  'metadata',
  'This command fetches metadata for a given release',
  async (run) => {
    const release = await releaseAt(run);
    const chart = release.chart?.metadata;
    const annotations = [...(chart?.annotations ?? [])].sort(([left], [right]) => (left < right ? -1 : 1));
    const dependencies = (chart?.dependencies ?? []).filter((dependency) => dependency !== undefined);
    const fields = {
      name: release.name,
      chart: chart?.name ?? '',
      version: chart?.version ?? '',
      appVersion: chart?.appVersion ?? '',
      ...(annotations.length === 0 ? {} : { annotations: new Map(annotations) }),
      ...(dependencies.length === 0 ? {} : { dependencies: dependencies.map(dependencyJson) }),
      namespace: release.namespace,
      revision: release.version,
      status: release.info.status,
      deployedAt: secondsTime(release.info.lastDeployed),
    };
    printAs(run, {
      value: () => fields,
      table: () =>
        [
          `NAME: ${fields.name}`,
          `CHART: ${fields.chart}`,
          `VERSION: ${fields.version}`,
          `APP_VERSION: ${fields.appVersion}`,
          `ANNOTATIONS: ${annotations.map(([key, value]) => `${key}=${value}`).join(',')}`,
          `DEPENDENCIES: ${dependencies
            .map(({ name }) => name)
            .sort()
            .join(',')}`,
          `NAMESPACE: ${fields.namespace}`,
          `REVISION: ${fields.revision}`,
          `STATUS: ${fields.status}`,
          `DEPLOYED_AT: ${fields.deployedAt}\n`,
        ].join('\n'),
    });
  },
  [outputFlag],
);

export const get = defineHelmCommand({
  name: 'get',
  usage: 'get',
  summary: 'download extended information of a named release',
  description: 'Prints parts of what helm keeps of a release: values, manifest, notes, hooks and metadata.',
  arguments: { exactly: 0 },
  subcommands: [all, values, manifest, hooks, notes, metadata],
});
