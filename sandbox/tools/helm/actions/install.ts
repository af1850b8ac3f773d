import { processDependencies } from '../../../charts/enable-dependencies.ts';
import type { Capabilities } from '../../../charts/capabilities.ts';
import { defaultCapabilities } from '../../../charts/capabilities.ts';
import { customResources, textOfBytes, type Chart } from '../../../charts/chart.ts';
import type { Values } from '../../../charts/go-map.ts';
import { NO_TIME } from '../../../charts/manifests.ts';
import type { Release } from '../../../charts/release.ts';
import { RenderError } from '../../../charts/render.ts';
import { createAll, updateAll } from '../cluster/changes.ts';
import { runHooks } from '../cluster/hooks.ts';
import { existingResources, markOwned } from '../cluster/ownership.ts';
import { waitUntilReady } from '../cluster/ready.ts';
import { buildResources, isAlreadyThere, type Resource } from '../cluster/resources.ts';
import { hasSystemLabels, ReleaseStorage, SYSTEM_LABELS } from '../cluster/storage.ts';
import { HelmError, messageOf, withWords } from '../errors.ts';
import type { HelmRun } from '../helm-run.ts';
import { goTime } from '../output/times.ts';
import { releaseNameProblem } from '../release-names.ts';
import { renderRelease } from '../rendering.ts';
import type { ApplyOptions } from './options.ts';
import { uninstall } from './uninstall.ts';

export interface InstallOptions extends ApplyOptions {
  readonly name: string;
  readonly namespace: string;
  readonly createNamespace: boolean;
  readonly replace: boolean;
  /** Set for `helm template`: nothing is asked of a cluster. */
  readonly clientOnly?: {
    readonly kubeVersion: Capabilities['kubeVersion'] | undefined;
    readonly apiVersions: readonly string[];
  };
  readonly includeCrds?: boolean;
  readonly isUpgrade?: boolean;
}

/** A failure after the release was begun: what was rendered so far goes with it. */
export class InstallFailure extends HelmError {
  constructor(
    message: string,
    readonly release: Release,
  ) {
    super(message);
    this.name = 'InstallFailure';
  }
}

/** Installs a chart. Throws HelmError, ChartError, StatusError. Models Install of helm.sh/helm/v3/pkg/action. */
export async function install(run: HelmRun, chart: Chart, values: Values, options: InstallOptions): Promise<Release> {
  const { name, namespace, clientOnly } = options;
  const dry = options.dryRun !== 'none';
  const { cluster } = run;
  if (clientOnly === undefined) await cluster.reach();
  if (!dry && options.hideSecret) throw new HelmError('Hiding Kubernetes secrets requires a dry-run mode');
  const problem = releaseNameProblem(name);
  if (problem !== undefined) throw new HelmError(`release name ${JSON.stringify(name)}: ${problem}`);
  const storage = new ReleaseStorage(run, namespace);
  if (!dry) await checkNameIsFree(storage, name, options.replace);
  processDependencies(chart, values, run.warn);
  if (clientOnly === undefined && !options.skipCrds && !dry) await installCrds(run, chart);
  const capabilities = clientOnly === undefined ? await cluster.capabilities() : capabilitiesOf(clientOnly);
  const isUpgrade = options.isUpgrade === true && dry;
  if (hasSystemLabels(options.labels))
    throw new HelmError(`user supplied labels contains system reserved label name. System labels: ${SYSTEM_LABELS}`);
  const now = goTime(run.now);
  const release: Release = {
    name,
    namespace,
    version: 1,
    info: { firstDeployed: now, lastDeployed: now, deleted: NO_TIME, description: '', status: 'unknown', notes: '' },
    chart,
    config: values.size === 0 ? undefined : values,
    manifest: '',
    hooks: undefined,
    labels: options.labels,
  };
  try {
    const rendered = await renderRelease(run, chart, values, {
      release: { name, namespace, revision: 1, isInstall: !isUpgrade, isUpgrade },
      capabilities,
      skipSchema: options.skipSchema,
      remote: clientOnly === undefined && options.dryRun !== 'client',
      includeCrds: options.includeCrds ?? false,
      subchartNotes: options.subchartNotes,
      hideSecrets: options.hideSecret,
    });
    release.hooks = rendered.hooks;
    release.manifest = rendered.text;
    release.info.notes = rendered.notes;
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    release.manifest = error.rendered;
    throw new InstallFailure(error.message, release);
  }
  release.info.status = 'pending-install';
  release.info.description = 'Initial install underway';
  if (clientOnly !== undefined) return release;
  let resources: Resource[];
  try {
    resources = await buildResources(cluster, release.manifest, options.validate);
  } catch (error) {
    throw withWords(error, 'unable to build kubernetes objects from release manifest');
  }
  markOwned(resources, name, namespace);
  let adopted: Resource[] = [];
  if (!isUpgrade && resources.length > 0) {
    try {
      adopted = await existingResources(cluster, resources, { name, namespace }, options.takeOwnership);
    } catch (error) {
      throw withWords(error, 'Unable to continue with install');
    }
  }
  if (dry) {
    release.info.description = 'Dry run complete';
    return release;
  }
  if (options.createNamespace) await createNamespace(run, namespace);
  if (options.replace) await replaceRelease(storage, release);
  await storage.create(release);
  try {
    await perform(run, storage, release, resources, adopted, options);
    return release;
  } catch (error) {
    throw await failed(run, storage, release, error, options);
  }
}

