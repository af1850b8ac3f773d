import { allCapabilities, changedCapabilities } from '../../../host/capabilities.ts';
import type { NetworkNamespace } from '../../../core/traffic.ts';
import { createFileSystem, type Mount, type MountedFileSystem } from '../../../host/memory-file-system.ts';
import { createNetworkNamespace } from '../../../host/network-namespace.ts';
import { Overlay } from '../../../host/overlay.ts';
import { createProgramTable } from '../../../host/program-table.ts';
import type { Process } from '../../../host/machine-types.ts';
import type { NamespaceSet } from '../../../host/namespaces.ts';
import type { Input, Output, Signal } from '../../../host/program.ts';
import { createPipe } from '../../../host/streams.ts';
import { dockerProxy } from './docker-proxy.ts';
import type { DockerOptions } from './engine.ts';
import { STORAGE } from './images.ts';
import { DaemonError, shortId, type Container, type ContainerRequest, type LocalImage } from './model.ts';
import { madeUpName } from './names.ts';
import type { Networks } from './networks.ts';

const RUNTIME =
  'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ';

/** 126: it is there and cannot be run; 127: there is no such command. Models toStatusError of docker/cli. */
export const exitCodeOf = (why: string): number => (/permission denied|is a directory/.test(why) ? 126 : 127);

export interface ContainersOptions extends DockerOptions {
  readonly networks: Networks;
  readonly all: Container[];
}

/** The containers of one machine: each is a process with namespaces, a control group and an overlay of its own. */
export class Containers {
  readonly volumes = new Map<string, { readonly name: string; readonly created: number; readonly path: string }>();

  constructor(private readonly options: ContainersOptions) {}

  /** The newest first. */
  get all(): readonly Container[] {
    return [...this.options.all].reverse();
  }

