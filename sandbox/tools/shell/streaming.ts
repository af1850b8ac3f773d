import { createPipe } from '../../host/streams.ts';
import type { ExecResult, ResolvedCommandContext } from './just-bash.ts';
import { exportedOf, note, result, streamsOf } from './running.ts';
import type { ShellSession } from './session.ts';
import { literalText, type Pipeline, type Word } from './syntax.ts';

/** Stands between the commands of a pipeline among the words of `__kt_pipe`. */
export const NEXT_STAGE = '\u0001|';

/** Options with which a tool still treats every line for itself. */
const lineTools: { readonly [name: string]: RegExp } = {
  cat: /^-u$/,
  grep: /^(-[ivEFwxoeh]+|--color(=\w+)?|--line-buffered)$/,
  egrep: /^(-[ivwxoeh]+|--line-buffered)$/,
  fgrep: /^(-[ivwxoeh]+|--line-buffered)$/,
  cut: /^-[dfcbs]/,
  tr: /^-[dcC]+$/,
  sed: /^(-[urEn]+|--unbuffered)$/,
  head: /^(-\d+|-n|-n\d+|--lines=\d+)$/,
  awk: /^-F/,
};

/** Scripts of sed and awk that remember nothing from one line to the next. */
const lineScripts: { readonly [name: string]: RegExp } = {
  sed: /^(s([^\w\s\\])(?:(?!\2).)*\2(?:(?!\2).)*\2[gIip\d]*|\/[^/]+\/[pd])$/,
  awk: /^(?!.*\b(BEGIN|END|NR|FNR|getline)\b)(?!.*[^=!<>~]=[^=~])(?!.*(\+\+|--|next))[^{}]*(\{[^{}]*\})?$/,
};

/** Whether a pipeline may hand on lines as they come: one program, then tools that look at each line by itself. */
export function isStreamable({ commands, pipeStderr, timed }: Pipeline, isProgram: (name: string) => boolean): boolean {
  if (timed === true || pipeStderr?.some(Boolean) === true) return false;
  return commands.every((command, index) => {
    if (command.type !== 'SimpleCommand' || command.redirections.length > 0 || command.assignments.length > 0) return false;
    const name = literalText(command.name);
    if (name === undefined) return false;
    return index === 0 ? isProgram(name) : isLineTool(name, command.args);
  });
}

function isLineTool(name: string, args: readonly Word[]): boolean {
  const options = Object.hasOwn(lineTools, name) ? lineTools[name] : undefined;
  if (options === undefined) return false;
  const texts = args.map((arg) => textOf(arg));
  if (texts.some((text) => text?.startsWith('-') === true && text !== '-' && !options.test(text))) return false;
  const operands = texts.filter((text) => text === undefined || !text.startsWith('-'));
  const script = lineScripts[name];
  if (script !== undefined) return operands.length === 1 && operands[0] !== undefined && script.test(operands[0]);
  if (name === 'cat') return operands.length === 0;
  if (name === 'head') return operands.every((text) => text !== undefined && /^\d+$/.test(text)) && operands.length <= 1;
  return name === 'tr' || operands.length <= (name === 'cut' ? 2 : 1) || texts.includes('-e');
}

/** A word that says what it says, quoted or not. */
function textOf(word: Word): string | undefined {
  const plain = literalText(word);
  if (plain !== undefined) return plain;
  const texts = word.parts.map((part) => {
    if (part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'Escaped') return part.value;
    return part.type === 'DoubleQuoted' && part.parts.every(({ type }) => type === 'Literal')
      ? part.parts.map((inner) => ('value' in inner ? String(inner.value) : '')).join('')
      : undefined;
  });
  return texts.some((text) => text === undefined) ? undefined : texts.join('');
}

interface Stage {
  readonly argv: readonly string[];
  exitCode: number | undefined;
  /** Lines that `head` still lets through. */
  left: number;
}

