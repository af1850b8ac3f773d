import type { MountedFileSystem } from '../../../host/memory-file-system.ts';
import type { DirectoryNode } from '../../../host/file-tree.ts';
import type { Process, ProgramTable } from '../../../host/machine-types.ts';
import type { NetworkNamespace } from '../../../core/traffic.ts';
import type { Pipe } from '../../../host/streams.ts';
import type { Signal } from '../../../host/program.ts';

/** An error of the daemon, in its words; the client puts `Error response from daemon: ` in front. */
export class DaemonError extends Error {
  constructor(
    message: string,
    /** What `docker run` exits with. */
    readonly exitCode = 125,
  ) {
    super(message);
  }
}

/** What the client itself refuses before it asks the daemon. */
export class ClientError extends DaemonError {}

export interface ImageConfig {
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly env: { readonly [name: string]: string };
  readonly workingDirectory: string;
  readonly user: string;
  readonly exposedPorts: readonly number[];
  readonly stopSignal: Signal;
  readonly labels: { readonly [name: string]: string };
}

/** A layer of an image: files that are put over those below. */
export interface ImageLayer {
  /** Name of its folder in /var/lib/docker/overlay2. */
  readonly id: string;
  readonly tree: DirectoryNode;
  readonly size: number;
}

export interface LocalImage {
  /** `sha256:…` */
  readonly id: string;
  /** As people write them: `busybox:latest`. */
  tags: readonly string[];
  readonly digest: string | undefined;
  /** Virtual milliseconds since the epoch. */
  readonly created: number;
  readonly size: number;
  /** The lowest first. */
  readonly layers: readonly ImageLayer[];
  readonly config: ImageConfig;
  readonly programs: ProgramTable;
  /** The newest first. */
  readonly history: readonly { readonly created: number; readonly by: string; readonly size: number }[];
}

export interface PortMapping {
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
}

export interface VolumeMount {
  /** A folder of the host, or the name of a volume. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly named: boolean;
}

/** What `docker run` asks for. */
export interface ContainerRequest {
  readonly name: string | undefined;
  readonly image: LocalImage;
  readonly imageName: string;
  readonly argv: readonly string[];
  readonly entrypoint: readonly string[] | undefined;
  readonly env: { readonly [name: string]: string };
  readonly labels: { readonly [name: string]: string };
  readonly hostname: string | undefined;
  readonly user: string | undefined;
  readonly workingDirectory: string | undefined;
  readonly tty: boolean;
  readonly openStdin: boolean;
  readonly autoRemove: boolean;
  readonly readOnly: boolean;
  readonly privileged: boolean;
  readonly capabilities: readonly string[];
  readonly network: string;
  readonly pidMode: string;
  readonly ports: readonly PortMapping[];
  readonly volumes: readonly VolumeMount[];
  /** Bytes. */
  readonly memory: number | undefined;
  /** Processors. */
  readonly cpus: number | undefined;
  readonly cpuShares: number | undefined;
  readonly pidsLimit: number | undefined;
  readonly oomScoreAdj: number;
  readonly restart: string;
}

export interface Endpoint {
  readonly network: string;
  readonly address: string;
  readonly prefix: number;
  readonly gateway: string;
  readonly mac: string;
  /** The device on the host. */
  readonly device: string;
  /** The device in the container. */
  readonly inside: string;
}

export interface Container {
  readonly id: string;
  name: string;
  readonly request: ContainerRequest;
  readonly created: number;
  state: 'created' | 'running' | 'paused' | 'exited';
  started: number;
  finished: number;
  exitCode: number;
  oomKilled: boolean;
  error: string;
  restarts: number;
  /** It is being stopped by hand: its restart policy does not count. */
  stopping: boolean;
  process: Process | undefined;
  stack: NetworkNamespace | undefined;
  endpoints: readonly Endpoint[];
  readonly argv: readonly string[];
  readonly hostname: string;
  readonly files: MountedFileSystem;
  /** What it wrote, in order. */
  readonly log: { readonly time: number; readonly channel: 'stdout' | 'stderr'; readonly text: string }[];
  readonly listeners: Set<(channel: 'stdout' | 'stderr', text: string) => void>;
  readonly stdin: Pipe | undefined;
  /** Called when it ends. */
  readonly onEnd: Set<() => void>;
  proxies: readonly Process[];
}

export interface DockerNetwork {
  readonly id: string;
  readonly name: string;
  readonly driver: 'bridge' | 'host' | 'null';
  readonly created: number;
  readonly subnet: string | undefined;
  readonly gateway: string | undefined;
  /** The bridge device on the host. */
  readonly bridge: string | undefined;
}

export const shortId = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12);
