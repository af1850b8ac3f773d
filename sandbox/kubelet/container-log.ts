import type { Cancel, Clock } from '../core/clock.ts';

export type LogStream = 'stdout' | 'stderr';

export interface LogLine {
  /** Virtual milliseconds since the epoch at which the line was complete. */
  readonly time: number;
  readonly stream: LogStream;
  /** With its line feed, unless the container ended in the middle of it. */
  readonly text: string;
}

/** Characters that are kept of one container, as the kubelet's `containerLogMaxSize`; the oldest lines go first. */
const LARGEST_LOG = 10 * 1024 * 1024;

/** What one container wrote. Lines are read from here at any time, also after its end. */
export class ContainerLog {
  private kept: LogLine[] = [];
  /** Characters that are kept. */
  size = 0;
  private readonly unfinished = new Map<LogStream, string>();
  private readonly lineListeners = new Set<(line: LogLine) => void>();
  private readonly pieceListeners = new Set<(stream: LogStream, text: string) => void>();
  private readonly endListeners = new Set<() => void>();
  ended = false;

  constructor(private readonly clock: Clock) {}

  get lines(): readonly LogLine[] {
    return this.kept;
  }

  write(stream: LogStream, text: string): void {
    for (const listener of this.pieceListeners) listener(stream, text);
    const parts = ((this.unfinished.get(stream) ?? '') + text).split('\n');
    this.unfinished.set(stream, parts.pop() ?? '');
    for (const part of parts) this.add(stream, `${part}\n`);
  }

  /** Says that the container has ended. */
  end(): void {
    if (this.ended) return;
    for (const [stream, text] of this.unfinished) if (text !== '') this.add(stream, text);
    this.unfinished.clear();
    this.ended = true;
    for (const listener of this.endListeners) listener();
  }

  onLine(listener: (line: LogLine) => void): Cancel {
    this.lineListeners.add(listener);
    return () => this.lineListeners.delete(listener);
  }

  /** Called with what is written as it is written, in pieces of any size. */
  onPiece(listener: (stream: LogStream, text: string) => void): Cancel {
    this.pieceListeners.add(listener);
    return () => this.pieceListeners.delete(listener);
  }

  onEnd(listener: () => void): Cancel {
    this.endListeners.add(listener);
    return () => this.endListeners.delete(listener);
  }

  private add(stream: LogStream, text: string): void {
    const line = { time: this.clock.now(), stream, text };
    this.kept.push(line);
    this.size += text.length;
    if (this.size > LARGEST_LOG) this.rotate();
    for (const listener of this.lineListeners) listener(line);
  }

  private rotate(): void {
    let dropped = 0;
    while (this.size > LARGEST_LOG / 2) this.size -= this.kept[dropped++]?.text.length ?? this.size;
    this.kept = this.kept.slice(dropped);
  }
}
