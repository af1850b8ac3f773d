import type { Packet } from './netfilter.ts';

/** Ways of the kernel to choose a real server. `wrr` is `rr` here: kube-proxy gives all servers the weight 1. */
export const schedulers = ['rr', 'wrr', 'lc', 'wlc', 'sh', 'dh', 'sed', 'nq'] as const;
export type Scheduler = (typeof schedulers)[number];

/** How long a closed connection counts as inactive (TIME_WAIT of net/netfilter/ipvs). */
const INACTIVE_MS = 120_000;

export interface RealServerTarget {
  readonly address: string;
  readonly port: number;
  readonly weight: number;
}

/** One real server with its connections. */
export class RealServer {
  active = 0;
  /** Times at which closed connections are forgotten, ascending. */
  private closed: number[] = [];
  private first = 0;

  constructor(
    readonly address: string,
    readonly port: number,
    public weight: number,
  ) {}

  inactive(now: number): number {
    while ((this.closed[this.first] ?? Infinity) <= now) this.first++;
    if (this.first > 1_000 && this.first * 2 > this.closed.length) {
      this.closed = this.closed.slice(this.first);
      this.first = 0;
    }
    return this.closed.length - this.first;
  }

  close(now: number): void {
    this.active--;
    // Forgets what is over: not every scheduler asks for the number.
    this.inactive(now);
    this.closed.push(now + INACTIVE_MS);
  }
}

export interface VirtualServerOptions {
  readonly protocol: Packet['protocol'];
  readonly address: string;
  readonly port: number;
  readonly scheduler: Scheduler;
  /** Seconds for which a client stays with its server; 0 for none. */
  readonly persistence: number;
}

/** A virtual server and the real ones behind it. Models net/netfilter/ipvs. */
export class VirtualServer {
  servers: readonly RealServer[] = [];
  private usable: readonly RealServer[] = [];
  private position = -1;
  private readonly templates = new Map<string, { readonly server: RealServer; readonly until: number }>();

  constructor(readonly options: VirtualServerOptions) {}

  /** Replaces the real servers; those that stay keep their connections. */
  setServers(targets: readonly RealServerTarget[]): void {
    const before = new Map(this.servers.map((server) => [`${server.address}:${server.port}`, server]));
    this.servers = targets.map(({ address, port, weight }) => {
      const server = before.get(`${address}:${port}`) ?? new RealServer(address, port, weight);
      server.weight = weight;
      return server;
    });
    this.usable = this.servers.filter(({ weight }) => weight > 0);
    this.position = -1;
  }

  /** The server for a new connection; undefined when there is none. The caller says with `close` that the connection ended. */
  connect(packet: Packet, now: number): RealServer | undefined {
    const { usable } = this;
    const { persistence, scheduler } = this.options;
    const template = persistence > 0 ? this.templates.get(packet.source) : undefined;
    const kept = template !== undefined && template.until > now && usable.includes(template.server) ? template.server : undefined;
    const server = kept ?? (usable.length === 0 ? undefined : this.pick(scheduler, usable, packet, now));
    if (server === undefined) return undefined;
    if (persistence > 0) this.templates.set(packet.source, { server, until: now + persistence * 1_000 });
    server.active++;
    return server;
  }

  private pick(scheduler: Scheduler, usable: readonly RealServer[], packet: Packet, now: number): RealServer | undefined {
    switch (scheduler) {
      case 'rr':
      case 'wrr':
        this.position = (this.position + 1) % usable.length;
        return usable[this.position];
      case 'lc':
      case 'wlc':
        return least(usable, (server) => (server.active * 256 + server.inactive(now)) / server.weight);
      case 'sed':
        return least(usable, (server) => (server.active + 1) / server.weight);
      case 'nq':
        return usable.find(({ active }) => active === 0) ?? least(usable, (server) => (server.active + 1) / server.weight);
      case 'sh':
        return usable[bucket(packet.source) % usable.length];
      case 'dh':
        return usable[bucket(packet.destination) % usable.length];
    }
  }
}

/** The first of those with the smallest value, as the kernel's loops take it. */
function least(servers: readonly RealServer[], load: (server: RealServer) => number): RealServer | undefined {
  let best: RealServer | undefined;
  let smallest = Infinity;
  for (const server of servers) {
    const value = load(server);
    if (value < smallest) [best, smallest] = [server, value];
  }
  return best;
}

/** hash_32 of the kernel, to 8 bits. */
function bucket(address: string): number {
  const value = address.split('.').reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);
  return (Math.imul(value, 0x61c88647) >>> 0) >>> 24;
}

/** The virtual servers of one network namespace. */
export class Ipvs {
  readonly servers = new Map<string, VirtualServer>();

  find(packet: Packet): VirtualServer | undefined {
    return this.servers.get(serverKey(packet.protocol, packet.destination, packet.destinationPort));
  }

  /** Makes the server or changes the one there is. */
  set(options: VirtualServerOptions, targets: readonly RealServerTarget[]): void {
    const key = serverKey(options.protocol, options.address, options.port);
    const found = this.servers.get(key);
    const same = found?.options.scheduler === options.scheduler && found.options.persistence === options.persistence;
    const server = found !== undefined && same ? found : new VirtualServer(options);
    server.setServers(targets);
    this.servers.set(key, server);
  }

  remove(protocol: string, address: string, port: number): void {
    this.servers.delete(serverKey(protocol, address, port));
  }
}

function serverKey(protocol: string, address: string, port: number): string {
  return `${protocol} ${address}:${port}`;
}

/** What `ipvsadm -Ln` prints. */
export function ipvsText(ipvs: Ipvs, now: number): string {
  const lines = [...ipvs.servers.values()]
    .sort((left, right) => compare(left.options, right.options))
    .flatMap(({ options, servers }) => [
      `${options.protocol.toUpperCase().padEnd(4)} ${options.address}:${options.port} ${options.scheduler}${options.persistence > 0 ? ` persistent ${options.persistence}` : ''}`,
      ...servers.map(
        (server) =>
          `  -> ${`${server.address}:${server.port}`.padEnd(28)} Masq    ${String(server.weight).padEnd(6)} ${String(server.active).padEnd(10)} ${String(server.inactive(now)).padEnd(10)}`,
      ),
    ]);
  const head = [
    'IP Virtual Server version 1.2.1 (size=4096)',
    'Prot LocalAddress:Port Scheduler Flags',
    '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
  ];
  return [...head, ...lines, ''].join('\n');
}

function compare(left: VirtualServerOptions, right: VirtualServerOptions): number {
  const one = `${left.protocol} ${left.address}`;
  const other = `${right.protocol} ${right.address}`;
  return one === other ? left.port - right.port : one < other ? -1 : 1;
}
