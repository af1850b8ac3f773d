import { twoDigits } from '../../core/calendar.ts';
import { civilTime } from '../../core/time-text.ts';
import { changesOf, unifiedHunks, type Change } from '../../core/unified-diff.ts';
import { FileError } from '../../host/file-system.ts';
import { defineProgram, type ProcessContext } from '../../host/program.ts';

interface Options {
  /** Lines around a change in unified form; undefined for the plain form. */
  readonly context?: number;
  readonly brief: boolean;
  readonly recursive: boolean;
  readonly newFiles: boolean;
  readonly sameToo: boolean;
  /** What of a line counts. */
  readonly key: (line: string) => string;
}

class DiffError extends Error {}

/** `diff` as GNU has it, in its plain and its unified form. */
export const diff = defineProgram({
  name: 'diff',
  summary: 'Compare two files or folders line by line',
  async run(process) {
    try {
      const { options, paths } = readArguments(process.args);
      const [left, right, ...more] = paths;
      if (left === undefined || right === undefined)
        throw new DiffError(`missing operand after '${left ?? 'diff'}'\ndiff: Try 'diff --help' for more information.`);
      if (more.length > 0) throw new DiffError(`extra operand '${more[0] ?? ''}'\ndiff: Try 'diff --help' for more information.`);
      const stdin = paths.includes('-') ? await process.stdin.readAll() : '';
      return new Comparison(process, options, stdin).compare(left, right, '') ? 0 : 1;
    } catch (error) {
      if (error instanceof DiffError) process.stderr.write(`diff: ${error.message}\n`);
      else if (error instanceof FileError) process.stderr.write(`diff: ${error.path}: No such file or directory\n`);
      else throw error;
      return 2;
    }
  },
});

function readArguments(args: readonly string[]): { readonly options: Options; readonly paths: readonly string[] } {
  const paths: string[] = [];
  const given = { brief: false, recursive: false, newFiles: false, sameToo: false };
  let context: number | undefined;
  const keys: ((line: string) => string)[] = [];
  const letters: { readonly [letter: string]: () => void } = {
    u: () => (context ??= 3),
    q: () => (given.brief = true),
    r: () => (given.recursive = true),
    N: () => (given.newFiles = true),
    s: () => (given.sameToo = true),
    i: () => keys.push((line) => line.toLowerCase()),
    b: () => keys.push((line) => line.replaceAll(/[ \t]+/g, ' ').trimEnd()),
    w: () => keys.push((line) => line.replaceAll(/[ \t]+/g, '')),
    a: () => undefined,
  };
  const long: { readonly [name: string]: string } = {
    unified: 'u',
    brief: 'q',
    recursive: 'r',
    'new-file': 'N',
    'report-identical-files': 's',
    'ignore-case': 'i',
    'ignore-space-change': 'b',
    'ignore-all-space': 'w',
    text: 'a',
  };
  for (const arg of args) {
    const lines = /^(?:-U|--unified=)(\d+)$/.exec(arg)?.[1];
    if (arg === '-' || !arg.startsWith('-')) paths.push(arg);
    else if (lines !== undefined) context = Number(lines);
    else if (arg.startsWith('--color') || arg === '--normal') continue;
    else
      for (const letter of arg.startsWith('--') ? [long[arg.slice(2)] ?? arg] : arg.slice(1)) {
        const set = letters[letter];
        if (set === undefined) throw new DiffError(`option '${arg}' is not simulated; -u -q -r -N -s -i -b -w are`);
        set();
      }
  }
  const key = (line: string): string => keys.reduce((text, change) => change(text), line);
  return { options: { ...given, key, ...(context === undefined ? {} : { context }) }, paths };
}

class Comparison {
  constructor(
    private readonly process: ProcessContext,
    private readonly options: Options,
    private readonly stdin: string,
  ) {}

