import { createApiServer, createClusterAuthorizer, createEventRecorder, groupsOf, kubernetesAdmin } from './api/index.ts';
import type { Client } from './api/client.ts';
import type { Component, ComponentContext } from './api/component.ts';
import type { UserInfo } from './api/request.ts';
import { StatusError } from './api/status-error.ts';
import { admissionPlugins } from './admission/index.ts';
import { bootstrap } from './bootstrap.ts';
import type { Cluster, ClusterOptions, NodeOptions } from './cluster-types.ts';
import { apiServerUser, componentUser, controllerUser, kubeletUser } from './component-users.ts';
import { componentHealth } from './component-health.ts';
import { createComponentManager, type ComponentProcess } from './component-manager.ts';
import { apiServerControllers, controllersFor } from './controllers/index.ts';
import { VirtualClock, type Cancel } from './core/clock.ts';
import type { JsonObject, JsonValue } from './core/json.ts';
import { parseQuantity } from './core/quantity.ts';
import { Random } from './core/random.ts';
import { componentStatuses, pods } from './schema/resources.ts';
import type { NetworkNamespace } from './core/traffic.ts';
import type { ContainerRuntime } from './host/container-runtime.ts';
import { createNetworkNamespace, createProgramTable, defineProgram, FileError, localPath, type Machine } from './host/index.ts';
import { apiImages, createImageRegistry, images } from './images/index.ts';
import { createApiAccess } from './in-cluster.ts';
import { createInitialObjects } from './initial-objects.ts';
import { kinds } from './kinds/index.ts';
import { standForLeader } from './leader-election.ts';
import { createKubelet, type Kubelet } from './kubelet/index.ts';
import { coreDns, kubeProxy } from './network/components.ts';
import { CNI_FOLDER, createNetwork, pluginFiles } from './network/index.ts';
import { serviceLoadBalancers } from './network/service-load-balancers.ts';
import { defaultNodes, nodeAddress, WORKSTATION_ADDRESS } from './node-defaults.ts';
import { notSimulatedIn } from './not-simulated.ts';
import { nodeMetrics, podMetrics, type NodeMetrics, type PodMetrics } from './schema/metrics.ts';
import { scheduler } from './scheduler/index.ts';
import {
  createCrictl,
  createCtr,
  createDocker,
  createHelm,
  createKubectl,
  createServiceTools,
  createShell,
  createSsh,
  init,
  kubeletLog,
  linuxPrograms,
  shellPrograms,
  type ServiceManager,
} from './tools/index.ts';
import { dockerNamespace, kubernetesNamespace, nodeServices, withServices, workstationServices } from './machine-services.ts';
import { createNodeMachine } from './node-machine.ts';
import { createWorkstation, LEARNER, LEARNER_HOME } from './workstation.ts';

/** 1 January 2026, nine o'clock: a cluster without a start time begins here, so that it is the same every day. */
const DEFAULT_START = Date.UTC(2026, 0, 1, 9);

const API_SERVER = 'kube-apiserver';
const CONTROLLER_MANAGER = 'kube-controller-manager';
const SCHEDULER = 'kube-scheduler';
const CLOUD_CONTROLLER_MANAGER = 'cloud-controller-manager';
const CORE_DNS = 'coredns';
const KUBE_PROXY = 'kube-proxy';

/**
 * Puts a cluster together: one store and one clock, and every part a client of the API. Throws StatusError when an object to begin
 * with is refused, RangeError for an unknown component.
 */