  /** By name or the beginning of its id. Throws DaemonError. */
  find(text: string): Container {
    const byName = this.all.find(({ name }) => name === text.replace(/^\//, ''));
    const byId = this.all.filter(({ id }) => text.length > 0 && id.startsWith(text));
    const found = byName ?? (byId.length === 1 ? byId[0] : undefined);
    if (found === undefined) throw new DaemonError(`No such container: ${text}`, 1);
    return found;
  }

  cgroupOf({ id }: Container): string {
    return `/system.slice/docker-${id}.scope`;
  }

  create(request: ContainerRequest): Container {
    const { random, clock, all } = this.options;
    const id = random.hex(64);
    const name = request.name ?? this.freeName();
    const clash = all.find((other) => other.name === name);
    if (clash !== undefined) {
      throw new DaemonError(
        `Conflict. The container name "/${name}" is already in use by container "${clash.id}". You have to remove (or rename) that container to be able to reuse that name.`,
      );
    }
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name))
      throw new DaemonError(`Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
    const { cpus } = this.options.machine.cgroups;
    if (request.cpus !== undefined && request.cpus > cpus)
      throw new DaemonError(`range of CPUs is from 0.01 to ${cpus}.00, as there are only ${cpus} CPUs available`);
    const { config } = request.image;
    const argv = [
      ...(request.entrypoint ?? config.entrypoint),
      ...(request.argv.length > 0 ? request.argv : request.entrypoint === undefined ? config.command : []),
    ];
    if (argv.length === 0) throw new DaemonError('no command specified');
    const container: Container = {
      id,
      name,
      request,
      created: clock.now(),
      state: 'created',
      started: 0,
      finished: 0,
      exitCode: 0,
      oomKilled: false,
      error: '',
      restarts: 0,
      stopping: false,
      process: undefined,
      stack: undefined,
      endpoints: [],
      argv,
      hostname: request.network === 'host' ? this.options.machine.hostname : (request.hostname ?? shortId(id)),
      files: this.filesFor(id, request),
      log: [],
      listeners: new Set(),
      stdin: request.openStdin ? createPipe(clock, { isTerminal: request.tty }) : undefined,
      onEnd: new Set(),
      proxies: [],
    };
    all.push(container);
    return container;
  }

  /** Throws DaemonError with what `docker run` says. */
  start(container: Container): void {
    if (container.state === 'running' || container.state === 'paused') return;
    const { machine, clock } = this.options;
    const { request } = container;
    const failure = this.startFailure(container);
    if (failure !== undefined) {
      container.exitCode = failure.exitCode;
      container.error = failure.message;
      throw failure;
    }
    this.wire(container);
    const group = machine.cgroups.ensure(this.cgroupOf(container));
    group.memoryMax = request.memory;
    group.pidsMax = request.pidsLimit;
    group.cpuMax = { quota: request.cpus === undefined ? undefined : request.cpus * 100, period: 100 };
    if (request.cpuShares !== undefined) group.cpuWeight = Math.max(1, Math.round(1 + ((request.cpuShares - 2) * 9999) / 262142));
    const namespaces = this.namespacesFor(container);
    this.mountKernel(container, namespaces);
    container.state = 'running';
    container.started = clock.now();
    container.stopping = false;
    const process = machine.start({
      ...this.surroundings(container, namespaces),
      argv: container.argv,
      stdout: this.logged(container, 'stdout'),
      stderr: this.logged(container, request.tty ? 'stdout' : 'stderr'),
      ...(container.stdin === undefined ? {} : { stdin: container.stdin.input }),
      ...(request.tty ? { terminal: { columns: 80, rows: 24 } } : {}),
    });
    container.process = process;
    this.openPorts(container);
    process.onExit((exitCode) => this.ended(container, exitCode));
  }

  /** Runs another program in the namespaces of a container. */
  execute(
    container: Container,
    options: {
      readonly argv: readonly string[];
      readonly env: { readonly [name: string]: string };
      readonly user: string | undefined;
      readonly cwd: string | undefined;
      readonly stdin?: Input;
      readonly stdout: Output;
      readonly stderr: Output;
      readonly tty: boolean;
    },
  ): Process {
    const { process } = container;
    if (container.state !== 'running' || process === undefined) {
      throw new DaemonError(`container ${container.id} is not running`, 1);
    }
    const given = this.surroundings(container, process.namespaces);
    return this.options.machine.start({
      ...given,
      argv: options.argv,
      env: { ...given.env, ...options.env },
      ...(options.user === undefined ? {} : { user: this.userOf(container, options.user) }),
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
      stdout: options.stdout,
      stderr: options.stderr,
      ...(options.tty ? { terminal: { columns: 80, rows: 24 } } : {}),
    });
  }

  /** Whether a command is in the container, in the runtime's words when it is not. */
  executableFailure(container: Container, command: string): string | undefined {
    const { programs } = container.request.image;
    const quoted = JSON.stringify(command);
    if (!command.includes('/')) return programs.find(command) ? undefined : `exec: ${quoted}: executable file not found in $PATH`;
    const stat = container.files.stat(command);
    if (stat === undefined) return `exec: ${quoted}: stat ${command}: no such file or directory`;
    if (stat.type === 'directory') return `exec: ${quoted}: is a directory`;
    return (stat.mode & 0o111) === 0 ? `exec: ${quoted}: permission denied` : undefined;
  }

  signal(container: Container, signal: Signal): void {
    if (container.state !== 'running' && container.state !== 'paused')
      throw new DaemonError(`cannot kill container: ${container.name}: container ${container.id} is not running`, 1);
    if (signal === 'SIGKILL') container.stopping = true;
    container.process?.kill(signal);
  }

  /** The signal, that of the image unless another one is given, and SIGKILL after the time. Belongs inside an activity. */
  async stop(container: Container, seconds: number, signal = container.request.image.config.stopSignal): Promise<void> {
    const { process } = container;
    if (container.state === 'paused') this.pause(container, false);
    if (container.state !== 'running' || process === undefined) return;
    container.stopping = true;
    const { clock } = this.options;
    const ended = await clock.block<boolean>((wake) => {
      const cancels = [process.onExit(() => wake(true)), clock.after(seconds * 1000, () => wake(false))];
      process.kill(signal);
      return () => cancels.forEach((cancel) => cancel());
    });
    if (!ended) process.kill('SIGKILL');
  }

  pause(container: Container, paused: boolean): void {
    const group = this.options.machine.cgroups.find(this.cgroupOf(container));
    if (group === undefined) return;
    this.options.machine.cgroups.freeze(group, paused);
    container.state = paused ? 'paused' : 'running';
  }

  remove(container: Container, force: boolean): void {
    if (container.state === 'running' || container.state === 'paused') {
      if (!force)
        throw new DaemonError(
          `cannot remove container "${container.name}": container is running: stop the container before removing or force remove`,
          1,
        );
      container.stopping = true;
      container.process?.kill('SIGKILL');
    }
    const { all, machine } = this.options;
    const index = all.indexOf(container);
    if (index >= 0) all.splice(index, 1);
    for (const name of [container.id, `${container.id}-init`])
      machine.files.remove(`${STORAGE}/${name}`, { recursive: true, force: true });
  }

  connect(container: Container, network: ReturnType<Networks['find']>): void {
    if (network === undefined || container.stack === undefined) throw new DaemonError('container is not running', 1);
    container.endpoints = [...container.endpoints, this.options.networks.connect(network, container, container.stack)];
  }

  private freeName(): string {
    const { random, all } = this.options;
    for (;;) {
      const name = madeUpName((end) => random.below(end));
      if (!all.some((other) => other.name === name)) return name;
    }
  }

  private startFailure(container: Container): DaemonError | undefined {
    const { request, argv } = container;
    const directory = container.files.stat(request.workingDirectory ?? (request.image.config.workingDirectory || '/'));
    if (directory === undefined) container.files.makeDirectory(request.workingDirectory ?? '/', { recursive: true });
    const why = this.executableFailure(container, argv[0] ?? '');
    if (why !== undefined) return new DaemonError(`${RUNTIME}${why}: unknown`, exitCodeOf(why));
    const { listeners } = this.options.machine.networkNamespace;
    for (const { hostPort, hostAddress } of request.ports)
      if (listeners.some(({ port, protocol }) => port === hostPort && protocol === 'TCP'))
        return new DaemonError(
          `failed to set up container networking: driver failed programming external connectivity on endpoint ${container.name} (${container.id}): Bind for ${hostAddress}:${hostPort} failed: port is already allocated`,
        );
    return undefined;
  }

  /** The container's root: an overlay over the image's layers, with what docker puts into it. */
  private filesFor(id: string, request: ContainerRequest): MountedFileSystem {
    const { machine, clock } = this.options;
    const host = machine.files;
    for (const folder of ['diff', 'work/work', 'merged']) host.makeDirectory(`${STORAGE}/${id}/${folder}`, { recursive: true });
    const lower = this.lowerOf(request.image).map((path) => ({ files: host, path }));
    host.write(`${STORAGE}/${id}/lower`, `${lower.map(({ path }) => path).join(':')}\n`);
    const overlay = new Overlay({ lower, upper: { files: host, path: `${STORAGE}/${id}/diff` } });
    const options = `${request.readOnly ? 'ro' : 'rw'},relatime,lowerdir=${lower.map(({ path }) => path).join(':')},upperdir=${STORAGE}/${id}/diff,workdir=${STORAGE}/${id}/work`;
    const mounts: Mount[] = [
      { path: '/', files: overlay, source: 'overlay', type: 'overlay', options, readOnly: request.readOnly },
    ];
    for (const volume of request.volumes) mounts.push(this.volumeMount(volume));
    const files = createFileSystem({ clock, mounts: mounts.slice(0, 1) });
    // A folder to mount on is made in the container's own layer.
    for (const mount of mounts.slice(1)) {
      if (overlay.stat(mount.path) === undefined) overlay.makeDirectory(mount.path, { recursive: true });
      files.mount(mount);
    }
    return files;
  }

  /** The topmost first. */
  lowerOf(image: LocalImage): readonly string[] {
    return image.layers.map(({ id }) => `${STORAGE}/${id}/diff`).reverse();
  }

  private volumeMount({ source, target, readOnly, named }: ContainerRequest['volumes'][number]): Mount {
    const host = this.options.machine.files;
    const path = named ? `/var/lib/docker/volumes/${source}/_data` : source;
    if (host.stat(path) === undefined) host.makeDirectory(path, { recursive: true });
    if (named && !this.volumes.has(source)) this.volumes.set(source, { name: source, created: this.options.clock.now(), path });
    return {
      path: target,
      files: host,
      from: path,
      readOnly,
      source: '/dev/sda1',
      type: 'ext4',
      options: `${readOnly ? 'ro' : 'rw'},relatime`,
    };
  }

  private mountKernel(container: Container, namespaces: Partial<NamespaceSet>): void {
    const { machine, clock } = this.options;
    const { files, request } = container;
    for (const { path } of files.mounts)
      if (/^\/(proc|sys|dev|etc\/(hosts|hostname|resolv\.conf))(\/|$)/.test(path)) files.unmount(path);
    machine.mountKernelFiles(files, {
      pidNamespace: namespaces.pid?.label ?? 'host',
      cgroup: this.cgroupOf(container),
      ...(namespaces.pid === undefined ? {} : { pids: namespaces.pid }),
    });
    const [endpoint] = container.endpoints;
    const { resolver } = machine.networkNamespace;
    const own = endpoint !== undefined && endpoint.network !== 'bridge';
    const made = createFileSystem({
      clock,
      files: {
        '/hostname': `${container.hostname}\n`,
        '/hosts': `127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n${endpoint === undefined ? '' : `${endpoint.address}\t${container.hostname}\n`}`,
        '/resolv.conf': own
          ? 'nameserver 127.0.0.11\noptions ndots:0\n'
          : `nameserver ${resolver.nameservers[0] ?? '192.168.64.1'}\n`,
      },
    });
    if (request.image.programs.find('sh') === undefined && files.stat('/etc') === undefined) return;
    for (const name of ['resolv.conf', 'hostname', 'hosts'])
      files.mount({
        path: `/etc/${name}`,
        files: made,
        from: `/${name}`,
        source: '/dev/sda1',
        type: 'ext4',
        options: 'rw,relatime',
      });
  }

  private namespacesFor(container: Container): Partial<NamespaceSet> {
    const { machine } = this.options;
    const { namespaces } = machine;
    const { pidMode, network } = container.request;
    const shared = network.startsWith('container:') ? this.find(network.slice(10)).process?.namespaces : undefined;
    const pid =
      pidMode === 'host'
        ? namespaces.initial.pid
        : pidMode.startsWith('container:')
          ? this.find(pidMode.slice(10)).process?.namespaces.pid
          : undefined;
    const group = machine.cgroups.ensure(this.cgroupOf(container));
    // In the order in which runc and the kernel make them, which their numbers show.
    return {
      mnt: namespaces.mountOf(container.files),
      uts: shared?.uts ?? (network === 'host' ? namespaces.initial.uts : namespaces.makeUts(container.hostname)),
      ipc: namespaces.makeIpc(),
      pid: pid ?? namespaces.pidOf(`docker ${container.id}/${container.started}/${this.options.clock.now()}`),
      net: shared?.net ?? (container.stack === undefined ? namespaces.initial.net : namespaces.netOf(container.stack)),
      cgroup: namespaces.makeCgroup(group),
    };
  }

  private surroundings(
    container: Container,
    namespaces: Partial<NamespaceSet>,
  ): Omit<Parameters<typeof this.options.machine.start>[0], 'argv'> {
    const { request } = container;
    const { config } = request.image;
    const user = this.userOf(container, request.user ?? config.user);
    return {
      namespaces,
      files: container.files,
      programs: request.image.programs,
      cgroup: this.cgroupOf(container),
      oomScoreAdj: request.oomScoreAdj,
      capabilities: request.privileged ? allCapabilities : changedCapabilities(request.capabilities, []),
      user,
      cwd: request.workingDirectory ?? (config.workingDirectory || '/'),
      env: {
        ...config.env,
        HOSTNAME: container.hostname,
        HOME: user.uid === 0 ? '/root' : '/',
        ...(request.tty ? { TERM: 'xterm' } : {}),
        ...request.env,
      },
    };
  }

  private userOf(container: Container, text: string): { readonly uid: number; readonly gid: number; readonly name: string } {
    if (text === '' || text === 'root' || text === '0') return { uid: 0, gid: 0, name: 'root' };
    const [name = '', group] = text.split(':');
    const accounts = container.files.stat('/etc/passwd') === undefined ? '' : container.files.readText('/etc/passwd');
    for (const line of accounts.split('\n')) {
      const [known = '', , uid = '', gid = ''] = line.split(':');
      if (known === name || uid === name) return { uid: Number(uid), gid: Number(group ?? gid), name: known };
    }
    if (!/^\d+$/.test(name))
      throw new DaemonError(`${RUNTIME}unable to find user ${name}: no matching entries in passwd file: unknown`, 126);
    return { uid: Number(name), gid: Number(group ?? 0), name };
  }

  private wire(container: Container): void {
    const { networks, machine } = this.options;
    const mode = container.request.network;
    if (mode === 'host') {
      container.stack = machine.networkNamespace;
      return;
    }
    if (mode.startsWith('container:')) {
      const other = this.find(mode.slice(10));
      if (other.state !== 'running')
        throw new DaemonError(`cannot join network namespace of a non running container: ${other.id}`);
      container.stack = other.stack;
      return;
    }
    const network = networks.find(mode);
    if (network === undefined) throw new DaemonError(`network ${mode} not found`);
    const stack: NetworkNamespace = createNetworkNamespace({
      name: `container ${container.name}`,
      resolver: { ...machine.networkNamespace.resolver, names: networks.namesFor(container) },
    });
    stack.devices?.change('lo', { up: true });
    container.stack = stack;
    container.endpoints = network.driver === 'bridge' ? [networks.connect(network, container, stack)] : [];
  }

  private openPorts(container: Container): void {
    const [endpoint] = container.endpoints;
    if (endpoint === undefined) return;
    const programs = createProgramTable([dockerProxy]);
    container.proxies = container.request.ports.map(({ hostAddress, hostPort, port, protocol }) =>
      this.options.machine.start({
        argv: [
          '/usr/bin/docker-proxy',
          '-proto',
          protocol,
          '-host-ip',
          hostAddress,
          '-host-port',
          String(hostPort),
          '-container-ip',
          endpoint.address,
          '-container-port',
          String(port),
        ],
        programs,
        cgroup: '/system.slice/docker.service',
      }),
    );
    this.options.networks.publish();
  }

  private logged(container: Container, channel: 'stdout' | 'stderr'): Output {
    return {
      isTerminal: container.request.tty,
      write: (text) => {
        container.log.push({ time: this.options.clock.now(), channel, text });
        for (const listener of Array.from(container.listeners)) listener(channel, text);
      },
    };
  }

  private ended(container: Container, exitCode: number): void {
    const { machine, clock, networks } = this.options;
    const group = machine.cgroups.find(this.cgroupOf(container));
    container.state = 'exited';
    container.finished = clock.now();
    container.exitCode = exitCode;
    container.oomKilled = (group?.memoryEvents.oomKill ?? 0) > 0;
    for (const member of Array.from(group?.allMembers() ?? [])) member.killByKernel();
    for (const proxy of container.proxies) proxy.kill('SIGKILL');
    container.proxies = [];
    for (const endpoint of container.endpoints) networks.disconnect(endpoint);
    container.endpoints = [];
    if (container.request.ports.length > 0) networks.publish();
    if (group !== undefined && group.members.size === 0 && group.children.size === 0) machine.cgroups.remove(group);
    for (const listener of Array.from(container.onEnd)) listener();
    const policy = container.request.restart;
    const again =
      policy === 'always' ||
      policy === 'unless-stopped' ||
      (policy.startsWith('on-failure') && exitCode !== 0 && container.restarts < Number(policy.split(':')[1] ?? Infinity));
    if (again && !container.stopping) {
      container.restarts++;
      clock.after(Math.min(60_000, 100 * 2 ** Math.min(9, container.restarts)), () => {
        if (container.state === 'exited' && !container.stopping && this.options.all.includes(container)) this.start(container);
      });
    } else if (container.request.autoRemove) this.remove(container, false);
  }
}
