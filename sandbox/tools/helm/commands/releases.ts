import type { Release } from '../../../charts/release.ts';
import { ReleaseStorage } from '../cluster/storage.ts';
import { HelmError } from '../errors.ts';
import type { HelmRun } from '../helm-run.ts';
import { releaseNameProblem } from '../release-names.ts';

/** The release that a command's first word names, in the revision of `--revision`. Throws HelmError. */
export async function releaseAt(run: HelmRun): Promise<Release> {
  const [name = ''] = run.args;
  await run.cluster.reach();
  if (releaseNameProblem(name) !== undefined) throw new HelmError(`releaseContent: Release name is invalid: ${name}`);
  const revision = run.flags.int('revision');
  const storage = new ReleaseStorage(run);
  return revision <= 0 ? storage.last(name) : storage.get(name, revision);
}

export function chartLabel({ chart }: Release): string {
  return chart === undefined ? 'MISSING' : `${chart.metadata.name}-${chart.metadata.version}`;
}

export function appVersion({ chart }: Release): string {
  return chart === undefined ? 'MISSING' : chart.metadata.appVersion;
}
