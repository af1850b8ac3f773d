import { defineProgram, type ProcessContext, type Program } from '../../host/program.ts';
import { isTextProgram } from './text-tools.ts';

/** What the shell does itself, each in a few words. */
const ofTheShell: readonly (readonly [string, string])[] = [
  ['cd, pwd', 'go to a folder, say where you are'],
  ['export, unset, alias', 'variables and short names'],
  ['COMMAND &, jobs, fg, kill %1, wait', 'programs in the background'],
  ['A | B, A > FILE, A && B, $(A)', 'pipes, files, conditions, substitution'],
  ['for, while, if, case, NAME() { … }', 'loops, conditions and functions'],
  ['trap, time, eval, source', 'signals, stopwatch, scripts'],
];

/** Text of the shell's `help`. */
export function helpText(programs: ProcessContext['programs']): string {
  const all = programs.names.map((name) => programs.find(name)).filter((program) => program !== undefined);
  const tools = all.filter((program) => isTextProgram(program)).map(({ name }) => name);
  const others = all.filter((program) => !isTextProgram(program) && /^[a-z]/.test(program.name));
  const width = Math.max(...others.map(({ name }) => name.length), ...ofTheShell.map(([name]) => name.length));
  const lines = (rows: readonly (readonly [string, string])[]): string =>
    rows.map(([name, summary]) => `  ${name.padEnd(width)}  ${summary}\n`).join('');
  return [
    'Programs of this machine; each tells more with --help, and `man PROGRAM` shows its page:\n\n',
    lines(others.map(({ name, summary }) => [name, summary])),
    '\nTools for text and files:\n\n',
    wrapped(tools),
    '\nThe shell itself:\n\n',
    lines(ofTheShell),
  ].join('');
}

function wrapped(words: readonly string[]): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length > 76) lines.push(`  ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** `man kubectl`, `man kubectl-get`, `man kubectl get`: the page is what the program says with `--help`. */
export const man: Program = defineProgram({
  name: 'man',
  summary: 'Show the page of a program',
  async run(process) {
    const words = process.args.filter((arg) => !arg.startsWith('-') && !/^[1-9]$/.test(arg));
    const [first, ...rest] = words;
    if (first === undefined) {
      process.stderr.write('What manual page do you want?\nFor example, try "man kubectl".\n');
      return 1;
    }
    const known = process.programs.find(first) !== undefined;
    const argv = known ? words : [...first.split('-'), ...rest];
    const program = process.programs.find(argv[0] ?? '');
    if (program === undefined) {
      process.stderr.write(`No manual entry for ${first}\n`);
      return 16;
    }
    const title = `${argv.join('-').toUpperCase()}(1)`;
    process.stdout.write(`${title}\n\nNAME\n    ${argv.join('-')} - ${program.summary.toLowerCase()}\n\nDESCRIPTION\n`);
    const indented = {
      isTerminal: false,
      write: (text: string): void => process.stdout.write(text.replace(/^(?=.)/gm, '    ')),
    };
    await process.run([...argv, '--help'], { stdout: indented });
    return 0;
  },
});
