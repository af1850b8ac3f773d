import { coalesceValues } from '../../../charts/coalesce.ts';
import { copyValues } from '../../../charts/go-map.ts';
import { NO_TIME } from '../../../charts/manifests.ts';
import { releaseJson, type Release } from '../../../charts/release.ts';
import type { HelmRun } from '../helm-run.ts';
import { printAs, yamlOf } from './encode.ts';
import { ansicTime, isTime } from './times.ts';

export interface StatusOptions {
  readonly debug?: boolean;
  readonly description?: boolean;
  readonly metadata?: boolean;
  readonly hideNotes?: boolean;
  /** Lines of `--show-resources`. */
  readonly resources?: string;
}

/** Prints a release as install, upgrade, status, test and `get all` do. */
export function printRelease(run: HelmRun, release: Release, options: StatusOptions = {}): void {
  const table = (): string => statusText(run, release, options);
  if (run.flags.defines('output')) printAs(run, { table, value: () => releaseJson(release) });
  else run.out(table());
}

export function statusText(run: HelmRun, release: Release, options: StatusOptions): string {
  const { info } = release;
  const lines = [`NAME: ${release.name}`];
  if (isTime(info.lastDeployed)) lines.push(`LAST DEPLOYED: ${ansicTime(info.lastDeployed)}`);
  lines.push(`NAMESPACE: ${release.namespace}`, `STATUS: ${info.status}`, `REVISION: ${release.version}`);
  if (options.metadata === true) {
    const metadata = release.chart?.metadata;
    lines.push(
      `CHART: ${metadata?.name ?? ''}`,
      `VERSION: ${metadata?.version ?? ''}`,
      `APP_VERSION: ${metadata?.appVersion ?? ''}`,
    );
  }
  if (options.description === true) lines.push(`DESCRIPTION: ${info.description}`);
  if (options.resources !== undefined) lines.push(`RESOURCES:`, options.resources);
  const tests = (release.hooks ?? []).filter(({ events }) => events.includes('test'));
  if (tests.length === 0) lines.push('TEST SUITE: None');
  for (const { name, lastRun } of tests) {
    if (lastRun.startedAt === NO_TIME || lastRun.startedAt === '') continue;
    lines.push(
      `TEST SUITE:     ${name}`,
      `Last Started:   ${ansicTime(lastRun.startedAt)}`,
      `Last Completed: ${ansicTime(lastRun.completedAt)}`,
      `Phase:          ${lastRun.phase}`,
    );
  }
  let text = `${lines.join('\n')}\n`;
  const debug = options.debug === true;
  if (debug) {
    text += `USER-SUPPLIED VALUES:\n${yamlOf(release.config ?? null)}\n`;
    const computed =
      release.chart === undefined ? new Map() : coalesceValues(release.chart, copyValues(release.config ?? new Map()), run.warn);
    text += `COMPUTED VALUES:\n${yamlOf(computed)}\n`;
  }
  if (debug || info.description.toLowerCase() === 'dry run complete') {
    text += 'HOOKS:\n';
    for (const { path, manifest } of release.hooks ?? []) text += `---\n# Source: ${path}\n${manifest}\n`;
    text += `MANIFEST:\n${release.manifest}\n`;
  }
  if (options.hideNotes !== true && info.notes !== '') text += `NOTES:\n${info.notes.trim()}\n`;
  return text;
}
