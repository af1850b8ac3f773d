import type { Cancel, Clock } from '../core/clock.ts';
import type { Random } from '../core/random.ts';
import type { ComponentClient, KubeObject } from './client.ts';

export interface EventRecorder {
  /**
   * Records an Event about `object`; the same one again raises its count. Models k8s.io/client-go/tools/record with its
   * correlator. `fieldPath` names a part of the object, e.g. `spec.containers{web}`.
   */
  event(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, details?: EventDetails): void;
}

export interface EventDetails {
  readonly fieldPath?: string;
  /** Written in the manner of events.k8s.io (`eventTime`, `action`), as the scheduler does. */
  readonly action?: string;
  readonly related?: KubeObject;
}

/** What a part of the control plane or of a node is given when it starts. */
export interface ComponentContext {
  readonly client: ComponentClient;
  readonly clock: Clock;
  /** A stream of the component's own. */
  readonly random: Random;
  readonly events: EventRecorder;
  /** Told of errors that a retry may mend; a component itself never throws out of a timer. */
  onError(where: string, error: unknown): void;
  /** Writes an error to the journal of its machine, where it has one: the file of its source and line, and a line of the log. */
  log?(source: string, text: string): void;
}

/** A running process of the cluster that can be stopped and started again: a controller, the scheduler, a kubelet. */
export interface Component {
  /** As the field calls it, e.g. `deployment-controller`, `kube-scheduler`, `kubelet/node-1`. */
  readonly name: string;
  /** Who its Events say they come from, where that is not its name (`default-scheduler`). */
  readonly eventSource?: string;
  /** Starts working; what it returns stops it, timers, informers and all. */
  start(context: ComponentContext): Cancel;
}
