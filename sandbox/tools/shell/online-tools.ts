import type { ExecResult, ResolvedCommandContext } from './just-bash.ts';
import { result, streamsOf } from './running.ts';
import type { ShellSession } from './session.ts';

/** How a tool hands on what it reads before it has read everything. */
interface Online {
  /** Whether each line is treated by itself; otherwise what came out for the lines so far is the beginning of what will come out. */
  readonly alone: boolean;
  /** Whether it has read enough. */
  enough(read: string, outcome: ExecResult): boolean;
}

/** More than this is not gone through again for every new line. */
const MOST_KEPT = 256 * 1024;

const never = (): boolean => false;
const alone: Online = { alone: true, enough: never };
const growing: Online = { alone: false, enough: never };

const linesIn = (text: string): number => text.split('\n').length - 1;

/** The value of an option such as `-n 3`, `-n3`, `-3` or `--lines=3`. */
function numberOf(args: readonly string[], letter: string, long: string): number | undefined {
  const [, text] = new RegExp(`(?:^| )(?:-${letter} ?|--${long}[= ])(\\d+)(?: |$)`).exec(args.join(' ')) ?? [];
  return text === undefined ? undefined : Number(text);
}

function head(args: readonly string[]): Online | undefined {
  if (args.some((arg) => /^-[nc]?-|^--(lines|bytes)=-/.test(arg))) return undefined;
  const bytes = numberOf(args, 'c', 'bytes');
  const lines = numberOf(args, 'n', 'lines') ?? Number(/^-(\d+)$/.exec(args[0] ?? '')?.[1] ?? 10);
  return { alone: false, enough: (read) => (bytes === undefined ? linesIn(read) >= lines : read.length >= bytes) };
}

function grep(args: readonly string[]): Online | undefined {
  const letters = args.flatMap((arg) => (/^-[A-Za-z]/.test(arg) ? arg.slice(1).split('') : [])).join('');
  if (/[cLABC]/.test(letters) || args.some((arg) => /^--(count|after|before|context|files-without)/.test(arg))) return undefined;
  const most = numberOf(args, '[a-zA-Z]*m', 'max-count');
  const first = /[ql]/.test(letters) || args.includes('--quiet');
  if (most === undefined && !first) return /n/.test(letters) || args.includes('--line-number') ? growing : alone;
  return {
    alone: false,
    enough: (_, { stdout, exitCode }) => (first ? exitCode === 0 : linesIn(stdout) >= (most ?? Infinity)),
  };
}

const SED_COMMAND =
  /^\s*(\d+(,\d+)?|\/(?:\\.|[^/])+\/)?\s*!?\s*(\{?\s*[pdq]\s*\}?|s(.)(?:\\.|(?!\4).)*\4(?:\\.|(?!\4).)*\4[gIip\d]*|y\/[^/]*\/[^/]*\/)\s*$/;

/** Only of commands that look at one line after another; `$`, the last line, is known at the end. */
function sed(args: readonly string[]): Online | undefined {
  if (args.some((arg) => /^-[^-]*[ifsz]|^--(in-place|file|separate|null)/.test(arg))) return undefined;
  const scripts = args.filter((arg, index) =>
    arg.startsWith('-') ? false : args.some((one) => one === '-e') ? args[index - 1] === '-e' : true,
  );
  if (scripts.length === 0 || !scripts.every((script) => script.split(';').every((part) => SED_COMMAND.test(part))))
    return undefined;
  const last = /^(\d+)\s*\{?\s*q/.exec(
    scripts
      .join(';')
      .split(';')
      .find((part) => /^\s*\d+\s*\{?\s*q/.test(part))
      ?.trim() ?? '',
  )?.[1];
  return { alone: false, enough: (read) => last !== undefined && linesIn(read) >= Number(last) };
}

const awk = (args: readonly string[]): Online | undefined =>
  args.some((arg) => /\bEND\b|\bgetline\b|\bsystem\s*\(|\brand\s*\(/.test(arg) || arg === '-f') ? undefined : growing;

const forEachLine = (args: readonly string[]): Online | undefined =>
  args.some((arg, index) => /^-[IL]|^-n ?1$/.test(arg) || (arg === '-n' && args[index + 1] === '1')) ? alone : undefined;

const tools: { readonly [name: string]: (args: readonly string[]) => Online | undefined } = {
  cat: (args) => (args.some((arg) => /^-[^-]*[nbs]|^--(number|squeeze)/.test(arg)) ? growing : alone),
  tr: () => alone,
  cut: () => alone,
  rev: () => alone,
  expand: () => alone,
  unexpand: () => alone,
  fold: () => alone,
  nl: () => growing,
  uniq: (args) => (args.some((arg) => /^-[^-]*[cdu]|^--/.test(arg)) ? undefined : growing),
  tee: (args) => (args.some((arg) => /^-[^-]*a|^--append/.test(arg)) ? alone : growing),
  head,
  grep,
  egrep: grep,
  fgrep: grep,
  sed,
  awk,
  xargs: forEachLine,
};

/** Runs a tool that reads what comes from elsewhere: one that can hands on lines as they come, any other waits for the end. */
export async function runOnInput(
  session: ShellSession,
  name: string,
  args: readonly string[],
  context: ResolvedCommandContext,
): Promise<ExecResult> {
  const { exec, cwd } = context;
  if (exec === undefined) return result(126, '', `bash: ${name}: cannot execute\n`);
  // The tool is told of once, at the end; what xargs runs is told of each time.
  const run = async (stdin: string): Promise<ExecResult> => {
    const { recording } = session;
    session.recording &&= name === 'xargs';
    return session.asCommand(() => exec(name, { cwd, stdin, args: [...args] })).finally(() => (session.recording = recording));
  };
  const { stdin } = session.streams;
  const online = Object.hasOwn(tools, name) ? tools[name]?.(args) : undefined;
  if (online === undefined) return run(await session.guard(() => stdin.readAll()));
  const { stdout, stderr, collected } = streamsOf(session, context);
  /** What the tool has gone through, and what of its output was handed on. */
  let read = '';
  let given = '';
  let rest = '';
  let exitCode: number | undefined;
  const through = async (text: string): Promise<boolean> => {
    read = online.alone ? text : read + text;
    const outcome = await run(read);
    stdout.write(online.alone ? outcome.stdout : outcome.stdout.slice(given.length));
    stderr.write(outcome.stderr);
    given = outcome.stdout;
    exitCode = online.alone ? Math.min(exitCode ?? outcome.exitCode, outcome.exitCode) : outcome.exitCode;
    return online.enough(read, outcome);
  };
  for (;;) {
    const piece = await session.guard(() => stdin.read());
    rest += piece ?? '';
    const whole = piece === undefined ? rest.length : rest.lastIndexOf('\n') + 1;
    const lines = rest.slice(0, whole);
    const later = !online.alone && read.length > MOST_KEPT && piece !== undefined;
    if (!later) rest = rest.slice(whole);
    // Without a line there is still to be said whether anything was found.
    const looks = lines === '' ? piece === undefined && exitCode === undefined : !later;
    if ((looks && (await through(lines))) || piece === undefined) break;
  }
  return result(exitCode ?? 0, collected.stdout, collected.stderr);
}
