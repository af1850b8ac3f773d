import type { Cancel } from './clock.ts';
import type { DeviceTable } from './network-devices.ts';

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
  /** What /etc/resolv.conf says. */
  readonly resolver: { readonly nameservers: readonly string[]; readonly search: readonly string[]; readonly ndots: number };
}

/** A step that a request took, for the trace on the screen and for checks. */
export interface Hop {
  /** Who acted, e.g. `CoreDNS`, `kube-proxy on node-1`, `pod default/web-1`. */
  readonly at: string;
  readonly what: string;
}

/** How a connection failed, as the sender's operating system would say it. */
export type ConnectionFailure = 'no such host' | 'connection refused' | 'timed out' | 'no route to host' | 'connection reset';

export type RequestOutcome =
  | {
      readonly ok: true;
      readonly response: HttpResponse;
      readonly address: string;
      readonly port: number;
      readonly hops: readonly Hop[];
    }
  | {
      readonly ok: false;
      readonly failure: ConnectionFailure;
      readonly address?: string;
      readonly port: number;
      readonly milliseconds: number;
      readonly hops: readonly Hop[];
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
}

/** The network as a process sees it. Both calls take virtual time and so belong inside an activity of the clock. */
export interface Network {
  /** Addresses of a name as this network namespace resolves it, empty when there are none. */
  resolve(from: NetworkNamespace, name: string): Promise<readonly string[]>;
  request(from: NetworkNamespace, request: OutgoingRequest): Promise<RequestOutcome>;
  /** Opens a TCP connection and closes it again: what a tcpSocket probe or `nc -z` does. */
  connect(from: NetworkNamespace, host: string, port: number, timeout?: number): Promise<RequestOutcome | { readonly ok: true }>;
}
