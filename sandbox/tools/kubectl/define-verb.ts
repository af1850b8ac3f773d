import type { FlagDefinition } from './flags.ts';
import type { Invocation } from './invocation.ts';

/** What the words after the verb name. It drives completion and the meaning of a command. */
export type ArgumentsKind =
  /** `TYPE NAME…`, `TYPE/NAME…`, `TYPE1,TYPE2`. */
  | 'resources'
  /** One Pod, or `TYPE/NAME` of something that has Pods. */
  | 'pod'
  | 'nodes'
  | 'contexts'
  /** A name that the command gives to something new. */
  | 'newName'
  | 'type'
  | 'files'
  | 'none';

export interface Example {
  readonly comment: string;
  readonly command: string;
}

/** A command of kubectl. Its one description drives parsing, `--help`, completion and the meaning of a command line. */
export interface Verb {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** After `kubectl`, e.g. `get TYPE [NAME] [flags]`. */
  readonly usage: string;
  /** One line. */
  readonly summary: string;
  readonly description?: string;
  readonly flags?: readonly FlagDefinition[];
  readonly arguments: ArgumentsKind;
  /** The resource that a verb with `newName` or `nodes` speaks of, e.g. `deployments.apps`. */
  readonly resource?: string;
  readonly examples?: readonly Example[];
  readonly subcommands?: readonly Verb[];
  /** Where the help of a bare group goes. */
  readonly groupHelpTo?: 'stdout' | 'stderr';
  /** Exit code of a bare group; 1 when absent. */
  readonly groupHelpCode?: number;
  /** How many times the real command asks a server that does not answer for its groups; 5 when absent. Each leaves a line of log. */
  readonly attempts?: number;
  /** Whether the real command reads objects into types of its own, and so refuses kinds that it was not built with. */
  readonly typed?: boolean;
  /** Absent for a group that does nothing of its own. Throws CommandError, ErrorList or StatusError. */
  run?(invocation: Invocation): Promise<void>;
}

/** Defines a command of kubectl; see `verbs/get.ts` for a full one. */
export function defineVerb(verb: Verb): Verb {
  return verb;
}
