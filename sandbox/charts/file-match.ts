import { ChartError } from './chart-error.ts';

const BAD = 'syntax error in pattern';

/**
 * Whether a name matches a pattern of a shell; neither `*` nor `?` crosses a slash. Throws ChartError for a pattern that is none.
 * Models path/filepath.Match of Go: a mistake in what stands after the first mismatch is not found either.
 */
export function fileMatches(pattern: string, name: string): boolean {
  let rest = [...pattern];
  let text = [...name];
  while (rest.length > 0) {
    const { star, chunk, after } = nextChunk(rest);
    rest = after;
    if (star && chunk.length === 0) return !text.includes('/');
    const matched = matchChunk(chunk, text);
    if (matched !== undefined && (matched.length === 0 || rest.length > 0)) {
      text = matched;
      continue;
    }
    let found = false;
    if (star) {
      for (let at = 0; at < text.length && text[at] !== '/'; at++) {
        const tail = matchChunk(chunk, text.slice(at + 1));
        if (tail === undefined || (rest.length === 0 && tail.length > 0)) continue;
        text = tail;
        found = true;
        break;
      }
    }
    if (found) continue;
    // What is left of the pattern is still looked at for mistakes.
    while (rest.length > 0) {
      const next = nextChunk(rest);
      rest = next.after;
      matchChunk(next.chunk, []);
    }
    return false;
  }
  return text.length === 0;
}

interface Chunk {
  readonly star: boolean;
  readonly chunk: readonly string[];
  readonly after: string[];
}

/** The part up to the next star, and whether a star stands before it. */
function nextChunk(pattern: readonly string[]): Chunk {
  let start = 0;
  while (pattern[start] === '*') start++;
  let inRange = false;
  let end = start;
  for (; end < pattern.length; end++) {
    const character = pattern[end];
    if (character === '\\') end++;
    else if (character === '[') inRange = true;
    else if (character === ']') inRange = false;
    else if (character === '*' && !inRange) break;
  }
  return { star: start > 0, chunk: pattern.slice(start, end), after: pattern.slice(end) };
}

/** What is left of the text after the chunk, undefined when it does not match. */
function matchChunk(chunk: readonly string[], text: readonly string[]): string[] | undefined {
  let at = 0;
  let failed = false;
  for (let index = 0; index < chunk.length;) {
    failed ||= at >= text.length;
    const character = chunk[index];
    if (character === '[') {
      const range = matchRange(chunk, index, failed ? undefined : text[at]);
      index = range.next;
      failed ||= !range.matched;
      at++;
    } else if (character === '?') {
      failed ||= text[at] === '/';
      at++;
      index++;
    } else {
      if (character === '\\') index++;
      if (index >= chunk.length) throw new ChartError(BAD);
      failed ||= chunk[index] !== text[at];
      at++;
      index++;
    }
  }
  return failed ? undefined : text.slice(at);
}

function matchRange(
  chunk: readonly string[],
  start: number,
  character: string | undefined,
): { readonly matched: boolean; readonly next: number } {
  let index = start + 1;
  const negated = chunk[index] === '^';
  if (negated) index++;
  let matched = false;
  for (let count = 0; ; count++) {
    if (chunk[index] === ']' && count > 0) break;
    const low = escapedAt(chunk, index);
    index = low.next;
    let high = low;
    if (chunk[index] === '-') {
      high = escapedAt(chunk, index + 1);
      index = high.next;
    }
    if (character !== undefined && low.character <= character && character <= high.character) matched = true;
  }
  return { matched: character !== undefined && matched !== negated, next: index + 1 };
}

function escapedAt(chunk: readonly string[], start: number): { readonly character: string; readonly next: number } {
  let index = start;
  if (index >= chunk.length || chunk[index] === '-' || chunk[index] === ']') throw new ChartError(BAD);
  if (chunk[index] === '\\') index++;
  const character = chunk[index];
  if (character === undefined || index + 1 >= chunk.length) throw new ChartError(BAD);
  return { character, next: index + 1 };
}
