import type { ComponentManager } from './component-manager.ts';
import type { Clock } from './core/clock.ts';
import type { Machine } from './host/index.ts';
import { containerdUnit, dockerSocket, dockerUnit, kubeletUnit, ServiceManager, type Docker } from './tools/index.ts';

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
