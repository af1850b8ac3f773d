import type { ComponentContext } from '../api/component.ts';
import type { Network } from '../core/traffic.ts';
import type { Machine } from '../host/machine-types.ts';
import type { Rejection } from './admission.ts';
import type { BackOff } from './back-off.ts';
import type { ConfigSources } from './config-sources.ts';
import type { Pod } from '../schema/types/core-v1.ts';
import type { ImagePulls } from './image-pulls.ts';
import type { PodAddresses } from './pod-addresses.ts';
import type { Probes } from './probes.ts';
import type { Allocations } from './resizing/allocations.ts';
import type { Runtime, Sandbox } from './runtime.ts';
import type { PodTokens } from './service-account-token.ts';
import type { Mirrors } from './static-pods/mirrors.ts';
import type { StatusManager } from './status-manager.ts';
import type { Volumes } from './volumes.ts';

/** What the parts of one running kubelet share. */
export interface NodeContext extends ComponentContext {
  readonly nodeName: string;
  /** The node's InternalIP. */
  readonly address: string;
  readonly machine: Machine;
  readonly network: Network;
  readonly runtime: Runtime;
  readonly addresses: PodAddresses;
  readonly pulls: ImagePulls;
  readonly volumes: Volumes;
  readonly probes: Probes;
  readonly statuses: StatusManager;
  /** What was promised to the Pods of the node. */
  readonly allocations: Allocations;
  /** Of the static Pods, in the API. */
  readonly mirrors: Mirrors;
  readonly sources: ConfigSources;
  readonly tokens: PodTokens;
  /** Of containers that crash. */
  readonly crashBackOff: BackOff;
  readonly clusterDns: { readonly address: string; readonly domain: string };
  /** Why the node does not take the Pod; undefined when it does. */
  reject(pod: Pod): Rejection | undefined;
  /** Whether the container runtime answers. */
  runtimeIsUp(): boolean;
  /** What a container without limits may use. */
  allocatable(): { readonly [resource: string]: string };
  /** The node's Pod range; undefined until the control plane has given it one. */
  podRange(): string | undefined;
  /** Makes a Pod's network known to the node's surroundings, or takes it away. */
  attach(sandbox: Sandbox, pod: Pod): void;
  detach(sandbox: Sandbox): void;
  /** Virtual time at which the kubelet looks at its containers next. */
  nextRelist(): number;
}
