import { builtinCommands } from './builtins.ts';
import { formatDate } from './date.ts';
import type { Command, JustBash } from './just-bash.ts';
import { note, result, runProgram } from './running.ts';
import type { ShellSession } from './session.ts';

/** Commands of just-bash that belong to no machine, or that would need the world outside. */
const leftOut: ReadonlySet<string> = new Set(
  'python python3 js-exec sqlite3 html-to-markdown xan curl wget sh bash hostname whoami sleep timeout date time help history'.split(
    ' ',
  ),
);

/** All commands of a shell: the programs of its machine, those of just-bash, and what the shell itself brings along. */
export function createCommands(session: ShellSession, { getCommandNames }: JustBash): Command[] {
  const commands = new Map<string, Command>();
  for (const name of getCommandNames()) if (!leftOut.has(name)) commands.set(name, textTool(session, name));
  for (const name of leftOut) commands.set(name, missing(session, name));
  for (const name of session.process.programs.names) commands.set(name, programCommand(session, name));
  for (const command of builtinCommands(session)) commands.set(command.name, command);
  if (!session.process.programs.names.includes('date')) commands.set('date', dateCommand(session));
  if (!session.process.programs.names.includes('sleep')) commands.set('sleep', missing(session, 'sleep'));
  return [...commands.values()];
}

function textTool(session: ShellSession, name: string): Command {
  return {
    name,
    async execute(args, context) {
      const original = context.origCommand;
      if (original === undefined) return result(127, '', `bash: ${name}: command not found\n`);
      const outcome = await original(args);
      note(session, [name, ...args], outcome.exitCode);
      return outcome;
    },
  };
}

function missing(session: ShellSession, name: string): Command {
  return {
    name,
    async execute(args) {
      note(session, [name, ...args], 127);
      return result(127, '', `bash: ${name}: command not found\n`);
    },
  };
}

function programCommand(session: ShellSession, name: string): Command {
  return { name, execute: (args, context) => runProgram(session, [name, ...args], context) };
}

function dateCommand(session: ShellSession): Command {
  return {
    name: 'date',
    async execute(args) {
      const { text, error } = formatDate(args, session.process.clock.now());
      note(session, ['date', ...args], error === undefined ? 0 : 1);
      return error === undefined ? result(0, text) : result(1, '', error);
    },
  };
}
