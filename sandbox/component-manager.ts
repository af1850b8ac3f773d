import type { Component, ComponentContext } from './api/component.ts';
import type { Cancel } from './core/clock.ts';

/** A process of the cluster and the components that run in it, e.g. `kube-controller-manager` with its controllers. */
export interface ComponentProcess {
  readonly name: string;
  readonly components: readonly Component[];
  /**
   * Set when the process works only while it leads, as processes do of which a cluster may have several: stands for leader, calls `lead`
   * when it is won and what that returns when it is lost.
   */
  stand?(lead: () => Cancel): Cancel;
}

export interface ComponentManager {
  /** Names of the components that run, or will as soon as their process leads, each process's after one another. */
  readonly running: readonly string[];
  /** Stops a process with all in it, or a single component. Stopping what does not run does nothing. Throws RangeError for an unknown name. */
  stop(name: string): void;
  /** Starts a process with all in it, or a single component. Throws RangeError for an unknown name. */
  start(name: string): void;
}

/** A process that is up: what of it shall run, and what does. */
interface Run {
  readonly wanted: Set<Component>;
  readonly stops: Map<Component, Cancel>;
  leads: boolean;
  leave: Cancel;
}

/** Starts and stops the parts of a cluster; `contextFor` gives each its own client, seed and recorder. */
export function createComponentManager(
  processes: readonly ComponentProcess[],
  contextFor: (process: ComponentProcess, component: Component) => ComponentContext,
): ComponentManager {
  const runs = new Map<ComponentProcess, Run>();

  /** By the name of the process and by their own. */
  const byName = new Map<string, (readonly [ComponentProcess, Component])[]>();
  for (const process of processes) {
    if (!byName.has(process.name)) byName.set(process.name, []);
    for (const component of process.components)
      for (const name of new Set([process.name, component.name]))
        byName.set(name, [...(byName.get(name) ?? []), [process, component]]);
  }
  const named = (name: string): readonly (readonly [ComponentProcess, Component])[] => {
    const found = byName.get(name);
    if (found !== undefined) return found;
    throw new RangeError(`there is no component "${name}"; there are ${[...byName.keys()].join(', ')}`);
  };

  const begin = (process: ComponentProcess, run: Run, component: Component): void => {
    if (run.leads && !run.stops.has(component)) run.stops.set(component, component.start(contextFor(process, component)));
  };
  const end = (run: Run, component: Component): void => {
    run.stops.get(component)?.();
    run.stops.delete(component);
  };
  const enter = (process: ComponentProcess): Run => {
    const run: Run = { wanted: new Set(), stops: new Map(), leads: process.stand === undefined, leave: () => undefined };
    runs.set(process, run);
    if (process.stand !== undefined)
      run.leave = process.stand(() => {
        run.leads = true;
        for (const component of run.wanted) begin(process, run, component);
        return () => {
          run.leads = false;
          for (const component of run.stops.keys()) end(run, component);
        };
      });
    return run;
  };

  return {
    get running() {
      return processes.flatMap((process) => {
        const run = runs.get(process);
        return process.components.filter((component) => run?.wanted.has(component)).map(({ name }) => name);
      });
    },
    stop(name) {
      for (const [process, component] of named(name)) {
        const run = runs.get(process);
        if (run === undefined || !run.wanted.delete(component)) continue;
        end(run, component);
        if (run.wanted.size > 0) continue;
        // A process with nothing in it is none.
        run.leave();
        runs.delete(process);
      }
    },
    start(name) {
      for (const [process, component] of named(name)) {
        const run = runs.get(process) ?? enter(process);
        run.wanted.add(component);
        begin(process, run, component);
      }
    },
  };
}
