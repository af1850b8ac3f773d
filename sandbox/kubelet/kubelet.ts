import type { Component, ComponentContext } from '../api/component.ts';
import type { NodeConnector } from '../api/connector.ts';
import { StatusError } from '../api/status-error.ts';
import type { NodeOptions } from '../cluster-types.ts';
import type { Cancel } from '../core/clock.ts';
import type { NodeUsage } from '../core/usage.ts';
import type { Network, NetworkNamespace } from '../core/traffic.ts';
import type { ContainerRuntime } from '../host/container-runtime.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { Machine, ProgramTable } from '../host/machine-types.ts';
import { createFileSystem } from '../host/memory-file-system.ts';
import { pause } from '../images/pause.ts';
import type { ImageRegistry } from '../images/image-registry.ts';
import { nodes, pods } from '../schema/resources.ts';
import type { Pod } from '../schema/types/core-v1.ts';
import { rejectionOf, type Rejection } from './admission.ts';
import { BackOff } from './back-off.ts';
import { createConfigSources } from './config-sources.ts';
import { connectToContainer, type ConnectorContext } from './connector.ts';
import { criOf } from './cri.ts';
import { EvictionManager } from './eviction/eviction-manager.ts';
import { observe, removeUnused } from './eviction/node-room.ts';
import { closeHostPorts, openHostPorts } from './host-ports.ts';
import { ImagePulls, ImageStore } from './image-pulls.ts';
import type { NodeContext } from './node-context.ts';
import { renewLease } from './node-lease.ts';
import { NodeReport } from './node-status.ts';
import { PodAddresses } from './pod-addresses.ts';
import { PodWorker } from './pod-worker.ts';
import { Probes } from './probes.ts';
import { Allocations } from './resizing/allocations.ts';
import { Runtime } from './runtime.ts';
import { PodTokens } from './service-account-token.ts';
import type { PodReader } from './static-pods/manifest.ts';
import { followStaticPods } from './static-pods/follow.ts';
import { Mirrors } from './static-pods/mirrors.ts';
import { isMirror, isStatic } from './static-pods/sources.ts';
import { StaticPods } from './static-pods/static-pods.ts';
import { StatusManager } from './status-manager.ts';
import { killOrphan } from './termination.ts';
import { nodeUsage } from './usage.ts';
import { Volumes } from './volumes.ts';

export interface KubeletOptions {
  readonly node: NodeOptions;
  /** The node's InternalIP. */
  readonly address: string;
  readonly machine: Machine;
  readonly images: ImageRegistry;
  readonly network: Network;
  /** Programs of images that bring a shell: `sh`, `ls`, `cat` … */
  readonly shellPrograms: ProgramTable;
  readonly clusterDns?: { readonly address: string; readonly domain: string };
  /** Reads the manifest of a static Pod; without it the node has none. */
  readonly readPod?: PodReader;
  /** Storage behind PersistentVolumes that are no path of a node, the same for all nodes; of the node's own when absent. */
  storage?(persistentVolume: string): FileSystem;
  /** Whether a network plug-in is installed on the node; there is one when absent. */
  hasNetwork?(): boolean;
  /** Virtual time since which the container runtime does not answer; undefined while it does, and when absent. */
  runtimeDownSince?(): number | undefined;
  /** Told of each Pod's network stack as it comes and as it goes. */
  attach(namespace: NetworkNamespace): void;
  detach(namespace: NetworkNamespace): void;
}

/** A node's agent, and the way to its containers. */
export interface Kubelet extends Component {
  /** Serves log, exec, attach and portforward. Throws StatusError. */
  readonly connector: NodeConnector;
  /** The runtime of the node, for tools on it; undefined before the kubelet ran for the first time. */
  cri(): ContainerRuntime | undefined;
  /** What the node and its Pods use; undefined while the kubelet is stopped. */
  usage(): NodeUsage | undefined;
}

/** Milliseconds between two looks at the containers (`genericPlegRelistPeriod`). */
const RELIST = 1_000;
/** Milliseconds between two signs of life, as Lease and as status. */
const HEARTBEAT = 10_000;
/** Milliseconds until a kubelet that starts looks for containers of Pods that are gone (`housekeepingPeriod`). */
const HOUSEKEEPING = 2_000;
/** Milliseconds until a change in the API reaches the kubelet. */
const WATCH_LATENCY = 5;

const RUNTIME_UNREACHABLE =
  'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: no such file or directory"';

const IMAGE_BACK_OFF = { initial: 10_000, longest: 300_000, resetAfter: 600_000 };
const CRASH_BACK_OFF = { initial: 10_000, longest: 300_000, resetAfter: 600_000 };

/** What outlives the kubelet's being stopped, as on a real node. */
interface NodeState {
  readonly runtime: Runtime;
  readonly images: ImageStore;
  readonly addresses: PodAddresses;
  readonly volumes: Volumes;
  readonly cri: ContainerRuntime;
}

