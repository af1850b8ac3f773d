import type { ProcessContext } from '../../../host/program.ts';

/** Options as openssl has them: one dash, the value as the next word. */
export interface Options {
  has(name: string): boolean;
  value(name: string): string | undefined;
  all(name: string): readonly string[];
  readonly unknown: string | undefined;
  readonly operands: readonly string[];
}

export function readOptions(args: readonly string[], flags: readonly string[], values: readonly string[]): Options {
  const found: (readonly [string, string])[] = [];
  const operands: string[] = [];
  let unknown: string | undefined;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    const name = arg.replace(/^--?/, '');
    if (!arg.startsWith('-')) operands.push(arg);
    else if (values.includes(name)) found.push([name, args[++index] ?? '']);
    else if (flags.includes(name)) found.push([name, '']);
    else unknown ??= arg;
  }
  const all = (name: string): readonly string[] => found.filter(([other]) => other === name).map(([, value]) => value);
  return { has: (name) => all(name).length > 0, value: (name) => all(name).at(-1), all, unknown, operands };
}

export function pathOf({ cwd }: ProcessContext, path: string): string {
  return path.startsWith('/') ? path : `${cwd}/${path}`;
}

/** `/CN=web/O=shop` as openssl prints it: `CN=web, O=shop`. */
export function subjectOf(text: string): string {
  return text
    .split('/')
    .filter((part) => part !== '')
    .join(', ');
}
