import { createEmptyHeaderWriter, createHeaderReader } from './spdy-headers.ts';
import { MAX_UNREAD, type Transport } from './byte-stream.ts';

/** One of the streams that share a connection. */
export interface SpdyStream {
  readonly headers: ReadonlyMap<string, string>;
  /** Called for what the client sends; what came before is given at once. */
  onData(listener: (bytes: Buffer) => void): void;
  /** Called once when the client sends no more. */
  onEnd(listener: () => void): void;
  write(bytes: Uint8Array): void;
  /** Says that nothing more is sent. */
  end(): void;
}

export interface SpdySession {
  /** Bytes from the client. */
  receive(bytes: Buffer): void;
  /** Says goodbye and ends the transport, after what was written. */
  close(): void;
  /** The transport is gone. */
  closed(): void;
}

export interface SpdyHandlers {
  onStream(stream: SpdyStream): void;
  onClosed?(): void;
}

const frames = { synStream: 1, synReply: 2, reset: 3, ping: 6, goAway: 7 } as const;
const FIN = 1;
const MAX_FRAME = 1024 * 1024;
const MAX_STREAMS = 1_000;
const PIECE = 32 * 1024;
const CANCEL = 5;

/** The server's side of SPDY/3.1, as far as Kubernetes uses it: streams that the client opens, without flow control. Models github.com/moby/spdystream. */
export function createSpdySession(transport: Transport, { onStream, onClosed }: SpdyHandlers): SpdySession {
  const streams = new Map<number, OpenStream>();
  const headers = createHeaderReader();
  const emptyHeaders = createEmptyHeaderWriter();
  let unread: Buffer = Buffer.alloc(0);
  let work: Promise<void> = Promise.resolve();
  let over = false;

  const closed = (): void => {
    if (over) return;
    over = true;
    headers.close();
    for (const stream of streams.values()) stream.finish();
    onClosed?.();
  };
  const fail = (): void => {
    transport.end();
    closed();
  };
  const send = (frame: Buffer): void => {
    if (over) return;
    transport.send(frame);
    if (transport.waiting > MAX_UNREAD) fail();
  };

  const open = async (flags: number, body: Buffer): Promise<void> => {
    const id = body.readUInt32BE(0) & 0x7fffffff;
    const given = await headers.read(body.subarray(10));
    if (over) return;
    if (streams.size >= MAX_STREAMS || streams.has(id)) {
      send(control(frames.reset, numbers(id, CANCEL)));
      return;
    }
    const stream = new OpenStream(
      given,
      (bytes, last) => send(data(id, bytes, last)),
      () => streams.delete(id),
    );
    streams.set(id, stream);
    send(control(frames.synReply, Buffer.concat([numbers(id), emptyHeaders()])));
    if ((flags & FIN) !== 0) stream.finish();
    onStream(stream);
  };

  const handle = async (head: Buffer, body: Buffer): Promise<void> => {
    if (over) return;
    const flags = head.readUInt8(4);
    if ((head.readUInt8(0) & 0x80) === 0) {
      const stream = streams.get(head.readUInt32BE(0));
      if (body.length > 0) stream?.take(body);
      if ((flags & FIN) !== 0) stream?.finish();
      return;
    }
    const type = head.readUInt16BE(2);
    if (type === frames.synStream) await open(flags, body);
    else if (type === frames.ping) send(control(frames.ping, body.subarray(0, 4)));
    else if (type === frames.reset) streams.get(body.readUInt32BE(0))?.drop();
    else if (type === frames.goAway) fail();
  };

  return {
    receive(bytes) {
      unread = unread.length === 0 ? bytes : Buffer.concat([unread, bytes]);
      while (unread.length >= 8) {
        const length = unread.readUIntBE(5, 3);
        if (length > MAX_FRAME) {
          fail();
          return;
        }
        if (unread.length < 8 + length) return;
        const head = unread.subarray(0, 8);
        const body = unread.subarray(8, 8 + length);
        unread = unread.subarray(8 + length);
        work = work.then(() => handle(head, body)).catch(fail);
      }
    },
    close() {
      send(control(frames.goAway, numbers(0, 0)));
      fail();
    },
    closed,
  };
}

class OpenStream implements SpdyStream {
  private readonly early: Buffer[] = [];
  private listener: ((bytes: Buffer) => void) | undefined;
  private endListener: (() => void) | undefined;
  private clientDone = false;
  private serverDone = false;

  constructor(
    readonly headers: ReadonlyMap<string, string>,
    private readonly sendData: (bytes: Uint8Array, last: boolean) => void,
    private readonly forget: () => void,
  ) {}

  onData(listener: (bytes: Buffer) => void): void {
    this.listener = listener;
    for (const bytes of this.early.splice(0)) listener(bytes);
  }

  onEnd(listener: () => void): void {
    this.endListener = listener;
    if (this.clientDone) listener();
  }

  write(bytes: Uint8Array): void {
    if (this.serverDone) return;
    for (let at = 0; at < bytes.length; at += PIECE) this.sendData(bytes.subarray(at, at + PIECE), false);
  }

  end(): void {
    if (this.serverDone) return;
    this.serverDone = true;
    this.sendData(new Uint8Array(), true);
    if (this.clientDone) this.forget();
  }

  take(bytes: Buffer): void {
    if (this.clientDone) return;
    if (this.listener === undefined) this.early.push(bytes);
    else this.listener(bytes);
  }

  /** The client sends no more. */
  finish(): void {
    if (this.clientDone) return;
    this.clientDone = true;
    this.endListener?.();
    if (this.serverDone) this.forget();
  }

  /** The client wants to hear nothing of it any more. */
  drop(): void {
    this.serverDone = true;
    this.finish();
    this.forget();
  }
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeUInt32BE(value, 4 * index));
  return bytes;
}

function control(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(0x8003, 0);
  head.writeUInt16BE(type, 2);
  head.writeUIntBE(body.length, 5, 3);
  return Buffer.concat([head, body]);
}

function data(id: number, bytes: Uint8Array, last: boolean): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(id, 0);
  head.writeUInt8(last ? FIN : 0, 4);
  head.writeUIntBE(bytes.length, 5, 3);
  return Buffer.concat([head, bytes]);
}
