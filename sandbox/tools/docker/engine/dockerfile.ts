import { DaemonError } from './model.ts';

export interface Instruction {
  readonly line: number;
  readonly name: string;
  readonly rest: string;
}

const known = new Set(
  'FROM RUN CMD ENTRYPOINT COPY ADD ENV WORKDIR EXPOSE USER LABEL ARG VOLUME STOPSIGNAL SHELL HEALTHCHECK MAINTAINER'.split(' '),
);
const MAX_INSTRUCTIONS = 200;

/** Takes a Dockerfile apart. Throws DaemonError in BuildKit's words. */
export function parseDockerfile(text: string): readonly Instruction[] {
  const found: Instruction[] = [];
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const first = index + 1;
    let line = lines[index] ?? '';
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    while (line.trimEnd().endsWith('\\') && index + 1 < lines.length) {
      const next = lines[++index] ?? '';
      line = `${line.trimEnd().slice(0, -1)}${next.trimStart().startsWith('#') ? '' : next}`;
    }
    const [, word = '', rest = ''] = /^\s*(\S+)\s*(.*)$/s.exec(line) ?? [];
    const name = word.toUpperCase();
    if (!known.has(name)) throw new DaemonError(`dockerfile parse error on line ${first}: unknown instruction: ${word}`, 1);
    if (rest.trim() === '')
      throw new DaemonError(`dockerfile parse error on line ${first}: ${name} requires at least one argument`, 1);
    found.push({ line: first, name, rest: rest.trim() });
  }
  if (found.length === 0) throw new DaemonError('the Dockerfile cannot be empty', 1);
  if (found.length > MAX_INSTRUCTIONS) throw new DaemonError(`a Dockerfile may have ${MAX_INSTRUCTIONS} instructions at most`, 1);
  if (found[0]?.name !== 'FROM' && found[0]?.name !== 'ARG')
    throw new DaemonError('dockerfile parse error on line 1: no build stage in current context', 1);
  return found;
}

/** The exec form `["a", "b"]`, or the shell form. */
export function commandWords(rest: string): readonly string[] {
  if (rest.startsWith('[')) {
    try {
      const words: unknown = JSON.parse(rest);
      if (Array.isArray(words) && words.every((word) => typeof word === 'string')) return words as readonly string[];
    } catch {
      // It is taken for the shell form then, as docker does it.
    }
  }
  return ['/bin/sh', '-c', rest];
}

/** `NAME=value OTHER="a b"`, or `NAME value`. */
export function settings(rest: string): readonly (readonly [string, string])[] {
  if (!/^\S+=/.test(rest)) {
    const [, name = '', value = ''] = /^(\S+)\s+(.*)$/s.exec(rest) ?? [];
    return name === '' ? [] : [[name, value]];
  }
  return [...rest.matchAll(/([\w.-]+)=("(?:[^"\\]|\\.)*"|'[^']*'|\S*)/g)].map(([, name = '', value = '']) => [
    name,
    value.replace(/^(["'])(.*)\1$/s, '$2'),
  ]);
}

/** Puts the values of variables in. */
export function expand(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g,
    (_all, braced?: string, fallback?: string, plain?: string) => values.get(braced ?? plain ?? '') ?? fallback ?? '',
  );
}
