import { builtinCommands } from './builtins.ts';
import { formatDate } from './date.ts';
import type { Command, JustBash } from './just-bash.ts';
import { note, result, runProgram } from './running.ts';
import { runTool } from './run-tool.ts';
import { isTextProgram, textToolNames } from './text-tools.ts';
import type { ShellSession } from './session.ts';

/** All commands of a shell: the programs of its machine, those of just-bash, and what the shell itself brings along. */
export function createCommands(session: ShellSession, { getCommandNames }: JustBash): Command[] {
  const commands = new Map<string, Command>();
  const { programs } = session.process;
  // Most of the others belong to no machine, or would need the world outside.
  for (const name of getCommandNames())
    commands.set(name, isToolOfShell(name) ? textTool(session, name) : missing(session, name));
  for (const name of programs.names) if (!isTextProgram(programs.find(name))) commands.set(name, programCommand(session, name));
  for (const command of builtinCommands(session)) commands.set(command.name, command);
  if (programs.find('date') === undefined) commands.set('date', dateCommand(session));
  return [...commands.values()];
}

const shellOnly: ReadonlySet<string> = new Set(['alias', 'unalias']);

function isToolOfShell(name: string): boolean {
  return textToolNames.includes(name) || shellOnly.has(name);
}

function textTool(session: ShellSession, name: string): Command {
  return {
    name,
    async execute(args, context) {
      const outcome = await runTool(session, name, args, context);
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
