import type { Cancel } from '../core/clock.ts';
import type { Machine, Process } from './machine-types.ts';

/** A Pod as a container runtime knows it: the namespaces that its containers share, and who holds them. */
export interface PodSandboxView {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly attempt: number;
  /** Virtual milliseconds since the epoch. */
  readonly created: number;
  readonly ready: boolean;
  readonly labels: { readonly [key: string]: string };
  /** Absent when it shares the network of the node. */
  readonly address?: string;
  readonly hostname: string;
  readonly cgroup: string;
  /** The process that holds the namespaces. */
  readonly process: Process;
}

export interface ContainerView {
  readonly id: string;
  readonly sandbox: PodSandboxView;
  readonly name: string;
  readonly attempt: number;
  /** As the Pod names it. */
  readonly imageName: string;
  /** `sha256:…` */
  readonly imageId: string;
  readonly imageDigest: string;
  readonly state: 'created' | 'running' | 'exited';
  readonly created: number;
  readonly started: number | undefined;
  readonly finished: number | undefined;
  readonly exitCode: number | undefined;
  readonly reason: string | undefined;
  readonly message: string | undefined;
  readonly process: Process | undefined;
  readonly argv: readonly string[];
  readonly env: { readonly [name: string]: string };
  readonly cwd: string;
  readonly tty: boolean;
  readonly cgroup: string;
  readonly mounts: readonly { readonly path: string; readonly readOnly: boolean }[];
  readonly logPath: string;
}

export interface ImageView {
  readonly id: string;
  /** `docker.io/library/nginx:1.27` */
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  /** Bytes. */
  readonly size: number;
  /** Never removed to make room: what holds the namespaces of Pods. */
  readonly pinned: boolean;
}

export interface LogView {
  readonly time: number;
  readonly stream: 'stdout' | 'stderr';
  /** With its line feed, unless the container ended in the middle of it. */
  readonly text: string;
}

/** An error of the runtime, in its words. */
export class RuntimeError extends Error {}

/** What a node's container runtime offers through CRI. Models k8s.io/cri-api/pkg/apis/runtime/v1. Ids are whole. */
export interface ContainerRuntime {
  readonly name: string;
  readonly version: string;
  sandboxes(): readonly PodSandboxView[];
  /** The newest first. */
  containers(): readonly ContainerView[];
  images(): readonly ImageView[];
  log(id: string): readonly LogView[];
  /** Calls back with each line, and once at the end. */
  followLog(id: string, line: (line: LogView) => void, end: () => void): Cancel;
  /** Milliseconds of processor time so far, and bytes of memory. */
  usage(id: string): { readonly cpu: number; readonly memory: number };
  /** Runs another program in a running container. Throws RuntimeError. */
  execute(
    id: string,
    options: Pick<Parameters<Machine['start']>[0], 'argv' | 'stdin' | 'stdout' | 'stderr' | 'terminal'>,
  ): Process;
  /** SIGTERM, and SIGKILL after so many seconds. Belongs inside an activity. */
  stop(id: string, seconds: number): Promise<void>;
  stopSandbox(id: string): Promise<void>;
  /** Forgets a container that has ended, and its log. */
  remove(id: string): void;
  /** Brings an image here. Belongs inside an activity. Throws RuntimeError in the registry's words. */
  pull(reference: string): Promise<ImageView>;
  removeImage(id: string): void;
}
