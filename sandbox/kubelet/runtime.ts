import type { Cancel, Clock } from '../core/clock.ts';
import type { Random } from '../core/random.ts';
import type { NetworkNamespace } from '../core/traffic.ts';
import { containerCapabilities, type Capabilities } from '../host/capabilities.ts';
import { createNetworkNamespace } from '../host/network-namespace.ts';
import type { Machine, Process, ProgramTable } from '../host/machine-types.ts';
import { createPipe, type Pipe } from '../host/streams.ts';
import { createProgramTable } from '../host/program-table.ts';
import type { MountedFileSystem, Mount } from '../host/memory-file-system.ts';
import { createFileSystem } from '../host/memory-file-system.ts';
import type { DirectoryNode } from '../host/file-tree.ts';
import type { Image } from '../images/define-image.ts';
import type { ResolvedImage } from '../images/image-registry.ts';
import { ContainerLog } from './container-log.ts';
import { imageTree } from '../images/image-tree.ts';
import {
  applyContainerLimits,
  containerCgroup,
  ensureContainerCgroup,
  removeCgroup,
  type ContainerLimits,
} from './pod-cgroups.ts';
import type { ResourceRequirements } from '../schema/types/core-v1.ts';
import { startFailure } from './start-failure.ts';

/** A Pod's own namespaces, held open while its containers come and go. */
export interface Sandbox {
  readonly id: string;
  readonly podUid: string;
  /** Whose it is, for those who look at the runtime without the API. */
  readonly pod: { readonly name: string; readonly namespace: string; readonly labels: { readonly [key: string]: string } };
  /** How many this Pod had before. */
  readonly attempt: number;
  readonly hostname: string;
  readonly networkNamespace: NetworkNamespace;
  /** Absent with `hostNetwork`. */
  readonly address?: string;
  readonly created: number;
  /** Path of the Pod's control group. */
  readonly cgroup: string;
  /** The process that holds the namespaces. */
  readonly process: Process;
  ready: boolean;
}

/** What a container is made with. */
export interface ContainerConfig {
  readonly name: string;
  readonly podUid: string;
  readonly attempt: number;
  readonly image: ResolvedImage;
  /** As the Pod's spec names it. */
  readonly imageName: string;
  readonly argv: readonly string[];
  readonly env: { readonly [name: string]: string };
  readonly workingDirectory: string;
  readonly user: { readonly uid: number; readonly gid: number; readonly name: string };
  readonly supplementalGroups: readonly number[];
  readonly capabilities: Capabilities;
  readonly mounts: readonly Mount[];
  readonly readOnlyRoot: boolean;
  readonly pidNamespace: string;
  readonly limits: ContainerLimits;
  readonly resources: ResourceRequirements;
  readonly stdin: boolean;
  readonly tty: boolean;
  /** Where the termination message is written; a file of its own. */
  readonly terminationMessagePath?: string;
}

/** One run of a container; a restart makes another one. */
export interface RuntimeContainer {
  readonly id: string;
  readonly config: ContainerConfig;
  readonly created: number;
  readonly files: MountedFileSystem;
  readonly programs: ProgramTable;
  readonly log: ContainerLog;
  /** What `attach` and `stdin: true` feed. */
  readonly stdin: Pipe | undefined;
  state: 'created' | 'running' | 'exited';
  started?: number;
  finished?: number;
  exitCode?: number;
  reason?: string;
  message?: string;
  process?: Process;
  /** What it has of processors and memory now. */
  resources: ResourceRequirements;
}

export interface RuntimeOptions {
  readonly machine: Machine;
  readonly clock: Clock;
  readonly random: Random;
  /** Programs of images that bring a shell. */
  readonly shellPrograms: ProgramTable;
  /** What holds a Pod's namespaces. */
  readonly pause: Image;
}

/** The kernel takes it last. */
const PAUSE_SCORE = -998;

/** What is in an image: it never changes, so that all nodes have the same. */
interface Software {
  readonly programs: ProgramTable;
  readonly tree: DirectoryNode;
}

const software = new WeakMap<ProgramTable, WeakMap<Image, Software>>();

function softwareOf(image: Image, shellPrograms: ProgramTable): Software {
  const known = software.get(shellPrograms) ?? new WeakMap<Image, Software>();
  software.set(shellPrograms, known);
  const found = known.get(image);
  if (found !== undefined) return found;
  const own = image.programs ?? [];
  const programs = image.shell ? createProgramTable(shellPrograms, own) : createProgramTable(own);
  const made = { programs, tree: imageTree(image, programs) };
  known.set(image, made);
  return made;
}

/** Thrown when a container cannot be started; the message is the runtime's. */
export class StartError extends Error {}

/**
 * The container runtime of a node: it keeps sandboxes and containers while the kubelet stops and starts again. It takes no
 * time itself; whoever calls it does.
 */
