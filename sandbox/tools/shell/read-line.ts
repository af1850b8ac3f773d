import type { Input } from '../../host/program.ts';
import type { ExecResult, ResolvedCommandContext } from './just-bash.ts';
import { result } from './running.ts';
import type { ShellSession } from './session.ts';
import { IN, PIPED_STDIN } from './streams-in-scripts.ts';
import {
  groupOf,
  literal,
  literalText,
  quoted,
  redirection,
  simpleCommand,
  statementOf,
  variable,
  type Command,
  type SimpleCommand,
  type Word,
} from './syntax.ts';

const LINE = '__kt_line';
const STATUS = '__kt_line_status';

/** Options of `read` that say how a line is got, with a value and without; the others say what becomes of it. */
const WITH_VALUE = 'dnNptui';

/**
 * `read` where a line comes from: of a text that was handed over the shell's own takes it; from the shell's standard input it is waited for
 * first, and then handed over.
 */
export function rewriteRead(own: (command: SimpleCommand) => Command, command: SimpleCommand): Command {
  const args = keptOptions(command.args);
  const handedOver: SimpleCommand = {
    ...command,
    args: [...args],
    redirections: [...command.redirections, redirection(0, '<<<', variable(LINE))],
  };
  return {
    type: 'If',
    clauses: [
      {
        condition: [statementOf(own({ ...simpleCommand('__kt_line', command.args), redirections: command.redirections }))],
        body: [
          statementOf(groupOf(statementOf(own(handedOver)), statementOf(own(simpleCommand('__kt_status', [variable(STATUS)]))))),
        ],
      },
    ],
    elseBody: [statementOf(own(command))],
    redirections: [],
  };
}

/** Without the options that were looked at when the line was read. */
function keptOptions(args: readonly Word[]): readonly Word[] {
  const kept: Word[] = [];
  let options = true;
  for (let index = 0; index < args.length; index++) {
    const word = args[index];
    if (word === undefined) break;
    const text = literalText(word);
    if (!options || text === undefined || !/^-[a-zA-Z]/.test(text)) {
      options = false;
      kept.push(word);
      continue;
    }
    const { letters, takesNext } = optionLetters(text);
    const rest = letters.filter((letter) => letter === 'r' || letter === 'a');
    if (rest.length > 0) kept.push(literal(`-${rest.join('')}`));
    // What was read may have line ends in it.
    if (letters.includes('d')) kept.push(literal('-d'), quoted(''));
    if (takesNext) index++;
  }
  return kept;
}

function optionLetters(text: string): {
  readonly letters: readonly string[];
  readonly value?: string;
  readonly takesNext: boolean;
} {
  const letters: string[] = [];
  for (let at = 1; at < text.length; at++) {
    const letter = text.charAt(at);
    letters.push(letter);
    if (!WITH_VALUE.includes(letter)) continue;
    return at + 1 < text.length ? { letters, value: text.slice(at + 1), takesNext: false } : { letters, takesNext: true };
  }
  return { letters, takesNext: false };
}

interface ReadOptions {
  readonly delimiter: string;
  readonly most: number;
  readonly exactly: boolean;
  readonly prompt: string;
  /** Milliseconds; undefined for as long as it takes. */
  readonly timeout: number | undefined;
}

function readOptions(args: readonly string[]): ReadOptions {
  const values = new Map<string, string>();
  for (let index = 0; index < args.length && /^-[a-zA-Z]/.test(args[index] ?? ''); index++) {
    const { letters, value, takesNext } = optionLetters(args[index] ?? '');
    for (const letter of letters) values.set(letter, '');
    if (value !== undefined) values.set(letters.at(-1) ?? '', value);
    if (takesNext) values.set(letters.at(-1) ?? '', args[++index] ?? '');
  }
  const count = values.get('N') ?? values.get('n');
  const seconds = values.get('t');
  return {
    delimiter: values.has('d') ? (values.get('d') ?? '').slice(0, 1) || '\0' : '\n',
    most: count === undefined ? Infinity : Number(count),
    exactly: values.has('N'),
    prompt: values.get('p') ?? '',
    timeout: seconds === undefined ? undefined : Number(seconds) * 1000,
  };
}

function putBack(stdin: Input, text: string): void {
  if (text !== '') stdin.unread?.(text);
}

/** Waits for the next piece of an input, at most until then. */
async function readUntil(
  session: ShellSession,
  stdin: Input,
  deadline: number | undefined,
): Promise<string | 'late' | undefined> {
  if (deadline === undefined) return session.guard(() => stdin.read());
  const { clock } = session.process;
  let late = false;
  const reading = clock.run(() => stdin.read());
  void reading.then(
    (piece) => late && piece !== undefined && stdin.unread?.(piece),
    () => undefined,
  );
  return session.guard(() =>
    clock.block<string | 'late' | undefined>((wake) => {
      void reading.then(wake, () => wake(undefined));
      return clock.after(Math.max(0, deadline - clock.now()), () => {
        late = true;
        wake('late');
      });
    }),
  );
}

/** An input that takes back what was read too much. */
export function rereadable(input: Input): Input {
  if (input.unread !== undefined) return input;
  const back: string[] = [];
  return {
    isTerminal: input.isTerminal,
    read: async () => back.shift() ?? input.read(),
    readAll: async () => back.splice(0).join('') + (await input.readAll()),
    unread: (text) => void back.unshift(text),
  };
}

/** Waits for a line on the shell's own standard input and keeps it in a variable; fails where `read` is to take its text itself. */
export async function readLine(
  session: ShellSession,
  args: readonly string[],
  context: ResolvedCommandContext,
): Promise<ExecResult> {
  if (context.env.get(IN) === PIPED_STDIN) return result(1);
  const { stdin, stderr } = session.streams;
  const { delimiter, most, exactly, prompt, timeout } = readOptions(args);
  if (prompt !== '' && stdin.isTerminal) stderr.write(prompt);
  const deadline = timeout === undefined ? undefined : session.process.clock.now() + timeout;
  let text = '';
  let status = 0;
  for (;;) {
    const at = exactly ? -1 : text.indexOf(delimiter);
    if (at >= 0 && at <= most) {
      putBack(stdin, text.slice(at + 1));
      text = text.slice(0, at);
      break;
    }
    if (text.length >= most) {
      putBack(stdin, text.slice(most));
      text = text.slice(0, most);
      break;
    }
    const piece = await readUntil(session, stdin, deadline);
    if (piece === 'late' || piece === undefined) {
      status = piece === undefined ? 1 : 142;
      break;
    }
    text += piece;
  }
  context.env.set(LINE, text);
  context.env.set(STATUS, String(status));
  return result(0);
}
