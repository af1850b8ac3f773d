import type { Certificate } from './certificates.ts';
import type { Cancel } from './clock.ts';
import type { DeviceTable } from './network-devices.ts';
import type { Ipvs } from './ipvs.ts';
import type { Netfilter } from './netfilter.ts';
import type { NftTable } from './nftables.ts';

/** One HTTP exchange as the simulated network carries it. */
export interface HttpRequest {
  readonly method: string;
  /** Path with query, e.g. `/items?page=2`. */
  readonly path: string;
  /** Names in lower case; `host` is always there. */
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  /** Address the receiver sees as the sender's. */
  readonly from: string;
  /** The name that the sender asked for in the TLS handshake; absent over plain HTTP. */
  readonly tls?: { readonly serverName: string } | undefined;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

export type HttpHandler = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

/** A port that a process listens on. */
export interface Listener {
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  /** `0.0.0.0` for every address, `127.0.0.1` for the process's own machine or Pod only. */
  readonly address: string;
  /** Answers HTTP; without it the port accepts connections and says nothing. */
  readonly http?: HttpHandler;
  /** Speaks TLS: the chain that it shows for a server name, the leaf first. */
  tls?(serverName: string): readonly Certificate[];
  /** Answers a datagram or a line; undefined for no answer. */
  echo?(text: string, from: string): string | undefined;
  /** Status that the gRPC health service reports; undefined when the port does not speak gRPC. */
  grpcHealth?(service: string): 'SERVING' | 'NOT_SERVING' | 'UNKNOWN';
}

/** One network stack: that of a node, or of a Pod. */
export interface NetworkNamespace {
  readonly name: string;
  /** Addresses of its own beside 127.0.0.1, the main one first. */
  readonly addresses: readonly string[];
  /** Throws Error with code EADDRINUSE when the port is taken. */
  listen(listener: Listener): Cancel;
  listener(port: number, protocol: Listener['protocol']): Listener | undefined;
  readonly listeners: readonly Listener[];
  /** Devices, addresses and routes; `addresses` above are those of the devices that are up. */
  readonly devices?: DeviceTable;
  /** Rules of its kernel, in the three forms that Linux has. */
  readonly netfilter: Netfilter;
  readonly ipvs: Ipvs;
  /** By `family name`. */
  readonly nftables: Map<string, NftTable>;
  /** Has whoever writes the rules write what is due; to be called before they are shown. */
  refreshRules?(): void;
  /** What /etc/resolv.conf says. */
  readonly resolver: {
    readonly nameservers: readonly string[];
    readonly search: readonly string[];
    readonly ndots: number;
    /** Names that the machine's own name server knows before it asks others: those of containers on one of docker's networks. */
    names?(name: string): readonly string[] | undefined;
  };
}

/** A step that a request took, for the trace on the screen and for checks. */
export interface Hop {
  /** Who acted, e.g. `CoreDNS`, `kube-proxy on node-1`, `pod default/web-1`. */
  readonly at: string;
  readonly what: string;
}

/** Where the devices and routes of one machine lead. */
export type LocalPath =
  /** A stack on the same machine has the address; `from` is the sender as the receiver sees it. */
  | { readonly to: NetworkNamespace; readonly from: string; readonly hops: readonly Hop[] }
  /** The packet leaves the machine by a device of this stack, and takes its address as the sender's. */
  | { readonly leaves: NetworkNamespace; readonly hops: readonly Hop[] }
  | { readonly failure: 'no route to host' | 'timed out'; readonly hops: readonly Hop[] };

/** How a connection failed, as the sender's operating system would say it. */
export type ConnectionFailure =
  'no such host' | 'connection refused' | 'timed out' | 'no route to host' | 'connection reset' | 'tls';

export type RequestOutcome =
  | {
      readonly ok: true;
      readonly response: HttpResponse;
      readonly address: string;
      readonly port: number;
      readonly hops: readonly Hop[];
      /** What the receiver showed, over TLS. */
      readonly certificates?: readonly Certificate[];
    }
  | {
      readonly ok: false;
      readonly failure: ConnectionFailure;
      readonly address?: string;
      readonly port: number;
      readonly milliseconds: number;
      readonly hops: readonly Hop[];
      /** For `tls`: why the handshake failed, in OpenSSL's words. */
      readonly detail?: string;
      readonly certificates?: readonly Certificate[];
    };

export interface OutgoingRequest {
  readonly scheme: 'http' | 'https';
  /** Name or address. */
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
  /** Virtual milliseconds after which the sender gives up. */
  readonly timeout?: number;
  /** Connects to this address instead of looking the host up. */
  readonly address?: string;
  /** Looks at what the receiver shows; text is why it is not trusted, in OpenSSL's words. Without it everything is. */
  verify?(certificates: readonly Certificate[]): string | undefined;
}

export interface ConnectOptions {
  readonly protocol?: Listener['protocol'];
  /** Shakes hands over TLS with this server name. */
  readonly serverName?: string;
  /** Sends a datagram or a line and takes what comes back. */
  readonly text?: string;
}

export interface Connected {
  readonly ok: true;
  readonly address?: string;
  readonly port?: number;
  readonly reply?: string;
  readonly certificates?: readonly Certificate[];
  readonly hops?: readonly Hop[];
}

/** One record of the domain name system. */
export interface DnsRecord {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'SRV' | 'PTR';
  readonly ttl: number;
  /** As `dig` prints it. */
  readonly data: string;
}

export interface DnsReply {
  /** `SERVFAIL` and `timed out` come from a server that cannot or does not answer. */
  readonly status: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'timed out' | 'connection refused';
  readonly server: string;
  readonly records: readonly DnsRecord[];
}

/** A router on the way of a packet. */
export interface TraceStep {
  readonly name: string;
  readonly address: string;
}

/** What programs that look at the network itself need: dig, ping, traceroute. */
export interface NetworkTools {
  /** Asks a name server, that of resolv.conf when none is named, for exactly this name. */
  query(from: NetworkNamespace, name: string, type: DnsRecord['type'], server?: string): Promise<DnsReply>;
  /** Sends an echo request; resolves with the milliseconds until the answer, or the failure. */
  ping(
    from: NetworkNamespace,
    address: string,
    timeout?: number,
  ): Promise<{ readonly ok: true; readonly milliseconds: number } | { readonly ok: false; readonly failure: ConnectionFailure }>;
  /** The machines that a packet to this address passes; the last one is the receiver when `reached`. */
  trace(from: NetworkNamespace, address: string): Promise<{ readonly steps: readonly TraceStep[]; readonly reached: boolean }>;
}

/** The network as a process sees it. All calls take virtual time and so belong inside an activity of the clock. */
export interface Network {
  /** Addresses of a name as this network namespace resolves it, empty when there are none. */
  resolve(from: NetworkNamespace, name: string): Promise<readonly string[]>;
  request(from: NetworkNamespace, request: OutgoingRequest): Promise<RequestOutcome>;
  /** Opens a connection and closes it again: what a tcpSocket probe or `nc -z` does. */
  connect(
    from: NetworkNamespace,
    host: string,
    port: number,
    timeout?: number,
    options?: ConnectOptions,
  ): Promise<RequestOutcome | Connected>;
  /** Absent where there is no network to look at. */
  readonly tools?: NetworkTools;
}

/** A request or connection that has ended, for the screen, for traces and for counting. */
export interface RequestRecord {
  /** Virtual milliseconds since the epoch at which it began. */
  readonly time: number;
  readonly milliseconds: number;
  /** Name of the sender's network namespace: `default/web-1`, a node, `workstation`. */
  readonly from: string;
  readonly fromAddress: string;
  /** As the sender named it. */
  readonly target: {
    readonly host: string;
    readonly port: number;
    readonly scheme?: string;
    readonly method?: string;
    readonly path?: string;
  };
  readonly outcome: 'ok' | ConnectionFailure;
  /** Of an HTTP answer. */
  readonly status?: number;
  /** Who answered or refused, where the way led to somebody. */
  readonly address?: string;
  readonly receiver?: string;
  readonly hops: readonly Hop[];
}
