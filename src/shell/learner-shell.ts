import { defineProgram, type Cluster, type Program, type Shell } from '../../sandbox/index.ts';
import { explain } from './why/explain.ts';

/** How much of what was printed is looked at, from its end. */
const REMEMBERED = 64 * 1024;
const WIDTH = 76;

/** The learner's shell on the workstation, with `why`: it explains the last error that the shell printed. */
export async function learnerShell(cluster: Pick<Cluster, 'shell'>): Promise<Shell> {
  let before = '';
  let now = '';
  const shell = await cluster.shell({ programs: [whyProgram(() => (now.trim() === '' ? before : now))] });
  return {
    get cwd() {
      return shell.cwd;
    },
    get prompt() {
      return shell.prompt;
    },
    run(input, options) {
      if (now.trim() !== '') before = now;
      now = '';
      const isWhy = input.trim() === 'why';
      const listening = Object.create(options, {
        onOutput: {
          value: (output: Parameters<typeof options.onOutput>[0]) => {
            if (!isWhy) now = (now + output.text).slice(-REMEMBERED);
            options.onOutput(output);
          },
        },
      }) as typeof options;
      return shell.run(input, listening);
    },
    interrupt: () => shell.interrupt(),
    type: (text) => shell.type(text),
    endInput: () => shell.endInput(),
    isUnfinished: (input) => shell.isUnfinished(input),
    onCommand: (listener) => shell.onCommand(listener),
  };
}

/** `printed` gives what was printed before. */
function whyProgram(printed: () => string): Program {
  return defineProgram({
    name: 'why',
    summary: 'Explain the last error in plain words',
    async run({ args, stdout, stdin }) {
      if (args.includes('--help')) {
        stdout.write(
          'Explains the last error that this shell printed, says what to do next, and names the lesson that teaches it, where there is one.\n\nUsage:\n  why\n  COMMAND | why\n',
        );
        return 0;
      }
      const piped = stdin.isTerminal ? '' : await stdin.readAll();
      const text = piped.trim() === '' ? printed() : piped;
      if (text.trim() === '') {
        stdout.write('Nothing was printed yet. Run a command first.\n');
        return 1;
      }
      const found = explain(text);
      if (found === undefined) {
        stdout.write('There is no error in the last output that I know. Try `kubectl describe` or `kubectl events`.\n');
        return 1;
      }
      const { line, means, next, lesson } = found;
      stdout.write(`${shortened(line)}\n\n${wrapped(means)}\n\n${wrapped(`Next: ${next}`)}\n`);
      if (lesson !== undefined) stdout.write(`\nLesson: ${lesson}\n`);
      return 0;
    },
  });
}

const shortened = (line: string): string => `> ${line.length > 160 ? `${line.slice(0, 157)}…` : line}`;

function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}