  /** Whether both are the same; writes what is not. `title` is the command line that precedes files of folders. */
  compare(left: string, right: string, title: string): boolean {
    const folders = [left, right].map((path) => this.isFolder(path));
    if (folders[0] === true && folders[1] === true) return this.compareFolders(left, right);
    if (folders[0] === true) return this.compare(inside(left, right), right, title);
    if (folders[1] === true) return this.compare(left, inside(right, left), title);
    const texts = [this.read(left), this.read(right)] as const;
    const [a, b] = [linesOf(texts[0]), linesOf(texts[1])];
    const { options, process } = this;
    const changes = changesOf(a.map(options.key), b.map(options.key));
    if (changes.every(({ kind }) => kind === 'equal')) {
      if (options.sameToo) process.stdout.write(`Files ${left} and ${right} are identical\n`);
      return true;
    }
    if (options.brief) process.stdout.write(`Files ${left} and ${right} differ\n`);
    else if (options.context === undefined) process.stdout.write(title + plainText(changes, a, b));
    else {
      const hunks = unifiedHunks(a, b, options.context);
      process.stdout.write(`${title}--- ${this.label(left)}\n+++ ${this.label(right)}\n${hunks}`);
    }
    return false;
  }

  private compareFolders(left: string, right: string): boolean {
    const { files, stdout } = this.process;
    const [ours, theirs] = [files.list(this.absolute(left)), files.list(this.absolute(right))];
    let same = true;
    for (const name of [...new Set([...ours, ...theirs])].sort()) {
      const [inLeft, inRight] = [ours.includes(name), theirs.includes(name)];
      const [a, b] = [`${left}/${name}`, `${right}/${name}`];
      if (!(inLeft && inRight) && !this.options.newFiles) {
        stdout.write(`Only in ${inLeft ? left : right}: ${name}\n`);
        same = false;
      } else if (inLeft && inRight && this.isFolder(a) && this.isFolder(b) && !this.options.recursive)
        stdout.write(`Common subdirectories: ${a} and ${b}\n`);
      else if (!this.compare(a, b, `diff ${this.process.args.filter((arg) => arg.startsWith('-')).join(' ')} ${a} ${b}\n`))
        same = false;
    }
    return same;
  }

  private absolute(path: string): string {
    return path.startsWith('/') ? path : `${this.process.cwd}/${path}`;
  }

  private isFolder(path: string): boolean {
    return path !== '-' && this.process.files.stat(this.absolute(path))?.type === 'directory';
  }

  private read(path: string): string {
    if (path === '-') return this.stdin;
    if (this.options.newFiles && this.process.files.stat(this.absolute(path)) === undefined) return '';
    try {
      return this.process.files.readText(this.absolute(path));
    } catch (error) {
      if (error instanceof FileError) throw new DiffError(`${path}: No such file or directory`);
      throw error;
    }
  }

  private label(path: string): string {
    const stat = path === '-' ? undefined : this.process.files.stat(this.absolute(path));
    const time = civilTime(stat?.modified ?? this.process.clock.now());
    const date = `${time.year}-${twoDigits(time.month)}-${twoDigits(time.day)}`;
    const clock = `${twoDigits(time.hours)}:${twoDigits(time.minutes)}:${twoDigits(time.seconds)}`;
    return `${path}\t${date} ${clock}.${String(time.milliseconds).padStart(3, '0')}000000 +0000`;
  }
}

const inside = (folder: string, file: string): string => `${folder}/${file.slice(file.lastIndexOf('/') + 1)}`;

const NO_NEWLINE = '\n\\ No newline at end of file';

/** The lines of a text; one that is not ended says so. */
function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  return text.endsWith('\n')
    ? text.slice(0, -1).split('\n')
    : `${text}${NO_NEWLINE}`.split(/\n(?!\\ No newline at end of file$)/);
}

/** `2c2`, `< old`, `---`, `> new`. */
function plainText(changes: readonly Change[], a: readonly string[], b: readonly string[]): string {
  const range = ([from, to]: Change['a']): string => (to - from > 1 ? `${from + 1},${to}` : String(to - from === 1 ? to : from));
  const marked = (sign: string, lines: readonly string[], [from, to]: Change['a']): string =>
    lines
      .slice(from, to)
      .map((line) => `${sign} ${line}\n`)
      .join('');
  return changes
    .filter(({ kind }) => kind !== 'equal')
    .map(({ kind, a: before, b: after }) => {
      const letter = { replace: 'c', delete: 'd', insert: 'a', equal: '' }[kind];
      const parts = [marked('<', a, before), marked('>', b, after)].filter((part) => part !== '');
      return `${range(before)}${letter}${range(after)}\n${parts.join('---\n')}`;
    })
    .join('');
}
