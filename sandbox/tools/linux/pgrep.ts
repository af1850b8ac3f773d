import { defineProgram, type ProcessContext, type ProcessEntry, type Program, type Signal } from '../../host/program.ts';
import { RE2JS, RE2JSException } from 're2js';
import { parseSignal } from '../../host/signals.ts';
import { readOptions, type Arguments } from './arguments.ts';
import { commandName } from './ps-columns.ts';

const grammar = {
  flags: ['a', 'f', 'x', 'l', 'n', 'o', 'c', 'v', 'i', 'e'],
  values: ['u', 'P', 'signal'],
  names: {
    full: 'f',
    exact: 'x',
    'list-name': 'l',
    'list-full': 'a',
    newest: 'n',
    oldest: 'o',
    count: 'c',
    inverse: 'v',
    'ignore-case': 'i',
    euid: 'u',
    parent: 'P',
    echo: 'e',
    s: 'signal',
  },
};

/** The pattern, which any text can be: it is matched by an engine that cannot be made to search for ever. */
function expressionOf(pattern: string, options: Arguments): RE2JS | undefined {
  try {
    return RE2JS.compile(options.has('x') ? `^(?:${pattern})$` : pattern, options.has('i') ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}

function found(process: ProcessContext, expression: RE2JS, options: Arguments): readonly ProcessEntry[] {
  const users = options.all('u').flatMap((text) => text.split(','));
  const parents = options
    .all('P')
    .flatMap((text) => text.split(','))
    .map(Number);
  const chosen = process.processes().filter((entry) => {
    const text = options.has('f') ? entry.argv.join(' ') : commandName(entry);
    const matches = expression.test(text);
    const { user } = entry;
    return (
      entry.pid !== process.pid &&
      matches !== options.has('v') &&
      (users.length === 0 || users.includes(user.name) || users.includes(String(user.uid))) &&
      (parents.length === 0 || parents.includes(entry.ppid))
    );
  });
  const byStart = chosen.toSorted((one, other) => one.started - other.started || one.pid - other.pid);
  if (options.has('n')) return byStart.slice(-1);
  return options.has('o') ? byStart.slice(0, 1) : chosen;
}

/** `-9`, `-KILL`, `-SIGTERM` in front are a signal. */
function split(args: readonly string[]): { readonly signal: string | undefined; readonly rest: readonly string[] } {
  const index = args.findIndex((arg) => /^-(\d+|(SIG)?[A-Z]{3,}\d?)$/.test(arg));
  if (index < 0) return { signal: undefined, rest: args };
  return { signal: args[index]?.slice(1), rest: args.toSpliced(index, 1) };
}

function matcher(
  name: string,
  summary: string,
  act: (process: ProcessContext, entry: ProcessEntry, options: Arguments, signal: Signal | undefined) => boolean,
  usual: Partial<{ readonly exact: boolean }> = {},
): Program {
  return defineProgram({
    name,
    summary,
    async run(process) {
      const { signal, rest } = split(process.args);
      const options = readOptions({ args: usual.exact ? ['-x', ...rest] : rest, stderr: process.stderr }, name, grammar);
      if (options === undefined) return 2;
      const [pattern = ''] = options.operands;
      if (pattern === '' && options.all('u').length + options.all('P').length === 0) {
        process.stderr.write(`${name}: no matching criteria specified\nTry \`${name} --help' for more information.\n`);
        return 2;
      }
      const wanted = parseSignal(options.value('signal') ?? signal ?? 'TERM');
      if (wanted === undefined) {
        process.stderr.write(`${name}: Unknown signal "${options.value('signal') ?? signal ?? ''}".\n`);
        return 2;
      }
      const expression = expressionOf(pattern, options);
      if (expression === undefined) {
        process.stderr.write(`${name}: regex error: Invalid regular expression\n`);
        return 2;
      }
      const entries = found(process, expression, options);
      if (entries.length === 0 && usual.exact) process.stderr.write(`${pattern}: no process found\n`);
      if (options.has('c')) process.stdout.write(`${entries.length}\n`);
      const done = options.has('c') ? entries : entries.filter((entry) => act(process, entry, options, wanted));
      return done.length > 0 ? 0 : 1;
    },
  });
}

export const pgrep = matcher('pgrep', 'Look up processes by name', ({ stdout }, entry, options) => {
  const what = options.has('a') ? ` ${entry.argv.join(' ')}` : options.has('l') ? ` ${commandName(entry)}` : '';
  stdout.write(`${entry.pid}${what}\n`);
  return true;
});

/** Sends the signal; a process that does not obey is named. */
function send(name: string, process: ProcessContext, entry: ProcessEntry, signal: Signal | undefined): boolean {
  const { pid } = entry;
  const result = process.signal(pid, signal);
  const why = { missing: 'No such process', refused: 'Operation not permitted' };
  if (result === 'sent') return true;
  process.stderr.write(
    name === 'pkill' ? `pkill: killing pid ${pid} failed: ${why[result]}\n` : `${commandName(entry)}(${pid}): ${why[result]}\n`,
  );
  return false;
}

export const pkill = matcher('pkill', 'Send a signal to processes by name', (process, entry, options, signal) => {
  const sent = send('pkill', process, entry, signal);
  if (sent && options.has('e')) process.stdout.write(`${commandName(entry)} killed (pid ${entry.pid})\n`);
  return sent;
});

export const killall = matcher(
  'killall',
  'Send a signal to processes of exactly this name',
  (process, entry, _options, signal) => send('killall', process, entry, signal),
  { exact: true },
);
