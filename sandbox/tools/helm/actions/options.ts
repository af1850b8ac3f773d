import type { Chart } from '../../../charts/chart.ts';
import { HelmError } from '../errors.ts';
import type { HelmRun } from '../helm-run.ts';
import { pairsOf } from '../value-options.ts';

/** What install and upgrade have in common. */
export interface ApplyOptions {
  readonly dryRun: 'none' | 'client' | 'server';
  readonly hideSecret: boolean;
  readonly noHooks: boolean;
  readonly wait: boolean;
  readonly waitForJobs: boolean;
  readonly atomic: boolean;
  readonly force: boolean;
  readonly timeout: number;
  readonly description: string;
  readonly labels: Map<string, string>;
  readonly subchartNotes: boolean;
  readonly skipSchema: boolean;
  readonly skipCrds: boolean;
  readonly validate: boolean;
  readonly takeOwnership: boolean;
}

/** Throws HelmError for a word after `--dry-run` that means nothing. */
export function dryRunOf(run: HelmRun): ApplyOptions['dryRun'] {
  const word = run.flags.string('dry-run');
  if (!['', 'false', 'true', 'none', 'client', 'server'].includes(word))
    throw new HelmError('Invalid dry-run flag. Flag must one of the following: false, true, none, client, server');
  return word === 'server' ? 'server' : word === 'client' || word === 'true' ? 'client' : 'none';
}

export function applyOptions(run: HelmRun): ApplyOptions {
  const { flags } = run;
  const bool = (name: string): boolean => flags.defines(name) && flags.bool(name);
  return {
    dryRun: dryRunOf(run),
    hideSecret: bool('hide-secret'),
    noHooks: bool('no-hooks'),
    wait: bool('wait') || bool('atomic'),
    waitForJobs: bool('wait-for-jobs'),
    atomic: bool('atomic'),
    force: bool('force'),
    timeout: flags.duration('timeout'),
    description: flags.string('description'),
    labels: pairsOf(run, 'labels'),
    subchartNotes: bool('render-subchart-notes'),
    skipSchema: bool('skip-schema-validation'),
    skipCrds: bool('skip-crds'),
    validate: !bool('disable-openapi-validation'),
    takeOwnership: bool('take-ownership'),
  };
}

/** Throws HelmError when a dependency that Chart.yaml names is not in charts/. */
export function checkDependencies(chart: Chart): void {
  const there = new Set(chart.dependencies.map(({ metadata }) => metadata.name));
  const missing = (chart.metadata.dependencies ?? []).flatMap((dependency) =>
    dependency === undefined || there.has(dependency.name) ? [] : [dependency.name],
  );
  if (missing.length > 0) throw new HelmError(`found in Chart.yaml, but missing in charts/ directory: ${missing.join(', ')}`);
}

/** Throws HelmError for the program that would have to run between rendering and applying. */
export function refusePostRenderer(run: HelmRun): void {
  const path = run.flags.string('post-renderer');
  if (path === '') return;
  const found = path.includes('/') ? run.typeOf(path) === 'file' : run.process.programs.find(path) !== undefined;
  const why = path.includes('/')
    ? `unable to find binary at ${path}: exec: "${path}": stat ${path}: no such file or directory`
    : `unable to find binary at ${run.absolute(path)}: exec: "${path}": executable file not found in $PATH`;
  if (!found) throw new HelmError(`invalid argument ${JSON.stringify(path)} for "--post-renderer" flag: ${why}`);
  throw new HelmError(
    `flag --post-renderer is not simulated: no program runs between rendering and applying; render with \`helm template\` and change the result`,
  );
}
