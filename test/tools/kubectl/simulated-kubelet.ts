import type { Component, ComponentContext } from '../../../sandbox/api/component.ts';
import type { Draft } from '../../../sandbox/core/json.ts';
import { draftOf } from '../../../sandbox/core/json.ts';
import { configMaps, pods, secrets } from '../../../sandbox/schema/resources.ts';
import type { Container, ContainerState, ContainerStatus, Pod, PodStatus } from '../../../sandbox/schema/types/core-v1.ts';

/**
 * What stood in for the kubelets when the goldens were recorded: it starts a Pod at once and decides by the words of the image and
 * the command how its containers fare. See the README of the goldens.
 */
export function simulatedKubelet(addressOf: (node: string) => string): Component {
  return {
    name: 'simulated-kubelet',
    start({ client, clock }: ComponentContext) {
      const informer = client.informer(pods);
      let lastAddress = 1;
      const addresses = new Map<string, string>();
      const sync = (pod: Pod): void => {
        const key = {
          name: pod.metadata?.name ?? '',
          ...(pod.metadata?.namespace === undefined ? {} : { namespace: pod.metadata.namespace }),
        };
        const current = client.find(pods, key);
        if (current === undefined || (current.spec?.nodeName ?? '') === '') return;
        if (current.metadata?.deletionTimestamp !== undefined) {
          client.delete(pods, key, { gracePeriodSeconds: 0 });
          return;
        }
        if (current.status?.startTime !== undefined && !waitsForConfiguration(current)) return;
        const uid = current.metadata?.uid ?? '';
        const address = addresses.get(uid) ?? `10.244.2.${++lastAddress % 250}`;
        addresses.set(uid, address);
        const missing = (kind: 'configMap' | 'secret', name: string): boolean =>
          client.find<unknown>(kind === 'configMap' ? configMaps : secrets, { ...key, name }) === undefined;
        const next = draftOf(current);
        next.status = statusOf(
          current,
          new Date(clock.now()).toISOString().replace(/\.\d+/, ''),
          address,
          addressOf(current.spec?.nodeName ?? ''),
          missing,
        );
        client.updateStatus(pods, next as Pod);
      };
      const again = (): void => informer.list().filter(waitsForConfiguration).forEach(sync);
      const cancels = [
        client.informer(configMaps).onChange(({ type }) => type === 'added' && clock.after(20, again)),
        client.informer(secrets).onChange(({ type }) => type === 'added' && clock.after(20, again)),
        informer.onChange(({ type, object }) => {
          if (type === 'deleted' || (object.spec?.nodeName ?? '') === '') return;
          clock.after(20, () => sync(object));
        }),
      ];
      return () => cancels.forEach((cancel) => cancel());
    },
  };
}

/** What a ConfigMap or Secret that comes later can help. */
function waitsForConfiguration({ status }: Pod): boolean {
  const reasons = (status?.containerStatuses ?? []).map(({ state }) => state?.waiting?.reason);
  return reasons.includes('ContainerCreating') || reasons.includes('CreateContainerConfigError');
}

type Missing = (kind: 'configMap' | 'secret', name: string) => boolean;

function statusOf(pod: Pod, now: string, podIP: string, hostIP: string, missing: Missing): Draft<PodStatus> {
  const { spec } = pod;
  if (spec === undefined) return {};
  const restart = spec.restartPolicy ?? 'Always';
  const volumesReady = (spec.volumes ?? []).every(
    ({ configMap, secret }) =>
      !(configMap?.name !== undefined && configMap.optional !== true && missing('configMap', configMap.name)) &&
      !(secret?.secretName !== undefined && secret.optional !== true && missing('secret', secret.secretName)),
  );
  const before = initStatuses(spec.initContainers ?? [], (container) =>
    containerStatus(container, restart === 'Always' ? 'OnFailure' : restart, now, volumesReady, missing),
  );
  const main = spec.containers.map((container) =>
    before.done || !volumesReady
      ? containerStatus(container, restart, now, volumesReady, missing)
      : waiting(container, 'PodInitializing'),
  );
  const ready = main.every((status) => status.ready);
  const ended = main.length > 0 && main.every(({ state }) => state?.terminated !== undefined);
  const failed = main.some(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0);
  const waits = main.some(({ state }) => state?.waiting !== undefined && state.waiting.reason !== 'CrashLoopBackOff');
  const phase = ended ? (failed ? 'Failed' : 'Succeeded') : waits ? 'Pending' : 'Running';
  const unready = main.filter((status) => !status.ready).map(({ name }) => name);
  const reason = phase === 'Succeeded' ? 'PodCompleted' : 'ContainersNotReady';
  const why = phase === 'Succeeded' ? {} : { message: `containers with unready status: [${unready.join(' ')}]` };
  const condition = (type: string, holds: boolean, details: object = {}) => ({
    type,
    status: holds ? 'True' : 'False',
    lastProbeTime: null as never,
    lastTransitionTime: now,
    observedGeneration: 1,
    ...(holds ? {} : details),
  });
  return draftOf({
    phase,
    conditions: [
      condition('PodReadyToStartContainers', volumesReady && !ended),
      condition('Initialized', before.done, {
        reason: 'ContainersNotInitialized',
        message: `containers with incomplete status: [${before.incomplete.join(' ')}]`,
      }),
      condition('Ready', ready, { reason, ...why }),
      condition('ContainersReady', ready, { reason, ...why }),
      ...(pod.status?.conditions ?? []).filter(({ type }) => type === 'PodScheduled'),
    ],
    hostIP,
    hostIPs: [{ ip: hostIP }],
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: now,
    ...(spec.initContainers === undefined ? {} : { initContainerStatuses: before.statuses }),
    containerStatuses: main,
    ...(pod.status?.qosClass === undefined ? {} : { qosClass: pod.status.qosClass }),
  } as PodStatus);
}

