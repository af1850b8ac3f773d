import type { OptionDefinition } from '../platform/arguments.ts';
import type { Console } from '../platform/console.ts';
import type { ProgressStore } from '../platform/progress-store.ts';
import type { CreateCluster } from '../course/session/lesson-run.ts';

export interface CommandOption extends OptionDefinition {
  readonly summary: string;
  /** What stands for the value in the usage: `FILE`. */
  readonly value?: string;
}

/** What a command gets to work with. */
export interface CommandContext {
  readonly console: Console;
  readonly options: { readonly [name: string]: string | boolean | undefined };
  readonly positionals: readonly string[];
  /** Opened when it is asked for. */
  progress(): Promise<ProgressStore>;
  /** Loaded when it is asked for. */
  cluster(): Promise<CreateCluster>;
  /** Where added packs are kept. */
  readonly packsFolder: string;
  readonly commands: readonly Command[];
}

/** Something that `kubetutor` does: one file in `commands/`. */
export interface Command {
  /** One or two words: `list`, `pack lint`. */
  readonly name: string;
  readonly summary: string;
  /** The positionals, as they stand in the usage. */
  readonly usage?: string;
  readonly most?: number;
  readonly least?: number;
  /** Whether all that follows its name goes to it as it stands, `--help` too: it reads its arguments itself. */
  readonly asTheyStand?: boolean;
  readonly options?: { readonly [name: string]: CommandOption };
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  /** Resolves with the exit code. May throw CommandError. */
  run(context: CommandContext): Promise<number>;
}

/** @example export const list = defineCommand({ name: 'list', summary: 'List the lessons', … }); */
export function defineCommand(command: Command): Command {
  return command;
}

/** Ends a command with a message for a person and this exit code. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
    this.name = 'CommandError';
  }
}

export const jsonOption: { readonly json: CommandOption } = { json: { type: 'boolean', summary: 'print JSON for programs' } };
export const packOption: { readonly pack: CommandOption } = {
  pack: {
    type: 'string',
    value: 'PATH|NAME',
    summary: 'this pack instead of the built-in one: a folder, or a package that was added',
  },
};
export const langOption: { readonly lang: CommandOption } = {
  lang: { type: 'string', value: 'LOCALE', summary: 'the language, e.g. zh-CN' },
};

export function printJson(console: Console, value: unknown): void {
  console.out(`${JSON.stringify(value, null, 2)}\n`);
}
