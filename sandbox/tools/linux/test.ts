import type { FileStat } from '../../host/file-system.ts';
import { defineProgram, type ProcessContext } from '../../host/program.ts';

/** test(1) as a program of its own: what a probe or `kubectl exec` runs without a shell. Shells have their own. */
export const test = defineProgram({
  name: 'test',
  summary: 'Check files and compare values',
  async run(process) {
    const { args, stderr } = process;
    const negated = args[0] === '!' && args.length > 1;
    const words = negated ? args.slice(1) : args;
    const holds = evaluate(process, words);
    if (holds === undefined) {
      stderr.write(`test: ${words[1] ?? words[0] ?? ''}: unknown operand\n`);
      return 2;
    }
    return holds === negated ? 1 : 0;
  },
});

const aboutFiles: { readonly [option: string]: (stat: FileStat | undefined) => boolean } = {
  '-e': (stat) => stat !== undefined,
  '-f': (stat) => stat?.type === 'file',
  '-d': (stat) => stat?.type === 'directory',
  '-s': (stat) => (stat?.size ?? 0) > 0,
  '-r': (stat) => stat !== undefined,
  '-w': (stat) => stat !== undefined,
  '-x': (stat) => stat !== undefined && (stat.type === 'directory' || (stat.mode & 0o111) !== 0),
};

const comparisons: { readonly [operator: string]: (left: string, right: string) => boolean } = {
  '=': (left, right) => left === right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '-eq': (left, right) => Number(left) === Number(right),
  '-ne': (left, right) => Number(left) !== Number(right),
  '-lt': (left, right) => Number(left) < Number(right),
  '-le': (left, right) => Number(left) <= Number(right),
  '-gt': (left, right) => Number(left) > Number(right),
  '-ge': (left, right) => Number(left) >= Number(right),
};

/** Undefined for an expression that it does not know. */
function evaluate({ files, cwd }: ProcessContext, words: readonly string[]): boolean | undefined {
  const [first = '', second = '', third = ''] = words;
  if (words.length === 0) return false;
  if (words.length === 1) return first !== '';
  if (words.length === 2) {
    if (first === '-n') return second !== '';
    if (first === '-z') return second === '';
    const path = second.startsWith('/') ? second : `${cwd}/${second}`;
    if (first === '-h' || first === '-L') return files.stat(path, { followLinks: false })?.type === 'symlink';
    return aboutFiles[first]?.(files.stat(path));
  }
  return words.length === 3 ? comparisons[second]?.(first, third) : undefined;
}