const BROKEN = /nope|missing|typo|wrong|broken|ngnix|nonexistent|does-not-exist|:v999/;
const LASTING = /sleep|while|infinity|tail|server|nginx|httpd|redis/;
const ENDING = /(^|\/)(busybox|alpine|perl|debian|ubuntu|bash)(:|$)/;

const unstarted = ({ name, image = '' }: Container) => ({
  name,
  image,
  imageID: '',
  lastState: {},
  restartCount: 0,
  started: false,
  ready: false,
});

function waiting(container: Container, reason: string, message?: string): ContainerStatus {
  return { ...unstarted(container), state: { waiting: { reason, ...(message === undefined ? {} : { message }) } } };
}

/** Init containers one after the other: each waits until the one before has ended well, or runs for good beside the others. */
function initStatuses(
  containers: readonly Container[],
  statusOfContainer: (container: Container) => ContainerStatus,
): { readonly statuses: ContainerStatus[]; readonly done: boolean; readonly incomplete: readonly string[] } {
  const incomplete: string[] = [];
  const statuses = containers.map((container) => {
    if (incomplete.length > 0) {
      incomplete.push(container.name);
      return waiting(container, 'PodInitializing');
    }
    const status = statusOfContainer(container);
    const ended = status.state?.terminated?.exitCode === 0;
    const sidecar = container.restartPolicy === 'Always' && status.state?.running !== undefined;
    if (!ended && !sidecar) incomplete.push(container.name);
    return ended ? { ...status, ready: true } : sidecar ? status : { ...status, ready: false, started: false };
  });
  return { statuses, done: incomplete.length === 0, incomplete };
}

function containerStatus(
  container: Container,
  restart: string,
  now: string,
  volumesReady: boolean,
  missing: Missing,
): ContainerStatus {
  const words = [...(container.command ?? []), ...(container.args ?? [])].join(' ');
  const base = unstarted(container);
  const waits = (reason: string, message?: string): ContainerStatus => waiting(container, reason, message);
  if (!volumesReady) return waits('ContainerCreating');
  if (BROKEN.test(container.image ?? ''))
    return waits('ImagePullBackOff', `Back-off pulling image ${JSON.stringify(container.image)}`);
  if (lacksConfiguration(container, missing)) return waits('CreateContainerConfigError');
  const ids = { containerID: `containerd://${'a'.repeat(64)}`, imageID: `${container.image ?? ''}@sha256:${'b'.repeat(64)}` };
  const code = endOf(container, words);
  if (code === undefined) {
    const ready = !failingProbe(container);
    return { ...base, ...ids, started: true, ready, state: { running: { startedAt: now } } };
  }
  const ended: ContainerState = {
    terminated: {
      exitCode: code,
      reason: code === 0 ? 'Completed' : 'Error',
      startedAt: now,
      finishedAt: now,
      containerID: ids.containerID,
    },
  };
  if (restart === 'Always' || (restart === 'OnFailure' && code !== 0)) {
    return { ...base, ...ids, restartCount: 1, lastState: ended, state: { waiting: { reason: 'CrashLoopBackOff' } } };
  }
  return { ...base, ...ids, state: ended };
}

function endOf(container: Container, words: string): number | undefined {
  const exit = /\bexit (\d+)/.exec(words);
  if (exit !== null) return Number(exit[1]);
  if (/\bfalse\b/.test(words)) return 1;
  if (words !== '') return LASTING.test(words) ? undefined : 0;
  return ENDING.test(container.image ?? '') ? 0 : undefined;
}

function lacksConfiguration({ env = [], envFrom = [] }: Container, missing: Missing): boolean {
  return (
    env.some(({ valueFrom }) => {
      const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
      return (
        (configMapKeyRef !== undefined &&
          configMapKeyRef.optional !== true &&
          missing('configMap', configMapKeyRef.name ?? '')) ||
        (secretKeyRef !== undefined && secretKeyRef.optional !== true && missing('secret', secretKeyRef.name ?? ''))
      );
    }) ||
    envFrom.some(
      ({ configMapRef, secretRef }) =>
        (configMapRef !== undefined && configMapRef.optional !== true && missing('configMap', configMapRef.name ?? '')) ||
        (secretRef !== undefined && secretRef.optional !== true && missing('secret', secretRef.name ?? '')),
    )
  );
}

function failingProbe({ readinessProbe, ports = [] }: Container): boolean {
  if (readinessProbe === undefined) return false;
  const port = readinessProbe.httpGet?.port ?? readinessProbe.tcpSocket?.port;
  const known = ports.some(({ name, containerPort }) => port === name || Number(port) === containerPort);
  if (port !== undefined && !known) return true;
  if (/nope|missing|wrong/.test(readinessProbe.httpGet?.path ?? '')) return true;
  return (readinessProbe.exec?.command ?? []).join(' ').includes('false');
}
