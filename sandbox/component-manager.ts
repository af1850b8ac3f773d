import type { Component, ComponentContext } from './api/component.ts';
import type { Cancel } from './core/clock.ts';

/** A process of the cluster and the components that run in it, e.g. `kube-controller-manager` with its controllers. */
export interface ComponentProcess {
  readonly name: string;
  readonly components: readonly Component[];
}

export interface ComponentManager {
  /** Names of the components that run, each process's after one another. */
  readonly running: readonly string[];
  /** Stops a process with all in it, or a single component. Stopping what does not run does nothing. Throws RangeError for an unknown name. */
  stop(name: string): void;
  /** Starts a process with all in it, or a single component. Throws RangeError for an unknown name. */
  start(name: string): void;
}

/** Starts and stops the parts of a cluster; `contextFor` gives each its own client, seed and recorder. */
export function createComponentManager(
  processes: readonly ComponentProcess[],
  contextFor: (process: ComponentProcess, component: Component) => ComponentContext,
): ComponentManager {
  const stops = new Map<string, Cancel>();

  const named = (name: string): readonly (readonly [ComponentProcess, Component])[] => {
    const found = processes.flatMap((process) =>
      process.components
        .filter((component) => process.name === name || component.name === name)
        .map((component) => [process, component] as const),
    );
    if (found.length > 0 || processes.some((process) => process.name === name)) return found;
    const names = processes.flatMap((process) => [process.name, ...process.components.map((component) => component.name)]);
    throw new RangeError(`there is no component "${name}"; there are ${[...new Set(names)].join(', ')}`);
  };

  return {
    get running() {
      return processes
        .flatMap((process) => process.components.map((component) => component.name))
        .filter((name) => stops.has(name));
    },
    stop(name) {
      for (const [, component] of named(name)) {
        stops.get(component.name)?.();
        stops.delete(component.name);
      }
    },
    start(name) {
      for (const [process, component] of named(name)) {
        if (!stops.has(component.name)) stops.set(component.name, component.start(contextFor(process, component)));
      }
    },
  };
}