/** Makes the kubelet of one node. Models pkg/kubelet. */
export function createKubelet(options: KubeletOptions): Kubelet {
  const { machine, node } = options;
  let state: NodeState | undefined;
  let serving: ConnectorContext | undefined;
  let measure: (() => NodeUsage) | undefined;

  return {
    name: `kubelet/${node.name}`,
    eventSource: 'kubelet',

    connector: {
      connect(_nodeName, request) {
        if (options.runtimeDownSince?.() !== undefined)
          throw new StatusError({ code: 500, reason: 'InternalError', message: RUNTIME_UNREACHABLE });
        if (serving !== undefined) return connectToContainer(request, serving);
        const message = `Get "https://${options.address}:10250/containerLogs/${request.namespace}/${request.pod}/${request.container}": dial tcp ${options.address}:10250: connect: connection refused`;
        throw new StatusError({ code: 500, reason: 'InternalError', message });
      },
    },

    usage: () => measure?.(),
    cri: () => state?.cri,

    start(given) {
      const { client, clock, events } = given;
      const started = clock.now();
      const workers = new Map<string, PodWorker>();
      state ??= createNodeState(options, given);
      const { runtime, images, addresses, volumes } = state;
      const hasNetwork = (): boolean => options.hasNetwork?.() !== false;
      const report = new NodeReport(
        {
          node,
          address: options.address,
          runtimeVersion: runtime.version,
          images,
          hasNetwork,
          pressures: () => eviction.conditions,
          runtimeDownSince: () => options.runtimeDownSince?.(),
        },
        given,
      );
      const statuses = new StatusManager(client, clock, (where, error) => given.onError(where, error));
      const probes = new Probes({
        clock,
        network: options.network,
        machine,
        runtime,
        events,
        pod: (uid) => workers.get(uid)?.pod,
        status: (uid) => statuses.get(uid),
        onResult(uid, type) {
          const worker = workers.get(uid);
          // What a Service may send to and what a startup probe holds back changes without waiting for a sync.
          if (type !== 'Liveness') worker?.report();
          worker?.wake();
        },
      });
      /** The other Pods that take something of the node, as they were promised it. */
      const others = (pod: Pod): readonly Pod[] =>
        [...workers.values()]
          .filter((worker) => worker.isActive && worker.pod.metadata.uid !== pod.metadata.uid)
          .map(({ pod: other }) => allocations.allocated(other));
      const reject = (pod: Pod): Rejection | undefined => {
        const found = report.find();
        return eviction.reject(pod) ?? (found && rejectionOf(pod, others(pod), found));
      };
      const allocations = new Allocations({
        clock,
        events,
        pod: (uid) => workers.get(uid)?.pod,
        judge: reject,
        onChange: (uid) => workers.get(uid)?.wake(),
      });
      const eviction = new EvictionManager({
        context: { clock, events, runtime, machine, volumes, allocations },
        observe: (resource) => observe(resource, { machine, runtime, images, volumes, capacity: report.capacity() }),
        reclaim: () => removeUnused(runtime, images),
        pods: () => [...workers.values()].filter(({ isActive }) => isActive).map(({ pod }) => allocations.allocated(pod)),
        evict: (uid, verdict) => workers.get(uid)?.evict(verdict),
        isGone: (uid) => workers.get(uid)?.isClean ?? true,
        onChange: () => report.report(),
        tellNode: (reason, message) => report.tell('Warning', reason, message),
      });
      const random = given.random.fork(`kubelet ${started}`);
      const mirrors = new Mirrors({ client, nodeName: node.name, log: (text) => given.log?.('kubelet.go:3516', text) });
      const context: NodeContext = {
        ...given,
        random,
        nodeName: node.name,
        address: options.address,
        machine,
        network: options.network,
        runtime,
        addresses,
        volumes,
        probes,
        statuses,
        allocations,
        mirrors,
        reject,
        sources: createConfigSources(client),
        tokens: new PodTokens(client, clock),
        pulls: new ImagePulls({
          clock,
          random: random.fork('pulls'),
          events,
          registry: options.images,
          store: images,
          backOff: new BackOff(clock, IMAGE_BACK_OFF),
        }),
        crashBackOff: new BackOff(clock, CRASH_BACK_OFF),
        clusterDns: options.clusterDns ?? { address: '10.96.0.10', domain: 'cluster.local' },
        allocatable: () => report.allocatable(),
        runtimeIsUp: () => options.runtimeDownSince?.() === undefined,
        podRange: () => (hasNetwork() ? report.find()?.spec?.podCIDR : undefined),
        attach(sandbox, pod) {
          if (sandbox.address === undefined) return;
          options.attach(sandbox.networkNamespace);
          const range = report.find()?.spec?.podCIDR ?? `${sandbox.address}/32`;
          const { id, address } = sandbox;
          openHostPorts(machine.networkNamespace.netfilter, pod, range, { id, address });
        },
        detach(sandbox) {
          if (sandbox.address === undefined) return;
          options.detach(sandbox.networkNamespace);
          closeHostPorts(machine.networkNamespace.netfilter, sandbox.id);
        },
        nextRelist: () => started + (Math.floor((clock.now() - started) / RELIST) + 1) * RELIST,
      };
      const staticPods = new StaticPods({
        clock,
        random: random.fork('static pods'),
        mirrors,
        workers: () => [...workers.values()].filter(({ pod }) => isStatic(pod)),
        start: (pod) => startWorker(pod),
        onMirror: (pod) => statuses.rewrite(pod),
      });
      const startWorker = (pod: Pod): void => {
        const { uid } = pod.metadata;
        const worker = new PodWorker(pod, context, () => {
          workers.delete(uid);
          allocations.retry();
          if (isStatic(pod)) staticPods.ended(pod);
        });
        workers.set(uid, worker);
        void clock.run(() => worker.work());
      };
      const cancels: Cancel[] = [
        watchPods(context, {
          workers,
          start: startWorker,
          onMirror: (mirror, isGone) => staticPods.mirrorChanged(mirror, isGone),
        }),
        followStaticPods(staticPods, context, options.readPod),
        () => staticPods.stop(),
        runtime.onChange((podUid) => workers.get(podUid)?.wakeAtRelist()),
        clock.every(HEARTBEAT, () => {
          renewLease(node.name, given);
          report.report();
        }),
        watchOwnNode(context, report),
        clock.after(HOUSEKEEPING, () => {
          for (const uid of runtime.podUids) if (!workers.has(uid)) void clock.run(() => killOrphan(uid, context));
        }),
      ];
      report.report();
      report.announce();
      renewLease(node.name, given);
      eviction.start();
      measure = () =>
        nodeUsage(
          context,
          [...workers.values()].map(({ pod }) => pod),
        );
      serving = {
        clock,
        runtime,
        pod: (namespace, name) =>
          [...workers.values()].find(({ pod }) => pod.metadata.name === name && pod.metadata.namespace === namespace)?.pod,
        status: (uid) => statuses.get(uid),
      };
      return () => {
        serving = undefined;
        measure = undefined;
        for (const cancel of cancels) cancel();
        for (const worker of workers.values()) worker.stop();
        probes.stop();
        allocations.stop();
        eviction.stop();
      };
    },
  };
}

