import type { ExecResult, ResolvedCommandContext } from './just-bash.ts';
import { runOnInput } from './online-tools.ts';
import { result } from './running.ts';
import type { ShellSession } from './session.ts';
import { IN, PIPED_STDIN } from './streams-in-scripts.ts';

/** How many operands a tool may have and still read its standard input. */
const operandsOfReaders: { readonly [name: string]: number } = {
  ...Object.fromEntries(
    'cat head tail wc sort uniq cut nl rev tac fold od column paste strings base64 md5sum sha1sum sha256sum expand unexpand'
      .split(' ')
      .map((name) => [name, 0]),
  ),
  ...Object.fromEntries('grep egrep fgrep sed awk jq'.split(' ').map((name) => [name, 1])),
  ...Object.fromEntries('tr tee xargs'.split(' ').map((name) => [name, Infinity])),
};

/** Short options of a tool whose value may be a word of its own. */
const optionsWithValue: { readonly [name: string]: string } = {
  head: 'nc',
  tail: 'nc',
  sort: 'ktoST',
  uniq: 'fsw',
  cut: 'dfcb',
  nl: 'wsbvi',
  fold: 'w',
  od: 'NjAtw',
  column: 's',
  paste: 'd',
  strings: 'n',
  base64: 'w',
  expand: 't',
  unexpand: 't',
  grep: 'efmABC',
  egrep: 'efmABC',
  fgrep: 'efmABC',
  sed: 'efl',
  awk: 'Fvf',
  jq: 'f',
};

/** Options that give the pattern or script, which is no operand then. */
const givesScript: { readonly [name: string]: RegExp } = {
  grep: /^-[ef]|^--(regexp|file)/,
  egrep: /^-[ef]|^--(regexp|file)/,
  fgrep: /^-[ef]|^--(regexp|file)/,
  sed: /^-[ef]|^--(expression|file)/,
  awk: /^-f|^--file/,
  jq: /^-f|^--from-file/,
};

function readsInput(name: string, args: readonly string[]): boolean {
  const allowed = operandsOfReaders[name];
  if (allowed === undefined || args.includes('--help')) return false;
  // A program that is all BEGIN ends before it reads.
  if (name === 'awk' && args.some((arg) => /^\s*BEGIN\s*\{[^}]*\}\s*$/.test(arg))) return false;
  const valued = optionsWithValue[name] ?? '';
  const isValue = (before: string | undefined): boolean =>
    before !== undefined && /^-[A-Za-z]$/.test(before) && valued.includes(before.charAt(1));
  const operands = args.filter((arg, index) => (!arg.startsWith('-') || arg === '-') && !isValue(args[index - 1]));
  const scriptElsewhere = givesScript[name];
  const most = scriptElsewhere !== undefined && args.some((arg) => scriptElsewhere.test(arg)) ? 0 : allowed;
  return operands.length <= most || operands.includes('-');
}

/** Runs a tool of just-bash; one that would read what is typed, or what the shell was given, gets it. */
export async function runTool(
  session: ShellSession,
  name: string,
  args: readonly string[],
  context: ResolvedCommandContext,
): Promise<ExecResult> {
  const { exec, origCommand } = context;
  const words = name === 'xargs' ? apart(args) : args;
  if (context.env.get(IN) !== PIPED_STDIN && exec !== undefined && readsInput(name, words)) {
    return runOnInput(session, name, words, context);
  }
  if (origCommand === undefined) return result(127, '', `bash: ${name}: command not found\n`);
  const outcome = await session.asCommand(() => origCommand([...words]));
  return name === 'ls' ? { ...outcome, stdout: withOwner(session, outcome.stdout) } : outcome;
}

/** `-n1` as `-n 1`, as the library wants the options of xargs. */
function apart(args: readonly string[]): readonly string[] {
  const command = args.findIndex((arg, index) => !arg.startsWith('-') && !/^-[nIPLs]$/.test(args[index - 1] ?? ''));
  const end = command < 0 ? args.length : command;
  return [
    ...args.slice(0, end).flatMap((arg) => (/^-[nIPLs]./.test(arg) ? [arg.slice(0, 2), arg.slice(2)] : [arg])),
    ...args.slice(end),
  ];
}

/** In long lists just-bash has the same owner for every file. */
function withOwner(session: ShellSession, list: string): string {
  const { name } = session.process.user;
  return list.replace(/^([-dl][-rwxsStT]{9} +\d+) user user/gm, `$1 ${name} ${name}`);
}
