import type { ComponentManager } from './component-manager.ts';
import type { Clock } from './core/clock.ts';
import type { ContainerRuntime } from './host/container-runtime.ts';
import type { Machine, Process } from './host/index.ts';
import {
  containerdUnit,
  dockerSocket,
  dockerUnit,
  kubeletUnit,
  ServiceManager,
  type CtrNamespace,
  type Docker,
} from './tools/index.ts';

const KUBELET = 'kubelet.service';

/** systemd of a node. Its kubelet is a component of the cluster: it runs while the unit's process does. */
export function nodeServices(machine: Machine, clock: Clock, kubelet: { start(): void; stop(): void }): ServiceManager {
  const units = [
    containerdUnit(() => clock.now()),
    kubeletUnit({ started: () => kubelet.start(), stopped: () => kubelet.stop() }),
  ];
  const manager = new ServiceManager({ machine, clock, units });
  manager.start('containerd.service');
  return manager;
}

/** systemd of the learner's machine. */
export function workstationServices(machine: Machine, clock: Clock, docker: Docker['daemon']): ServiceManager {
  const now = (): number => clock.now();
  const units = [
    containerdUnit(now),
    dockerSocket,
    dockerUnit(now, { started: () => docker.start(), stopping: () => docker.stopContainers(), stopped: () => docker.stop() }),
  ];
  const manager = new ServiceManager({ machine, clock, units });
  docker.wake = () => {
    if (!manager.isActive(dockerSocket.name)) return;
    manager.start('docker.service');
  };
  manager.boot();
  return manager;
}

/** Components as everybody may start and stop them; those that are units of a node go with their unit. */
export function withServices(components: ComponentManager, services: ReadonlyMap<string, ServiceManager>): ComponentManager {
  const unitOf = (name: string): ServiceManager | undefined =>
    name.startsWith('kubelet/') ? services.get(name.slice('kubelet/'.length)) : undefined;
  return {
    get running() {
      return components.running;
    },
    stop(name) {
      unitOf(name)?.stop(KUBELET);
      components.stop(name);
    },
    start(name) {
      const manager = unitOf(name);
      if (manager === undefined) components.start(name);
      else manager.start(KUBELET);
    },
  };
}

/** What containerd of a node keeps for the kubelet: containers and the sandboxes that hold them. */
export function kubernetesNamespace(runtime: ContainerRuntime): CtrNamespace {
  return {
    name: 'k8s.io',
    containers: () => [
      ...runtime
        .containers()
        .map(({ id, imageName, process, state }) => ({ id, image: imageName, task: taskOf(process, state !== 'created') })),
      ...runtime
        .sandboxes()
        .map(({ id, process }) => ({ id, image: 'registry.k8s.io/pause:3.10.1', task: taskOf(process, true) })),
    ],
    images: () =>
      runtime
        .images()
        .flatMap(({ tags, digests, size }) =>
          [...tags, ...digests].map((reference) => ({ reference, digest: digests[0]?.split('@')[1] ?? '', size })),
        ),
  };
}

/** What containerd of the learner's machine keeps for docker. docker's images are docker's own. */
export function dockerNamespace(docker: Docker): CtrNamespace {
  return {
    name: 'moby',
    containers: () =>
      docker
        .containers()
        .map(({ id, process, state }) => ({ id, image: '-', task: taskOf(process, state !== 'created' && state !== 'exited') })),
    images: () => [],
  };
}

function taskOf(process: Process | undefined, started: boolean) {
  if (process === undefined || !started) return undefined;
  return { pid: process.pid, status: process.running ? ('RUNNING' as const) : ('STOPPED' as const) };
}