export class Runtime {
  readonly version = 'containerd://2.1.4';
  private readonly sandboxes = new Map<string, Sandbox>();
  private readonly containers = new Map<string, RuntimeContainer[]>();
  private readonly listeners = new Set<(podUid: string) => void>();

  constructor(private readonly options: RuntimeOptions) {}

  /** Called when a container of this Pod started or ended. */
  onChange(listener: (podUid: string) => void): Cancel {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  sandbox(podUid: string): Sandbox | undefined {
    return this.sandboxes.get(podUid);
  }

  /** Every run that is still remembered, the newest first. */
  containersOf(podUid: string): readonly RuntimeContainer[] {
    return this.containers.get(podUid) ?? [];
  }

  /** The newest run of a container. */
  container(podUid: string, name: string): RuntimeContainer | undefined {
    return this.containersOf(podUid).find((container) => container.config.name === name);
  }

  get podUids(): readonly string[] {
    return [...new Set([...this.sandboxes.keys(), ...this.containers.keys()])];
  }

  createSandbox(sandbox: {
    readonly podUid: string;
    readonly pod: Sandbox['pod'];
    readonly hostname: string;
    readonly name: string;
    readonly address: string | undefined;
    readonly resolver: NetworkNamespace['resolver'];
    /** Path of the Pod's control group. */
    readonly cgroup: string;
    readonly pidNamespace: string;
  }): Sandbox {
    const { machine, clock, random, pause } = this.options;
    const { address } = sandbox;
    const id = random.hex(64);
    const { programs, tree } = softwareOf(pause, this.options.shellPrograms);
    const networkNamespace =
      address === undefined
        ? machine.networkNamespace
        : createNetworkNamespace({ name: sandbox.name, addresses: [address], resolver: sandbox.resolver });
    const process = machine.start({
      argv: pause.entrypoint ?? [],
      user: { uid: pause.user ?? 0, gid: pause.user ?? 0, name: String(pause.user ?? 0) },
      hostname: sandbox.hostname,
      files: createFileSystem({ clock, base: tree }),
      programs,
      networkNamespace,
      pidNamespace: sandbox.pidNamespace,
      cgroup: containerCgroup(sandbox.cgroup, id),
      oomScoreAdj: PAUSE_SCORE,
      capabilities: containerCapabilities,
    });
    const made: Sandbox = {
      id,
      podUid: sandbox.podUid,
      pod: sandbox.pod,
      attempt: (this.sandboxes.get(sandbox.podUid)?.attempt ?? -1) + 1,
      hostname: sandbox.hostname,
      networkNamespace,
      cgroup: sandbox.cgroup,
      process,
      ...(address === undefined ? {} : { address }),
      created: clock.now(),
      ready: true,
    };
    this.sandboxes.set(sandbox.podUid, made);
    process.onExit(() => {
      if (!made.ready) return;
      made.ready = false;
      this.changed(sandbox.podUid);
    });
    this.changed(sandbox.podUid);
    return made;
  }

  stopSandbox(podUid: string): void {
    const sandbox = this.sandboxes.get(podUid);
    if (sandbox === undefined) return;
    sandbox.ready = false;
    sandbox.process.kill('SIGTERM');
  }

  createContainer(config: ContainerConfig): RuntimeContainer {
    const { clock, random, shellPrograms } = this.options;
    const { programs, tree } = softwareOf(config.image.image, shellPrograms);
    const container: RuntimeContainer = {
      id: random.hex(64),
      config,
      created: clock.now(),
      files: createFileSystem({
        clock,
        base: tree,
        mounts: config.mounts,
        readOnly: config.readOnlyRoot,
      }),
      programs,
      log: new ContainerLog(clock),
      stdin: config.stdin ? createPipe(clock, { isTerminal: config.tty }) : undefined,
      state: 'created',
      resources: config.resources,
    };
    const cgroup = ensureContainerCgroup(this.options.machine.cgroups, container.id, config.limits);
    this.options.machine.mountKernelFiles(container.files, { pidNamespace: config.pidNamespace, cgroup });
    const all = this.containers.get(config.podUid) ?? [];
    this.containers.set(config.podUid, [container, ...all]);
    return container;
  }

  /** Throws StartError when the command is not in the image. */
  start(container: RuntimeContainer): void {
    const { machine, clock } = this.options;
    const { config } = container;
    const sandbox = this.sandboxes.get(config.podUid);
    if (sandbox === undefined) throw new StartError(`sandbox of container ${container.id} not found`);
    const failure = startFailure(config, container.programs, container.files);
    if (failure !== undefined) {
      this.ended(container, 128, 'StartError', failure);
      container.started = 0;
      throw new StartError(failure);
    }
    container.state = 'running';
    container.started = clock.now();
    const process = machine.start({
      argv: config.argv,
      env: config.env,
      cwd: config.workingDirectory,
      user: { ...config.user, groups: config.supplementalGroups },
      hostname: sandbox.hostname,
      files: container.files,
      programs: container.programs,
      networkNamespace: sandbox.networkNamespace,
      pidNamespace: config.pidNamespace,
      cgroup: containerCgroup(config.limits.parent, container.id),
      oomScoreAdj: config.limits.oomScoreAdj,
      capabilities: config.capabilities,
      stdout: { isTerminal: config.tty, write: (text) => container.log.write('stdout', text) },
      // With a terminal there is one stream only.
      stderr: { isTerminal: config.tty, write: (text) => container.log.write(config.tty ? 'stdout' : 'stderr', text) },
      ...(container.stdin === undefined ? {} : { stdin: container.stdin.input }),
      ...(config.tty ? { terminal: { columns: 80, rows: 24 } } : {}),
    });
    container.process = process;
    process.onExit((exitCode) =>
      this.ended(container, exitCode, this.wasOutOfMemory(container) ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error'),
    );
    this.changed(config.podUid);
  }

  /** Runs another program in a container's namespaces. */
  execute(
    container: RuntimeContainer,
    options: Pick<Parameters<Machine['start']>[0], 'argv' | 'stdin' | 'stdout' | 'stderr' | 'terminal'>,
  ): Process {
    const { config } = container;
    const sandbox = this.sandboxes.get(config.podUid);
    return this.options.machine.start({
      ...options,
      env: options.terminal === undefined ? config.env : { ...config.env, TERM: 'xterm' },
      cwd: config.workingDirectory,
      user: { ...config.user, groups: config.supplementalGroups },
      hostname: sandbox?.hostname ?? this.options.machine.hostname,
      files: container.files,
      programs: container.programs,
      networkNamespace: sandbox?.networkNamespace ?? this.options.machine.networkNamespace,
      pidNamespace: config.pidNamespace,
      cgroup: containerCgroup(config.limits.parent, container.id),
      oomScoreAdj: config.limits.oomScoreAdj,
      capabilities: config.capabilities,
    });
  }

  /** Gives a container other limits while it runs. */
  resize(container: RuntimeContainer, resources: ResourceRequirements, limits: ContainerLimits): void {
    applyContainerLimits(this.options.machine.cgroups, container.id, limits);
    container.resources = resources;
  }

  /** What a running container has used of the processors so far (milliseconds), and holds of memory (bytes). */
  usage(container: RuntimeContainer): { readonly cpu: number; readonly memory: number } {
    const { cgroups } = this.options.machine;
    cgroups.scheduler.settle();
    const group = cgroups.find(containerCgroup(container.config.limits.parent, container.id));
    return { cpu: group?.cpu.used ?? 0, memory: group?.memory ?? 0 };
  }

  /** Every container that there is, of all Pods. */
  get all(): readonly RuntimeContainer[] {
    return [...this.containers.values()].flat();
  }

  /** Forgets runs of a container beyond the newest ones, as the kubelet's garbage collection does. */
  prune(podUid: string, most = 2): void {
    const seen = new Map<string, number>();
    const kept = this.containersOf(podUid).filter((container) => {
      const count = (seen.get(container.config.name) ?? 0) + 1;
      seen.set(container.config.name, count);
      return count <= most;
    });
    for (const { id, config } of this.containersOf(podUid).filter((container) => !kept.includes(container)))
      removeCgroup(this.options.machine.cgroups, containerCgroup(config.limits.parent, id));
    this.containers.set(podUid, kept);
  }

  /** Forgets a run that has ended. */
  remove(container: RuntimeContainer): void {
    const { podUid, limits } = container.config;
    this.containers.set(
      podUid,
      this.containersOf(podUid).filter((other) => other !== container),
    );
    removeCgroup(this.options.machine.cgroups, containerCgroup(limits.parent, container.id));
    this.changed(podUid);
  }

  forgetPod(podUid: string): void {
    const sandbox = this.sandboxes.get(podUid);
    if (sandbox !== undefined) {
      sandbox.ready = false;
      sandbox.process.kill('SIGKILL');
      removeCgroup(this.options.machine.cgroups, sandbox.cgroup);
    }
    this.sandboxes.delete(podUid);
    this.containers.delete(podUid);
  }

  private wasOutOfMemory({ id, config }: RuntimeContainer): boolean {
    const group = this.options.machine.cgroups.find(containerCgroup(config.limits.parent, id));
    return (group?.memoryEvents.oomKill ?? 0) > 0;
  }

  private ended(container: RuntimeContainer, exitCode: number, reason: string, message?: string): void {
    container.state = 'exited';
    container.finished = this.options.clock.now();
    container.exitCode = exitCode;
    container.reason = reason;
    if (message !== undefined) container.message = message;
    container.stdin?.close();
    container.log.end();
    this.changed(container.config.podUid);
  }

  private changed(podUid: string): void {
    for (const listener of this.listeners) listener(podUid);
  }
}