async function perform(
  run: HelmRun,
  storage: ReleaseStorage,
  release: Release,
  resources: readonly Resource[],
  adopted: readonly Resource[],
  options: InstallOptions,
): Promise<void> {
  const hooks = async (event: string): Promise<void> => {
    if (options.noHooks) return;
    try {
      await runHooks(run, storage, release, event, options.timeout);
    } catch (error) {
      throw withWords(error, `failed ${event}`);
    }
  };
  await hooks('pre-install');
  run.waiting.check();
  if (adopted.length === 0 && resources.length > 0) await createAll(run.cluster, resources);
  else if (resources.length > 0)
    await updateAll(
      run.cluster,
      adopted,
      resources,
      { force: options.force, threeWay: options.takeOwnership },
      { created: [], updated: [] },
    );
  if (options.wait) await waitUntilReady(run, resources, { timeout: options.timeout, jobs: options.waitForJobs });
  await hooks('post-install');
  release.info.status = 'deployed';
  release.info.description = options.description === '' ? 'Install complete' : options.description;
  await storage.record(release);
}

/** Records the failure, or takes all away again when the installation is all or nothing. */
async function failed(
  run: HelmRun,
  storage: ReleaseStorage,
  release: Release,
  error: unknown,
  options: InstallOptions,
): Promise<unknown> {
  run.waiting.reset();
  release.info.status = 'failed';
  release.info.description = `Release ${JSON.stringify(release.name)} failed: ${messageOf(error)}`;
  if (!options.atomic) {
    await storage.record(release);
    return error;
  }
  try {
    await uninstall(run, storage, release.name, {
      noHooks: options.noHooks,
      keepHistory: false,
      wait: false,
      timeout: options.timeout,
      cascade: 'background',
      description: '',
      ignoreNotFound: false,
      dryRun: false,
    });
  } catch (failure) {
    return withWords(failure, `an error occurred while uninstalling the release. original install error: ${messageOf(error)}`);
  }
  return withWords(error, `release ${release.name} failed, and has been uninstalled due to atomic being set`);
}

async function checkNameIsFree(storage: ReleaseStorage, name: string, replace: boolean): Promise<void> {
  let last: Release;
  try {
    last = await storage.last(name);
  } catch {
    return;
  }
  const { status } = last.info;
  if (replace && (status === 'uninstalled' || status === 'failed')) return;
  throw new HelmError('cannot re-use a name that is still in use');
}

async function replaceRelease(storage: ReleaseStorage, release: Release): Promise<void> {
  let last: Release;
  try {
    last = await storage.last(release.name);
  } catch {
    return;
  }
  release.version = last.version + 1;
  if (last.info.status === 'failed') return;
  last.info.status = 'superseded';
  last.info.description = 'superseded by new release';
  await storage.update(last);
}

function capabilitiesOf({ kubeVersion, apiVersions }: NonNullable<InstallOptions['clientOnly']>): Capabilities {
  return {
    kubeVersion: kubeVersion ?? defaultCapabilities.kubeVersion,
    apiVersions: [...defaultCapabilities.apiVersions, ...apiVersions],
  };
}

async function createNamespace(run: HelmRun, name: string): Promise<void> {
  try {
    await run.cluster.send({
      verb: 'create',
      group: '',
      version: 'v1',
      resource: 'namespaces',
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { name } } },
      options: { fieldManager: 'helm' },
    });
  } catch (error) {
    if (!isAlreadyThere(error)) throw error;
  }
}

async function installCrds(run: HelmRun, chart: Chart): Promise<void> {
  const installed: Resource[] = [];
  for (const { name, file } of customResources(chart)) {
    let resources: Resource[];
    try {
      resources = await buildResources(run.cluster, textOfBytes(file.data), false);
    } catch (error) {
      throw withWords(error, `failed to install CRD ${name}`);
    }
    for (const resource of resources) {
      try {
        await createAll(run.cluster, [resource]);
        installed.push(resource);
      } catch (error) {
        // One that is there already is left as it is: helm never changes definitions.
        if (!/already exists/.test(messageOf(error))) throw withWords(error, `failed to install CRD ${name}`);
      }
    }
  }
  if (installed.length === 0) return;
  await waitUntilReady(run, installed, { timeout: 60_000, jobs: false });
  run.cluster.forgetDiscovery();
}