export function createCluster(options: ClusterOptions = {}): Cluster {
  const clock = new VirtualClock(options.startTime ?? DEFAULT_START);
  const random = new Random(options.seed ?? 'kubetutor');
  const api = createApiServer({
    clock,
    random: random.fork('apiserver'),
    kinds,
    admission: admissionPlugins,
    authorizer: createClusterAuthorizer,
    knownTokens: userWithToken,
  });
  const nodes = options.nodes ?? defaultNodes;
  const addresses = new Map(nodes.map(({ name }, index) => [name, nodeAddress(index)]));
  const apiServerAddress =
    addresses.get((nodes.find(({ controlPlane }) => controlPlane) ?? nodes[0])?.name ?? '') ?? nodeAddress(0);

  const namespaces = new Map<string, NetworkNamespace>();
  const network = createNetwork({
    clock,
    random: random.fork('network'),
    client: api.componentClient(componentUser('system:kube-proxy')),
    namespaceAt: (address) => namespaces.get(address),
    localPath,
    cniConfiguration: (nodeName) => cniConfigurationOf(machines.get(nodeName)),
    ...options.network,
  });
  const admin = api.componentClient(kubernetesAdmin);
  const access = createApiAccess(api);
  const metricsAccess = {
    usage: (names: readonly string[]) => names.flatMap((name) => kubelets.get(name)?.usage() ?? []),
    provide: (source: { pods(): readonly PodMetrics[]; nodes(): readonly NodeMetrics[] }): Cancel => {
      const cancels = [api.provide(podMetrics, { list: source.pods }), api.provide(nodeMetrics, { list: source.nodes })];
      return () => cancels.forEach((cancel) => cancel());
    },
  };
  const registry = createImageRegistry([...images, ...apiImages(access, metricsAccess), ...(options.images ?? [])]);
  const containerPrograms = createProgramTable([...shellPrograms, ...linuxPrograms]);
  /** systemd of each machine that has one. */
  const services = new Map<Machine, ServiceManager>();
  const serviceTools = createServiceTools((machine) => services.get(machine));
  const runtimeOf = (machine: Machine): ContainerRuntime | undefined => {
    const name = [...machines].find(([, one]) => one === machine)?.[0] ?? '';
    return services.get(machine)?.isActive('containerd.service') ? kubelets.get(name)?.cri() : undefined;
  };
  const ctr = createCtr((machine) => {
    if (machine === workstation)
      return services.get(machine)?.isActive('containerd.service') ? [dockerNamespace(docker)] : undefined;
    const runtime = runtimeOf(machine);
    return runtime && [kubernetesNamespace(runtime)];
  });
  const nodePrograms = createProgramTable([
    ...shellPrograms,
    ...linuxPrograms,
    init,
    ...serviceTools,
    createCrictl(runtimeOf),
    ctr,
  ]);

  const machines = new Map<string, Machine>();
  const kubelets: ReadonlyMap<string, Kubelet> = new Map(
    nodes.map((node) => {
      const address = addresses.get(node.name) ?? nodeAddress(0);
      const machine = nodeMachine(node, address);
      machines.set(node.name, machine);
      const kubelet = createKubelet({
        node,
        address,
        machine,
        images: registry,
        network,
        shellPrograms: containerPrograms,
        readPod: (text, complete) => api.readManifest(pods, text, complete),
        runtimeDownSince: () => services.get(machine)?.downSince('containerd.service'),
        hasNetwork: () => cniConfigurationOf(machine) !== undefined,
        attach(namespace) {
          for (const podAddress of namespace.addresses) namespaces.set(podAddress, namespace);
          network.wires.attach(node.name, namespace);
        },
        detach(namespace) {
          for (const podAddress of namespace.addresses) namespaces.delete(podAddress);
          network.wires.detach(namespace);
        },
      });
      return [node.name, kubelet] as const;
    }),
  );
  api.connectNodes({
    connect(nodeName, request) {
      const kubelet = kubelets.get(nodeName);
      if (kubelet !== undefined) return kubelet.connector.connect(nodeName, request);
      const message = `dial tcp: lookup ${nodeName}: no such host`;
      throw new StatusError({ code: 500, reason: 'InternalError', message });
    },
  });

  const serverMachine = [...machines.values()].find(({ networkNamespace }) =>
    networkNamespace.addresses.includes(apiServerAddress),
  );
  if (serverMachine !== undefined) api.connectNetwork((request) => network.request(serverMachine.networkNamespace, request));

  const workstationNamespace = createNetworkNamespace({ name: 'workstation', addresses: [WORKSTATION_ADDRESS] });
  namespaces.set(WORKSTATION_ADDRESS, workstationNamespace);
  const administrator = api.client(kubernetesAdmin);
  const ofTools: Parameters<typeof createKubectl>[0] = {
    kinds: api.kinds,
    connect: ({ server, credentials, impersonate }) =>
      server === `https://${apiServerAddress}:6443` ? clientAs(credentials['token'], impersonate) : undefined,
  };
  const dockerClient = defineProgram({
    name: 'docker',
    summary: 'Run and look at containers on this machine',
    run: (process) => docker.program.run(process),
  });
  const workstation = createWorkstation({
    clock,
    random: random.fork('machine/workstation'),
    programs: createProgramTable([
      ...shellPrograms,
      ...linuxPrograms,
      init,
      ...serviceTools,
      ctr,
      createSsh(machines),
      createKubectl(ofTools),
      createHelm({ ...ofTools, repositories: options.repositories ?? [] }),
      dockerClient,
    ]),
    network,
    networkNamespace: workstationNamespace,
    apiServerAddress,
    hosts: addresses,
    files: options.files ?? {},
    users: (options.users ?? []).map(({ name }) => ({ name, token: tokenOf(name) })),
  });

  const docker = createDocker({
    machine: workstation,
    clock,
    random: random.fork('docker'),
    registry,
    shellPrograms: containerPrograms,
  });

  const processes: readonly ComponentProcess[] = [
    { name: API_SERVER, components: apiServerControllers },
    elected({ name: CONTROLLER_MANAGER, components: controllersFor(options) }),
    elected({ name: SCHEDULER, components: [scheduler] }),
    { name: CLOUD_CONTROLLER_MANAGER, components: [serviceLoadBalancers] },
    { name: CORE_DNS, components: [coreDns(network)] },
    ...nodes.map(({ name }) => ({ name: `${KUBE_PROXY}/${name}`, components: [kubeProxy(network, name)] })),
    ...[...kubelets.values()].map((kubelet) => ({ name: kubelet.name, components: [kubelet] })),
  ];
  const manager = createComponentManager(processes, contextFor);
  const nodeManagers = new Map<string, ServiceManager>();
  for (const [name, machine] of machines) {
    const kubelet = `kubelet/${name}`;
    const own = nodeServices(machine, clock, { start: () => manager.start(kubelet), stop: () => manager.stop(kubelet) });
    nodeManagers.set(name, own);
    services.set(machine, own);
  }
  services.set(workstation, workstationServices(workstation, clock, docker.daemon));
  const components = withServices(manager, nodeManagers);

  const runs = (process: string): boolean =>
    processes.some(({ name, components }) => name === process && components.some((part) => manager.running.includes(part.name)));
  const health = componentHealth([
    { name: 'controller-manager', port: 10257, isRunning: () => runs(CONTROLLER_MANAGER) },
    { name: 'etcd-0', port: 2379, isRunning: () => true },
    { name: 'scheduler', port: 10259, isRunning: () => runs(SCHEDULER) },
  ]);
  api.provide(componentStatuses, health);

  bootstrap(admin, clock.now());
  for (const name of wantedComponents(options.components, processes)) components.start(name);
  createInitialObjects(admin, api.kinds, options.objects ?? []);

  return {
    clock,
    kinds: api.kinds,
    network,
    nodes: machines,
    workstation,
    containers: docker.inspect,
    namespaceAt: (address) => namespaces.get(address),
    api,
    client: (user) => (user === undefined ? administrator : api.client(user)),
    // Loading the shell's language takes real time; as an activity it holds virtual time still.
    shell: ({ programs = [] } = {}) =>
      clock.run(() =>
        createShell({
          machine: workstation,
          clock,
          programs: createProgramTable(programs),
          user: LEARNER,
          home: LEARNER_HOME,
          aliases: { k: 'kubectl' },
        }),
      ),
    components,
    onAudit: api.onAudit,
    onRequest: (listener) => network.onRequest(listener),
    setNodeDown(name, down) {
      network.setNodeDown(name, down);
      nodeManagers.get(name)?.setPower(!down);
    },
    notSimulated: (object) => notSimulatedIn(api.kinds, object),
    fingerprint: () => api.store.fingerprint(),
    dump: () => api.store.dump() as readonly JsonObject[],
    dispose() {
      for (const { name } of processes) components.stop(name);
      network.stop();
    },
  };

  /** A user of the options by their token. */
  function userWithToken(token: string): UserInfo | undefined {
    const user = (options.users ?? []).find(({ name }) => tokenOf(name) === token);
    return user === undefined ? undefined : userInfo({ username: user.name, groups: user.groups ?? [] });
  }

  /** The client of whoever has these credentials, the administrator without a token; it may act as somebody else. */
  function clientAs(token: JsonValue | undefined, impersonated: Person | undefined): Client {
    const other = impersonated === undefined ? undefined : userInfo(impersonated);
    if (typeof token === 'string' && token !== '') return api.tokenClient(token, other);
    return other === undefined ? administrator : api.client(other, kubernetesAdmin);
  }

  function nodeMachine(node: NodeOptions, address: string): Machine {
    const refreshRules = (): void => {
      network.proxies.sync(node.name);
      network.wires.sync(node.name);
    };
    const networkNamespace = createNetworkNamespace({ name: node.name, addresses: [address], refreshRules });
    namespaces.set(address, networkNamespace);
    return createNodeMachine({
      name: node.name,
      clock,
      random: random.fork(`machine/${node.name}`),
      programs: nodePrograms,
      network,
      networkNamespace,
      files: pluginFiles(options.network?.plugin ?? 'calico'),
      cpus: Math.max(1, Math.ceil(amount(node.capacity?.cpu ?? '4'))),
      memory: amount(node.capacity?.memory ?? '8Gi'),
    });
  }

  /** A process that works only while it holds the Lease of its name; each of its runs is another candidate. */
  function elected(process: ComponentProcess): ComponentProcess {
    const ids = random.fork(`leader election ${process.name}`);
    const host = (nodes.find(({ controlPlane }) => controlPlane) ?? nodes[0])?.name ?? 'control-plane';
    const context = contextOf(process.name, process.name, process.name, componentUser(`system:${process.name}`));
    return {
      ...process,
      stand: (lead) => standForLeader({ name: process.name, identity: `${host}_${ids.uuid()}` }, context, lead),
    };
  }

  function contextFor(process: ComponentProcess, component: Component): ComponentContext {
    return contextOf(component.name, component.eventSource, process.name, userOf(process, component));
  }

  function contextOf(name: string, eventSource: string | undefined, processName: string, user: UserInfo): ComponentContext {
    const client = api.componentClient(user, processName.split('/')[0]);
    const [program = name, host] = name.split('/');
    const source = {
      component: eventSource ?? program,
      ...(host === undefined ? {} : { host }),
    };
    const own = eventSource === 'kubelet' ? nodeManagers.get(host ?? '') : undefined;
    const log = own === undefined ? undefined : kubeletLog(own, () => clock.now());
    const events = createEventRecorder(client, clock, source);
    return {
      client,
      clock,
      random: random.fork(name),
      events: log?.recorder(events) ?? events,
      ...(log === undefined ? {} : { log: log.line }),
      onError(where, error) {
        log?.error(where, error);
        options.onError?.(where, error);
      },
    };
  }
}

