import { isObject, type JsonObject } from '../../../core/json.ts';
import { NO_TIME, type Hook } from '../../../charts/manifests.ts';
import type { Release } from '../../../charts/release.ts';
import { HelmError, messageOf, withWords } from '../errors.ts';
import type { HelmRun } from '../helm-run.ts';
import { goTime } from '../output/times.ts';
import { createAll, deleteAll, findResource, performAll } from './changes.ts';
import { readPodLog } from './pod-log.ts';
import { waitUntilGone } from './ready.ts';
import { buildResources, type Resource } from './resources.ts';
import type { ReleaseStorage } from './storage.ts';

/** How often the ends of Jobs and Pods are looked for, in virtual milliseconds. */
const LOOK = 250;

/**
 * Runs the hooks of an event, one after the other by their weights, each to its end. Throws HelmError. Models execHook of
 * helm.sh/helm/v3/pkg/action.
 */
export async function runHooks(
  run: HelmRun,
  storage: ReleaseStorage,
  release: Release,
  event: string,
  timeout: number,
): Promise<void> {
  const hooks = (release.hooks ?? [])
    .filter(({ events }) => events.includes(event))
    .toSorted((left, right) => left.weight - right.weight || (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
  for (const [index, hook] of hooks.entries()) {
    if (hook.deletePolicies.length === 0) hook.deletePolicies = ['before-hook-creation'];
    await deleteByPolicy(run, hook, 'before-hook-creation', timeout);
    let resources: Resource[];
    try {
      resources = await buildResources(run.cluster, hook.manifest, true);
    } catch (error) {
      throw withWords(error, `unable to build kubernetes object for ${event} hook ${hook.path}`);
    }
    hook.lastRun = { startedAt: goTime(run.now), completedAt: NO_TIME, phase: 'Running' };
    await storage.record(release);
    hook.lastRun.phase = 'Unknown';
    const finish = (phase: string): void => {
      hook.lastRun.completedAt = goTime(run.now);
      hook.lastRun.phase = phase;
    };
    try {
      await createAll(run.cluster, resources);
    } catch (error) {
      finish('Failed');
      throw withWords(error, `warning: Hook ${event} ${hook.path} failed`);
    }
    try {
      await performAll(resources, (resource) => waitUntilDone(run, resource, timeout));
    } catch (error) {
      finish('Failed');
      await printLogs(run, hook, release.namespace, 'hook-failed');
      await ignoring(run, 'hooks.go:105: error deleting the hook resource on hook failure', () =>
        deleteByPolicy(run, hook, 'hook-failed', timeout),
      );
      for (const earlier of hooks.slice(0, index)) await deleteByPolicy(run, earlier, 'hook-succeeded', timeout);
      throw error;
    }
    finish('Succeeded');
  }
  for (const hook of hooks.toReversed()) {
    await printLogs(run, hook, release.namespace, 'hook-succeeded');
    await deleteByPolicy(run, hook, 'hook-succeeded', timeout);
  }
}

async function deleteByPolicy(run: HelmRun, hook: Hook, policy: string, timeout: number): Promise<void> {
  // Definitions are never deleted with their objects.
  if (hook.kind === 'CustomResourceDefinition' || !hook.deletePolicies.includes(policy)) return;
  let resources: Resource[];
  try {
    resources = await buildResources(run.cluster, hook.manifest, false);
  } catch (error) {
    throw withWords(error, `unable to build kubernetes object for deleting hook ${hook.path}`);
  }
  const errors = await deleteAll(run.cluster, resources);
  if (errors.length > 0) throw new HelmError(errors.map(messageOf).join('; '));
  await waitUntilGone(run, resources, timeout);
}

/** Waits for the end of a Job or a Pod; all else is done when it is there. Throws HelmError when it failed. */
async function waitUntilDone(run: HelmRun, resource: Resource, timeout: number): Promise<void> {
  const ended = endings.get(resource.mapping.kind);
  if (ended === undefined) return;
  const done = await run.waiting.until(timeout, LOOK, async () => {
    const live = await findResource(run.cluster, resource);
    return live === undefined || ended(live, resource.name);
  });
  if (!done) throw new HelmError('timed out waiting for the condition');
}

/** Whether objects of a kind have ended. Throws HelmError when they failed. */
const endings: ReadonlyMap<string, (live: JsonObject, name: string) => boolean> = new Map([
  [
    'Job',
    (live, name) => {
      const status = isObject(live['status']) ? live['status'] : {};
      const conditions = Array.isArray(status['conditions']) ? status['conditions'].filter(isObject) : [];
      for (const condition of conditions) {
        if (condition['status'] !== 'True') continue;
        if (condition['type'] === 'Complete') return true;
        if (condition['type'] === 'Failed') throw new HelmError(`job ${name} failed: ${String(condition['reason'] ?? '')}`);
      }
      return false;
    },
  ],
  [
    'Pod',
    (live, name) => {
      const phase = isObject(live['status']) ? live['status']['phase'] : undefined;
      if (phase === 'Failed') throw new HelmError(`pod ${name} failed`);
      return phase === 'Succeeded';
    },
  ],
]);

async function printLogs(run: HelmRun, hook: Hook, releaseNamespace: string, policy: string): Promise<void> {
  if (!hook.outputLogPolicies.includes(policy) || !['Job', 'Pod'].includes(hook.kind)) return;
  await ignoring(run, `hooks.go:${policy === 'hook-failed' ? 99 : 125}: error outputting logs for hook failure`, async () => {
    const [resource] = await buildResources(run.cluster, hook.manifest, false);
    const namespace = resource?.namespace ?? releaseNamespace;
    const selection =
      hook.kind === 'Job' ? { labelSelector: `job-name=${hook.name}` } : { fieldSelector: `metadata.name=${hook.name}` };
    const { body } = await run.cluster.send({
      verb: 'list',
      group: '',
      version: 'v1',
      resource: 'pods',
      namespace,
      options: selection,
    });
    const pods = Array.isArray(body['items']) ? body['items'].filter(isObject) : [];
    for (const pod of pods) {
      const metadata = isObject(pod['metadata']) ? pod['metadata'] : {};
      const spec = isObject(pod['spec']) ? pod['spec'] : {};
      const containers = Array.isArray(spec['containers']) ? spec['containers'].filter(isObject) : [];
      for (const container of containers)
        run.err(await readPodLog(run, namespace, String(metadata['name']), String(container['name'])));
    }
  });
}

async function ignoring(run: HelmRun, words: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    run.warn(`${words}: ${messageOf(error)}`);
  }
}