/** Runs `program | tool | tool`: what the program writes goes through the tools line by line, while it runs. */
export async function runPipe(
  session: ShellSession,
  words: readonly string[],
  context: ResolvedCommandContext,
): Promise<ExecResult> {
  const [first = [], ...others] = stagesIn(words);
  const alias = context.env.get(`BASH_ALIAS_${first[0] ?? ''}`);
  const argv = alias === undefined ? first : [...alias.trim().split(/\s+/), ...first.slice(1)];
  const stages = others.map((stage): Stage => ({ argv: stage, exitCode: undefined, left: linesOfHead(stage) }));
  const { stdin, stdout, stderr, collected } = streamsOf(session, context);
  const pipe = createPipe(session.process.clock);
  const child = session.process.start(argv, {
    env: exportedOf(context),
    cwd: context.cwd,
    stdin,
    stdout: pipe.output,
    stderr,
  });
  child.onExit(() => pipe.close());
  session.foreground.add(child);
  const hand = async (text: string): Promise<void> => {
    let lines = text;
    for (const stage of stages) lines = await throughStage(session, stage, lines, context);
    stdout.write(lines);
    // Nobody reads on: the program hears of it when it writes again.
    if (stages.some(({ left }) => left <= 0)) child.kill('SIGPIPE');
  };
  let unfinished = '';
  try {
    for (;;) {
      const piece = await session.guard(() => pipe.input.read());
      if (piece === undefined) break;
      const end = (unfinished + piece).lastIndexOf('\n') + 1;
      const lines = (unfinished + piece).slice(0, end);
      unfinished = (unfinished + piece).slice(end);
      if (lines !== '') await hand(lines);
    }
    await hand(unfinished);
  } finally {
    session.foreground.delete(child);
  }
  const exitCode = await session.guard(() => session.process.wait(child));
  note(session, argv, exitCode);
  for (const stage of stages) note(session, stage.argv, stage.exitCode ?? 0);
  if (exitCode === 130) session.abandonLine();
  const codes = [exitCode, ...stages.map((stage) => stage.exitCode ?? 0)];
  const failed = context.env.get('SHELLOPTS')?.includes('pipefail') === true ? codes.findLast((code) => code !== 0) : undefined;
  return result(exitCode === 130 ? 130 : (failed ?? codes.at(-1) ?? 0), collected.stdout, collected.stderr);
}

function stagesIn(words: readonly string[]): readonly (readonly string[])[] {
  const stages: string[][] = [[]];
  for (const word of words) {
    if (word === NEXT_STAGE) stages.push([]);
    else stages.at(-1)?.push(word);
  }
  return stages;
}

function linesOfHead(argv: readonly string[]): number {
  if (argv[0] !== 'head') return Infinity;
  const number = /(\d+)$/.exec(argv.slice(1).join(' '))?.[1];
  return number === undefined ? 10 : Number(number);
}

async function throughStage(
  session: ShellSession,
  stage: Stage,
  text: string,
  { exec, cwd }: ResolvedCommandContext,
): Promise<string> {
  const [name = '', ...args] = stage.argv;
  if (name === 'head') {
    const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    const taken = lines.slice(0, Math.max(0, stage.left));
    stage.left -= lines.length;
    stage.exitCode = 0;
    return taken.join('');
  }
  // Without a line there is still to be said whether anything was found.
  if ((text === '' && stage.exitCode !== undefined) || exec === undefined) return '';
  // The tool is told of once, at the end.
  const { recording } = session;
  session.recording = false;
  const outcome = await session
    .asCommand(() => exec(name, { cwd, stdin: text, args }))
    .finally(() => (session.recording = recording));
  if (outcome.stderr !== '') session.streams.stderr.write(outcome.stderr);
  // grep has found something when it did so once.
  stage.exitCode = Math.min(stage.exitCode ?? outcome.exitCode, outcome.exitCode);
  return outcome.stdout;
}
