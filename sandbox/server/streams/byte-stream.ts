/** What both kinds of transport (a socket after an upgrade, messages of a WebSocket) can do. */
export interface Transport {
  send(bytes: Uint8Array): void;
  /** Ends it in good order. */
  end(): void;
  /** Bytes that wait for a slow reader. */
  readonly waiting: number;
}

/** Bytes that may wait for a slow reader before the connection is given up. */
export const MAX_UNREAD = 16 * 1024 * 1024;
