import type { Cancel } from '../core/clock.ts';
import { WorkQueue } from '../core/work-queue.ts';
import type { Component, ComponentContext } from '../api/component.ts';
import { isReason } from '../api/status-error.ts';

/** What a controller is made of once it runs. */
export interface Reconciler {
  /**
   * Brings the world one step nearer to what the object named by `key` (`namespace/name`, or `name`) asks for. Level-based: it looks at
   * what is, never at what happened, so that being called twice, late or after a restart does no harm. It may throw: the key
   * comes back after a pause that grows. A step that says it is `unfinished` takes no time: the next one may follow at once.
   */
  reconcile(key: string): 'unfinished' | void;
  /** Ends what `start` began beside the queue. */
  stop?(): void;
}

export interface ControllerContext extends ComponentContext {
  /** Asks for a reconcile of this key soon. */
  enqueue(key: string): void;
  enqueueAfter(key: string, milliseconds: number): void;
  /** Keeps a subscription until the controller stops. */
  track(cancel: Cancel): void;
}

export interface ControllerDefinition {
  readonly name: string;
  /** Who its Events say they come from, where that is not its name. */
  readonly eventSource?: string;
  /** Virtual milliseconds from a change to the reaction, 5 when absent. */
  readonly latency?: number;
  /** Virtual milliseconds that a reconcile takes: the same key is not looked at again sooner. None when absent. */
  readonly duration?: number;
  /** Watches what matters and says how to reconcile. Models cmd/kube-controller-manager's start functions. */
  start(context: ControllerContext): Reconciler;
}

/** Makes a controller that runs as a component: one queue of keys, one reconcile at a time. Models controller-runtime's pkg/reconcile. */
export function defineController(definition: ControllerDefinition): Component {
  return {
    name: definition.name,
    ...(definition.eventSource === undefined ? {} : { eventSource: definition.eventSource }),
    start(context) {
      const subscriptions: Cancel[] = [];
      const busyUntil = new Map<string, number>();
      const process = (key: string): void => {
        const { clock } = context;
        const wait = (busyUntil.get(key) ?? 0) - clock.now();
        if (wait > 0) {
          queue.addAfter(key, wait);
          return;
        }
        busyUntil.delete(key);
        if (definition.duration !== undefined) {
          for (const [other, until] of busyUntil) if (until <= clock.now()) busyUntil.delete(other);
          busyUntil.set(key, clock.now() + definition.duration);
        }
        if (reconciler.reconcile(key) === 'unfinished') busyUntil.delete(key);
      };
      const queue = new WorkQueue(
        context.clock,
        process,
        (key, error) => {
          // A conflict means only that somebody else was faster; the next look will see their change.
          if (!isReason(error, 'Conflict')) context.onError(`${definition.name} ${key}`, error);
        },
        definition.latency === undefined ? {} : { latency: definition.latency },
      );
      const reconciler = definition.start({
        ...context,
        enqueue: (key) => queue.add(key),
        enqueueAfter: (key, milliseconds) => queue.addAfter(key, milliseconds),
        track: (cancel) => subscriptions.push(cancel),
      });
      return () => {
        queue.stop();
        for (const cancel of subscriptions) cancel();
        reconciler.stop?.();
      };
    },
  };
}

/** The queue key of an object. */
export function keyOf(object: { readonly metadata: { readonly name: string; readonly namespace?: string } }): string {
  return object.metadata.namespace === undefined ? object.metadata.name : `${object.metadata.namespace}/${object.metadata.name}`;
}

/** The inverse of `keyOf`. */
export function splitKey(key: string): { readonly namespace?: string; readonly name: string } {
  const slash = key.indexOf('/');
  return slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
