import type { Cancel, VirtualClock } from './core/clock.ts';
import type { JsonObject } from './core/json.ts';
import type { ApiServer } from './api/api-server.ts';
import type { Client } from './api/client.ts';
import type { ApiRequest, UserInfo } from './api/request.ts';
import type { ChartRepository } from './charts/repositories/define-repository.ts';
import type { KindRegistry } from './api/kind.ts';
import type { Network, NetworkNamespace, RequestRecord } from './core/traffic.ts';
import type { NetworkPlugin, ProxySettings } from './network/index.ts';
import type { Image } from './images/define-image.ts';
import type { Machine } from './host/machine-types.ts';
import type { Program } from './host/program.ts';

export interface NodeOptions {
  readonly name: string;
  readonly labels?: { readonly [key: string]: string };
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** Quantities; 4 CPU, 8Gi, 100Gi of disk and 110 Pods when absent. */
  readonly capacity?: {
    readonly cpu?: string;
    readonly memory?: string;
    readonly 'ephemeral-storage'?: string;
    readonly pods?: string;
  };
  /** Whether the control plane's parts run on it; such a node is tainted as kubeadm does it. */
  readonly controlPlane?: boolean;
}

/** Somebody whom the API server knows. */
export interface ClusterUser {
  readonly name: string;
  /** `system:authenticated` comes by itself. */
  readonly groups?: readonly string[];
}

export interface ClusterOptions {
  /** The same seed, options and inputs give the same cluster, to the last id. */
  readonly seed?: string;
  /** Virtual milliseconds since the epoch at which the cluster starts. */
  readonly startTime?: number;
  /** One control-plane node and two workers when absent. */
  readonly nodes?: readonly NodeOptions[];
  /** Objects to begin with, applied in this order once the control plane runs. */
  readonly objects?: readonly JsonObject[];
  /** Which parts run: `apiserver` is always there. All when absent. */
  readonly components?: readonly string[];
  /** Milliseconds that a node may be silent before it counts as unreachable; 50 seconds, as in v1.36, when absent. */
  readonly nodeMonitorGracePeriod?: number;
  /** People beside the administrator: each gets a context of the same name in the learner's kubeconfig. */
  readonly users?: readonly ClusterUser[];
  /** How the network is made: calico and iptables when absent. A ConfigMap kube-system/kube-proxy changes the mode later. */
  readonly network?: { readonly plugin?: NetworkPlugin; readonly proxy?: ProxySettings };
  /** Chart repositories that helm reaches beside the built-in ones. */
  readonly repositories?: readonly ChartRepository[];
  /** Images beside the built-in ones. */
  readonly images?: readonly Image[];
  /** Files in the learner's home folder: path relative to it → text. */
  readonly files?: { readonly [path: string]: string };
  /** Told what a part of the cluster could not do and will try again: for somebody who looks for a fault. */
  onError?(where: string, error: unknown): void;
}

/** One request that the API server answered, for traces. */
export interface AuditEntry {
  readonly time: number;
  readonly request: ApiRequest;
  readonly code: number;
  /** Name that the object got, where the request named none. */
  readonly name?: string;
}

/** A command that a shell of the learner ran, after the shell took it apart. */
export interface CommandRecord {
  readonly time: number;
  readonly argv: readonly string[];
  readonly exitCode: number;
}

export interface ShellOutput {
  readonly channel: 'stdout' | 'stderr';
  readonly text: string;
}

export interface ShellRunOptions {
  onOutput(output: ShellOutput): void;
  readonly terminal?: { readonly columns: number; readonly rows: number };
  /** Opens the learner's editor; without it `kubectl edit` and `vi` say that there is none. */
  edit?(path: string): Promise<void>;
}

/** A shell on the learner's machine. Variables, functions, aliases and the folder last from line to line. */
export interface Shell {
  readonly cwd: string;
  /** What stands before the cursor, e.g. `~/work $ `. Inside `kubectl exec -it` it is the container's. */
  readonly prompt: string;
  /**
   * Runs one input (it may have several lines). Starts an activity of its own: drive the clock (`runUntil`, or with real
   * time) until it resolves with the exit code.
   */
  run(input: string, options: ShellRunOptions): Promise<number>;
  /** Ctrl-C: SIGINT for the foreground. */
  interrupt(): void;
  /** A line typed while a program that reads runs in the foreground (`kubectl exec -it`). */
  type(text: string): void;
  /** Ctrl-D: the end of what is typed. */
  endInput(): void;
  /** Whether the text is unfinished (an open quote, a here-document, a trailing backslash) and the prompt should go on. */
  isUnfinished(input: string): boolean;
  onCommand(listener: (command: CommandRecord) => void): Cancel;
}

/** A whole cluster. Nothing in it moves unless its clock is driven. */
export interface Cluster {
  readonly clock: VirtualClock;
  readonly kinds: KindRegistry;
  readonly network: Network;
  /** The network stack that has this address: that of a Pod or of a node. */
  namespaceAt(address: string): NetworkNamespace | undefined;
  /** The machines: nodes by name. */
  readonly nodes: ReadonlyMap<string, Machine>;
  /** The API itself, without a user: what serves it over HTTP needs it. */
  readonly api: ApiServer;
  /** The learner's own machine, where kubectl, helm and the workspace are. */
  readonly workstation: Machine;
  /** docker's containers on the workstation, as `docker inspect` describes them. */
  containers(): readonly JsonObject[];
  /** A client that speaks as this user, `kubernetes-admin` of `system:masters` when absent. */
  client(user?: UserInfo): Client;
  /** A new shell on the workstation, in the learner's home folder; `programs` are there beside those of the machine. */
  shell(options?: { readonly programs?: readonly Program[] }): Promise<Shell>;
  readonly components: {
    readonly running: readonly string[];
    stop(name: string): void;
    start(name: string): void;
  };
  onAudit(listener: (entry: AuditEntry) => void): Cancel;
  /** Tells of every request and connection of the simulated network that has ended, with its way hop by hop. */
  onRequest(listener: (record: RequestRecord) => void): Cancel;
  /** Takes a node off the network, as when its power is cut, and puts it back. */
  setNodeDown(name: string, down: boolean): void;
  /** Fields of an object that are accepted and have no effect here, each with the reason in plain words. */
  notSimulated(object: JsonObject): readonly { readonly field: string; readonly why: string }[];
  /** A short text that is equal for two clusters whose stores are equal. */
  fingerprint(): string;
  /** All objects, for comparing and for bug reports. */
  dump(): readonly JsonObject[];
  dispose(): void;
}
