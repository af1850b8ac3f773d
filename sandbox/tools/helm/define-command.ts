import type { FlagDefinition } from '../kubectl/flags.ts';
import type { HelmRun } from './helm-run.ts';

/** How many words a command takes, as helm checks them. */
export type ArgumentCount =
  { readonly exactly: number } | { readonly atLeast: number } | { readonly atMost: number } | { readonly any: true };

/** A command of helm. Its one description drives parsing, `--help` and the messages about its use. */
export interface HelmCommand {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Words for which this command is proposed although they look different. */
  readonly suggestFor?: readonly string[];
  /** After the path of the command, e.g. `install [NAME] [CHART]`. */
  readonly usage: string;
  /** One line. */
  readonly summary: string;
  readonly description?: string;
  readonly flags?: readonly FlagDefinition[];
  readonly arguments: ArgumentCount;
  readonly subcommands?: readonly HelmCommand[];
  /** Absent for a group that does nothing of its own. Throws HelmError, ChartError or StatusError. */
  run?(run: HelmRun): Promise<void>;
}

/** Defines a command of helm; see `commands/list.ts` for a full one. */
export function defineHelmCommand(command: HelmCommand): HelmCommand {
  return command;
}