function createNodeState(
  { machine, shellPrograms, storage, images: registry }: KubeletOptions,
  { clock, client, random }: ComponentContext,
): NodeState {
  const own = new Map<string, FileSystem>();
  const ownStorage = (name: string): FileSystem => {
    const files = own.get(name) ?? createFileSystem({ clock });
    own.set(name, files);
    return files;
  };
  const runtime = new Runtime({ machine, clock, random: random.fork('runtime'), shellPrograms, pause });
  const images = new ImageStore();
  return {
    runtime,
    images,
    cri: criOf({ runtime, images, registry, clock }),
    addresses: new PodAddresses(),
    volumes: new Volumes({ clock, client, machine, storage: storage ?? ownStorage }),
  };
}

interface PodWatch {
  readonly workers: ReadonlyMap<string, PodWorker>;
  start(pod: Pod): void;
  /** Told of the copies of static Pods, which are no Pods to be run. */
  onMirror(mirror: Pod, isGone: boolean): void;
}

/** Keeps one worker for each Pod that is bound to the node. */
function watchPods({ client, clock, nodeName }: NodeContext, { workers, start, onMirror }: PodWatch): Cancel {
  const removed = new Set<string>();
  let stopped = false;
  const take = (pod: Pod): void => {
    if (stopped) return;
    if (isMirror(pod)) return onMirror(pod, false);
    const { uid } = pod.metadata;
    const known = workers.get(uid);
    if (known !== undefined) return known.update(pod);
    // What has ended before this kubelet started needs nothing but, perhaps, its deletion.
    if (!removed.has(uid)) start(pod);
  };
  const remove = (pod: Pod): void => {
    const { uid } = pod.metadata;
    if (isMirror(pod)) return onMirror(pod, true);
    removed.add(uid);
    workers.get(uid)?.removed();
  };
  const informer = client.informer(pods);
  informer.addIndex('node', ({ spec }) => (spec.nodeName ? [spec.nodeName] : []));
  const cancel = informer.onChangeIn('node', nodeName, ({ type, object }) => {
    clock.after(WATCH_LATENCY, () => (type === 'deleted' ? remove(object) : take(object)));
  });
  return () => {
    stopped = true;
    cancel();
  };
}

/** Reports at once when the control plane has given the node its Pod range. */
function watchOwnNode(context: NodeContext, report: NodeReport): Cancel {
  const { client, clock, nodeName } = context;
  const informer = client.informer(nodes);
  informer.addIndex('name', ({ metadata }) => [metadata.name]);
  return informer.onChangeIn('name', nodeName, ({ type, object, old }) => {
    if (type !== 'modified') return;
    if (object.spec?.podCIDR !== old?.spec?.podCIDR) clock.after(WATCH_LATENCY, () => report.report());
  });
}
