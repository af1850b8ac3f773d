import type { Chart } from '../../../charts/chart.ts';
import { processDependencies } from '../../../charts/enable-dependencies.ts';
import type { Values } from '../../../charts/go-map.ts';
import { NO_TIME } from '../../../charts/manifests.ts';
import type { Release } from '../../../charts/release.ts';
import { updateAll, type UpdateResult } from '../cluster/changes.ts';
import { runHooks } from '../cluster/hooks.ts';
import { existingResources, markOwned } from '../cluster/ownership.ts';
import { waitUntilReady } from '../cluster/ready.ts';
import { recreatePods } from '../cluster/recreate.ts';
import { buildResources, keyOf, type Resource } from '../cluster/resources.ts';
import { hasSystemLabels, NoDeployedReleases, ReleaseNotFound, ReleaseStorage, SYSTEM_LABELS } from '../cluster/storage.ts';
import { HelmError, messageOf, withWords } from '../errors.ts';
import type { HelmRun } from '../helm-run.ts';
import { goTime } from '../output/times.ts';
import { checkReleaseName } from '../release-names.ts';
import { renderRelease } from '../rendering.ts';
import type { ApplyOptions } from './options.ts';
import { reusedValues, type ValuesToReuse } from './reused-values.ts';
import { cleanUp, rollback } from './rollback.ts';

export interface UpgradeOptions extends ApplyOptions, ValuesToReuse {
  readonly namespace: string;
  readonly cleanupOnFail: boolean;
  readonly recreate: boolean;
  readonly maxHistory: number;
}

/** Upgrades a release. Throws HelmError, ChartError, StatusError. Models Upgrade of helm.sh/helm/v3/pkg/action. */
export async function upgrade(
  run: HelmRun,
  name: string,
  chart: Chart,
  values: Values,
  options: UpgradeOptions,
): Promise<Release> {
  await run.cluster.reach();
  checkReleaseName(name, 'release name is invalid');
  const storage = new ReleaseStorage(run, options.namespace);
  const { current, upgraded } = await prepare(run, storage, name, chart, values, options);
  storage.maxHistory = options.maxHistory;
  const build = async (manifest: string, which: string, validate: boolean): Promise<Resource[]> => {
    try {
      return await buildResources(run.cluster, manifest, validate);
    } catch (error) {
      throw withWords(error, `unable to build kubernetes objects from ${which} release manifest`);
    }
  };
  const before = await build(current.manifest, 'current', false);
  const wanted = await build(upgraded.manifest, 'new', options.validate);
  markOwned(wanted, upgraded.name, upgraded.namespace);
  const known = new Set(before.map(keyOf));
  try {
    const added = wanted.filter((resource) => !known.has(keyOf(resource)));
    before.push(...(await existingResources(run.cluster, added, upgraded, options.takeOwnership)));
  } catch (error) {
    throw withWords(error, 'Unable to continue with update');
  }
  if (options.dryRun !== 'none') {
    upgraded.info.description = options.description === '' ? 'Dry run complete' : options.description;
    return upgraded;
  }
  await storage.create(upgraded);
  const result: UpdateResult = { created: [], updated: [] };
  try {
    await perform(run, storage, current, upgraded, before, wanted, result, options);
  } catch (error) {
    throw await failed(run, storage, upgraded, result, error, options);
  }
  await storage.update(upgraded);
  return upgraded;
}

