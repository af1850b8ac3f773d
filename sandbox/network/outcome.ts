import type { Certificate } from '../core/certificates.ts';
import type { ConnectionFailure, Hop, HttpResponse, Listener } from '../core/traffic.ts';
import type { Trace } from './trace.ts';

/** An open connection. */
export class Connection {
  readonly ok = true;

  constructor(
    readonly listener: Listener,
    readonly address: string,
    readonly port: number,
    /** As the receiver sees the sender. */
    readonly from: string,
    readonly trace: Trace,
    /** Name of whoever answers. */
    readonly who: () => string,
    readonly close: () => void,
  ) {}
}

/** An answer, and who gave it. */
export class Answer {
  readonly ok = true;
  readonly #trace: Trace;

  constructor(
    readonly response: HttpResponse,
    readonly address: string,
    readonly port: number,
    trace: Trace,
    readonly who: () => string,
    readonly certificates: readonly Certificate[] | undefined,
  ) {
    this.#trace = trace;
  }

  get hops(): readonly Hop[] {
    return this.#trace.hops;
  }
}

/** Why there is none, and who refused it, where the way led to somebody. */
export class Failure {
  readonly ok = false;
  readonly #trace: Trace;

  constructor(
    readonly failure: ConnectionFailure,
    readonly address: string | undefined,
    readonly port: number,
    readonly milliseconds: number,
    trace: Trace,
    readonly who?: () => string,
    /** For `tls`: why the handshake failed, in OpenSSL's words. */
    readonly detail?: string,
    readonly certificates?: readonly Certificate[],
  ) {
    this.#trace = trace;
  }

  get hops(): readonly Hop[] {
    return this.#trace.hops;
  }
}

/** What came of a request. */
export type Exchanged = Answer | Failure;
