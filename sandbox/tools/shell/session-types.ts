import type { Input, Output } from '../../host/program.ts';

/** What a shell's script reads and writes, and where its commands are told. */
export interface SessionStreams {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** A command that ran, after the shell took the line apart. */
export interface RanCommand {
  readonly time: number;
  readonly argv: readonly string[];
  readonly exitCode: number;
}

export interface SessionOptions {
  /** As the shell calls itself in messages. */
  readonly name: string;
  /** `$0` and `$1` … */
  readonly scriptName?: string;
  readonly parameters?: readonly string[];
  readonly aliases?: { readonly [name: string]: string };
  readonly interactive?: boolean;
  /** What `$$` is: that of the shell whose part this is. */
  readonly shellPid?: number;
  /** Shell options that are on from the start. */
  readonly switches?: readonly string[];
  /** Declarations of lists, as `declare -p` prints them. */
  readonly lists?: string;
  /** `$?` at the start. */
  readonly status?: number;
  onCommand?(command: RanCommand): void;
}