async function prepare(
  run: HelmRun,
  storage: ReleaseStorage,
  name: string,
  chart: Chart,
  given: Values,
  options: UpgradeOptions,
): Promise<{ readonly current: Release; readonly upgraded: Release }> {
  if (options.dryRun === 'none' && options.hideSecret) throw new HelmError('Hiding Kubernetes secrets requires a dry-run mode');
  let last: Release;
  try {
    last = await storage.last(name);
  } catch (error) {
    throw error instanceof ReleaseNotFound ? new NoDeployedReleases(name) : error;
  }
  if (last.info.status.startsWith('pending-')) throw new HelmError('another operation (install/upgrade/rollback) is in progress');
  const current = await currentOf(storage, last);
  const values = reusedValues(run, chart, current, given, options);
  processDependencies(chart, values, run.warn);
  const version = last.version + 1;
  const capabilities = await run.cluster.capabilities();
  const { namespace } = current;
  const rendered = await renderRelease(run, chart, values, {
    release: { name, namespace, revision: version, isInstall: false, isUpgrade: true },
    capabilities,
    skipSchema: options.skipSchema,
    remote: options.dryRun !== 'client',
    subchartNotes: options.subchartNotes,
    hideSecrets: options.hideSecret,
  });
  if (hasSystemLabels(options.labels))
    throw new HelmError(`user supplied labels contains system reserved label name. System labels: ${SYSTEM_LABELS}`);
  const labels = new Map([...last.labels, ...options.labels].filter(([, value]) => value !== 'null'));
  const upgraded: Release = {
    name,
    namespace,
    version,
    info: {
      firstDeployed: current.info.firstDeployed,
      lastDeployed: goTime(run.now),
      deleted: NO_TIME,
      status: 'pending-upgrade',
      description: 'Preparing upgrade',
      notes: rendered.notes,
    },
    chart,
    config: values.size === 0 ? undefined : values,
    manifest: rendered.text,
    hooks: rendered.hooks,
    labels,
  };
  await buildResources(run.cluster, upgraded.manifest, options.validate);
  return { current, upgraded };
}

/** The revision that an upgrade starts from: what is deployed, or else the last that failed. */
async function currentOf(storage: ReleaseStorage, last: Release): Promise<Release> {
  if (last.info.status === 'deployed') return last;
  try {
    return await storage.deployed(last.name);
  } catch (error) {
    const { status } = last.info;
    if (error instanceof NoDeployedReleases && (status === 'failed' || status === 'superseded')) return last;
    throw error;
  }
}

async function perform(
  run: HelmRun,
  storage: ReleaseStorage,
  current: Release,
  upgraded: Release,
  before: readonly Resource[],
  wanted: readonly Resource[],
  result: UpdateResult,
  options: UpgradeOptions,
): Promise<void> {
  const hooks = async (event: string): Promise<void> => {
    if (options.noHooks) return;
    try {
      await runHooks(run, storage, upgraded, event, options.timeout);
    } catch (error) {
      throw withWords(error, `${event} hooks failed`);
    }
  };
  await hooks('pre-upgrade');
  run.waiting.check();
  try {
    await updateAll(run.cluster, before, wanted, { force: options.force }, result);
    if (options.recreate) await recreatePods(run, result.updated);
    if (options.wait) await waitUntilReady(run, wanted, { timeout: options.timeout, jobs: options.waitForJobs });
  } catch (error) {
    await storage.record(current);
    throw error;
  }
  await hooks('post-upgrade');
  current.info.status = 'superseded';
  await storage.record(current);
  upgraded.info.status = 'deployed';
  upgraded.info.description = options.description === '' ? 'Upgrade complete' : options.description;
}

async function failed(
  run: HelmRun,
  storage: ReleaseStorage,
  release: Release,
  result: UpdateResult,
  error: unknown,
  options: UpgradeOptions,
): Promise<unknown> {
  run.waiting.reset();
  release.info.status = 'failed';
  release.info.description = `Upgrade ${JSON.stringify(release.name)} failed: ${messageOf(error)}`;
  await storage.record(release);
  if (options.cleanupOnFail && result.created.length > 0) {
    try {
      await cleanUp(run, result.created, 'upgrade', error);
    } catch (failure) {
      return failure;
    }
  }
  if (!options.atomic) return error;
  const good = (await storage.history(release.name))
    .filter(({ info }) => info.status === 'superseded' || info.status === 'deployed')
    .at(-1);
  if (good === undefined)
    return withWords(error, 'unable to find a previously successful release when attempting to rollback. original upgrade error');
  try {
    await rollback(run, storage, release.name, {
      version: good.version,
      dryRun: false,
      force: options.force,
      noHooks: options.noHooks,
      wait: true,
      waitForJobs: options.waitForJobs,
      cleanupOnFail: false,
      recreate: options.recreate,
      timeout: options.timeout,
      maxHistory: options.maxHistory,
    });
  } catch (failure) {
    return withWords(failure, `an error occurred while rolling back the release. original upgrade error: ${messageOf(error)}`);
  }
  return withWords(error, `release ${release.name} failed, and has been rolled back due to atomic being set`);
}