/** What the container runtime of a machine takes for its network: the first configuration in its folder. */
function cniConfigurationOf(machine: Machine | undefined): string | undefined {
  if (machine === undefined) return undefined;
  try {
    const name = machine.files
      .list(CNI_FOLDER)
      .toSorted()
      .find((file) => /\.(conflist|conf|json)$/.test(file));
    return name === undefined ? undefined : machine.files.readText(`${CNI_FOLDER}/${name}`);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

function amount(quantity: string): number {
  return Number(parseQuantity(quantity).nanos) / 1e9;
}

interface Person {
  readonly username: string;
  readonly groups: readonly string[];
  readonly uid?: string;
}

function userInfo(person: Person): UserInfo {
  return { ...person, groups: groupsOf(person.username, person.groups) };
}

/** What a user of the options proves their name with. */
function tokenOf(name: string): string {
  return `token-of-${name}`;
}

/** Whom a component speaks as, in the manner of a cluster made by kubeadm. */
function userOf(process: ComponentProcess, component: Component): UserInfo {
  const [program, node] = process.name.split('/');
  if (node !== undefined) return kubeletUser(node);
  if (program === CONTROLLER_MANAGER || program === CLOUD_CONTROLLER_MANAGER) return controllerUser(component.name);
  return program === API_SERVER ? apiServerUser : componentUser(`system:${process.name}`);
}

/** Short names that `components` may hold beside those of the processes and components themselves. */
const shortNames: { readonly [name: string]: (processes: readonly ComponentProcess[]) => readonly string[] } = {
  apiserver: () => [API_SERVER],
  'controller-manager': () => [CONTROLLER_MANAGER],
  scheduler: () => [SCHEDULER],
  kubelet: (processes) => processes.map(({ name }) => name).filter((name) => name.startsWith('kubelet/')),
};

function wantedComponents(names: readonly string[] | undefined, processes: readonly ComponentProcess[]): readonly string[] {
  if (names === undefined) return processes.map(({ name }) => name);
  // The network is there whether somebody asks for it or not.
  const network = processes.map(({ name }) => name).filter((name) => name === CORE_DNS || name.startsWith(`${KUBE_PROXY}/`));
  return ['apiserver', ...network, ...names].flatMap((name) => shortNames[name]?.(processes) ?? [name]);
}
