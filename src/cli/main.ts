import { nearest } from '../course/pack/problems.ts';
import type { CreateCluster } from '../course/session/lesson-run.ts';
import { readArguments, UsageError, type ParsedArguments } from '../platform/arguments.ts';
import type { Console } from '../platform/console.ts';
import { version } from '../platform/package-root.ts';
import { packsFolder } from '../platform/packs.ts';
import type { ProgressStore } from '../platform/progress-store.ts';
import { commands } from './commands/index.ts';
import { CommandError, type Command, type CommandContext } from './define-command.ts';
import { commandHelp, mainHelp } from './help-text.ts';
import { openCourse, openOptions } from './open-course.ts';
import { loadCreateCluster } from './sandbox.ts';

export interface MainOptions {
  readonly console: Console;
  /** For tests: instead of the config folder of the platform. */
  readonly configFolder?: string;
  /** For tests: instead of the real sandbox. */
  readonly createCluster?: CreateCluster;
}

/** Exit code for arguments that make no sense. */
const USAGE = 2;

/** Runs `kubetutor` with these arguments. Resolves with the exit code; whatever a person did wrong is told, never thrown. */
export async function main(args: readonly string[], options: MainOptions): Promise<number> {
  const { console } = options;
  try {
    return await dispatch(args, options);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`kubetutor: ${error.message}\nSee kubetutor --help.\n`);
      return USAGE;
    }
    if (error instanceof CommandError) {
      console.error(`${error.message}\n`);
      return error.exitCode;
    }
    throw error;
  }
}

async function dispatch(args: readonly string[], options: MainOptions): Promise<number> {
  const { console } = options;
  const found = findCommand(args);
  if (found !== undefined) {
    const { command, rest } = found;
    if (command.asTheyStand === true && !helpAsked(rest.slice(0, 1)))
      return command.run(contextFor(options, { options: {}, positionals: rest }));
    if (helpAsked(rest)) {
      console.out(commandHelp(command));
      return 0;
    }
    return command.run(contextFor(options, parse(command, rest)));
  }
  const group = commands.filter(({ name }) => args[0] !== undefined && name.startsWith(`${args[0]} `));
  if (group.length > 0) {
    if (!helpAsked(args) && args.length > 1)
      throw new UsageError(`there is no command \`${args.slice(0, 2).join(' ')}\`${suggested(args.slice(0, 2).join(' '))}`);
    console.out(mainHelp(group));
    return helpAsked(args) ? 0 : USAGE;
  }
  if (helpAsked(args)) {
    console.out(mainHelp(commands));
    return 0;
  }
  const parsed = readKnown(args, openOptions);
  if (parsed.options['version'] === true) {
    console.out(`${version()}\n`);
    return 0;
  }
  const [lesson, more] = parsed.positionals;
  if (lesson !== undefined && !lesson.includes('/'))
    throw new UsageError(`there is no command \`${lesson}\`${suggested(lesson)}`);
  if (more !== undefined) throw new UsageError(`expected one lesson, found ${parsed.positionals.join(' ')}`);
  const { configFolder, createCluster } = options;
  return openCourse(contextFor(options, parsed), { configFolder, createCluster });
}

/** The command whose name the arguments begin with, and the rest of them. */
function findCommand(args: readonly string[]): { readonly command: Command; readonly rest: readonly string[] } | undefined {
  for (const length of [2, 1]) {
    const name = args.slice(0, length).join(' ');
    const command = commands.find((one) => one.name === name);
    if (command !== undefined && name.split(' ').length === length) return { command, rest: args.slice(length) };
  }
  return undefined;
}

function helpAsked(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const before = end === -1 ? args : args.slice(0, end);
  return before.includes('--help') || before.includes('-h');
}

function parse(command: Command, rest: readonly string[]): ParsedArguments {
  const { name, options = {}, usage = '', least = 0, most = Infinity } = command;
  const parsed = readKnown(rest, options);
  const count = parsed.positionals.length;
  if (count < least || count > most) {
    throw new UsageError(
      `expected \`kubetutor ${[name, usage].join(' ').trim()}\`, found ${count === 0 ? 'nothing after it' : parsed.positionals.join(' ')}`,
    );
  }
  return parsed;
}

function readKnown(args: readonly string[], options: NonNullable<Command['options']>): ParsedArguments {
  try {
    return readArguments(args, options);
  } catch (error) {
    if (!(error instanceof UsageError) || error.option === undefined) throw error;
    const near = nearest(error.option, Object.keys(options));
    throw near === undefined ? error : new UsageError(`${error.message}; did you mean --${near}?`);
  }
}

function suggested(word: string): string {
  const near = nearest(
    word,
    commands.map(({ name }) => name),
  );
  return near === undefined ? '' : `; did you mean \`${near}\`?`;
}

function contextFor({ console, configFolder, createCluster }: MainOptions, parsed: ParsedArguments): CommandContext {
  let store: Promise<ProgressStore> | undefined;
  const folder = configFolder ?? console.environment['KUBETUTOR_HOME'];
  return {
    console,
    ...parsed,
    commands,
    packsFolder: packsFolder(folder),
    progress: () =>
      (store ??= import('../platform/progress-store.ts').then(({ openProgressStore }) => openProgressStore(folder))),
    cluster: async () => createCluster ?? loadCreateCluster(),
  };
}
