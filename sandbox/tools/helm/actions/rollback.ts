import { NO_TIME } from '../../../charts/manifests.ts';
import type { Release } from '../../../charts/release.ts';
import { deleteAll, updateAll, type UpdateResult } from '../cluster/changes.ts';
import { runHooks } from '../cluster/hooks.ts';
import { markOwned } from '../cluster/ownership.ts';
import { waitUntilReady } from '../cluster/ready.ts';
import { recreatePods } from '../cluster/recreate.ts';
import { buildResources, type Resource } from '../cluster/resources.ts';
import type { ReleaseStorage } from '../cluster/storage.ts';
import { HelmError, messageOf, withWords } from '../errors.ts';
import type { HelmRun } from '../helm-run.ts';
import { goTime } from '../output/times.ts';
import { checkReleaseName } from '../release-names.ts';

export interface RollbackOptions {
  /** 0 for the revision before the present one. */
  readonly version: number;
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly noHooks: boolean;
  readonly wait: boolean;
  readonly waitForJobs: boolean;
  readonly cleanupOnFail: boolean;
  readonly recreate: boolean;
  readonly timeout: number;
  readonly maxHistory: number;
}

/** Makes an earlier revision the newest. Throws HelmError. Models Rollback of helm.sh/helm/v3/pkg/action. */
export async function rollback(run: HelmRun, storage: ReleaseStorage, name: string, options: RollbackOptions): Promise<void> {
  storage.maxHistory = options.maxHistory;
  checkReleaseName(name, 'prepareRollback: Release name is invalid');
  if (options.version < 0) throw new HelmError('invalid release revision');
  const current = await storage.last(name);
  const version = options.version === 0 ? current.version - 1 : options.version;
  const history = await storage.history(name);
  if (!history.some((release) => release.version === version)) throw new HelmError(`release has no ${version} version`);
  const previous = await storage.get(name, version);
  const target: Release = {
    ...previous,
    name,
    namespace: current.namespace,
    version: current.version + 1,
    info: {
      firstDeployed: current.info.firstDeployed,
      lastDeployed: goTime(run.now),
      deleted: NO_TIME,
      status: 'pending-rollback',
      notes: previous.info.notes,
      description: `Rollback to ${version}`,
    },
  };
  if (options.dryRun) return;
  await storage.create(target);
  await perform(run, storage, current, target, options);
  await storage.update(target);
}

async function perform(
  run: HelmRun,
  storage: ReleaseStorage,
  current: Release,
  target: Release,
  options: RollbackOptions,
): Promise<void> {
  const build = async (manifest: string, which: string): Promise<Resource[]> => {
    try {
      return await buildResources(run.cluster, manifest, false);
    } catch (error) {
      throw withWords(error, `unable to build kubernetes objects from ${which} release manifest`);
    }
  };
  const before = await build(current.manifest, 'current');
  const wanted = await build(target.manifest, 'new');
  if (!options.noHooks) await runHooks(run, storage, target, 'pre-rollback', options.timeout);
  markOwned(wanted, target.name, target.namespace);
  const result: UpdateResult = { created: [], updated: [] };
  try {
    await updateAll(run.cluster, before, wanted, { force: options.force }, result);
  } catch (error) {
    current.info.status = 'superseded';
    target.info.status = 'failed';
    target.info.description = `Rollback ${JSON.stringify(target.name)} failed: ${messageOf(error)}`;
    await storage.record(current);
    await storage.record(target);
    if (options.cleanupOnFail && result.created.length > 0) await cleanUp(run, result.created, 'rollback', error);
    throw error;
  }
  if (options.recreate) await recreatePods(run, result.updated);
  if (options.wait) {
    try {
      await waitUntilReady(run, wanted, { timeout: options.timeout, jobs: options.waitForJobs });
    } catch (error) {
      target.info.status = 'failed';
      target.info.description = `Release ${JSON.stringify(target.name)} failed: ${messageOf(error)}`;
      await storage.record(current);
      await storage.record(target);
      throw withWords(error, `release ${target.name} failed`);
    }
  }
  if (!options.noHooks) await runHooks(run, storage, target, 'post-rollback', options.timeout);
  for (const release of await storage.deployedAll(current.name)) {
    release.info.status = 'superseded';
    await storage.record(release);
  }
  target.info.status = 'deployed';
}

/** Deletes what a failed change has made. Throws HelmError when that fails too. */
export async function cleanUp(run: HelmRun, created: readonly Resource[], action: string, original: unknown): Promise<void> {
  const errors = await deleteAll(run.cluster, created);
  if (errors.length > 0)
    throw new HelmError(
      `an error occurred while cleaning up resources. original ${action} error: ${messageOf(original)}: unable to cleanup resources: ${errors.map(messageOf).join(', ')}`,
    );
}
