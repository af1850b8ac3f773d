/** What differs from run to run, and what stands in its place when outputs are compared. The order counts. */
const blanks: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<id>'],
  [/\bsha256:[0-9a-f]{6,64}\b/g, '<id>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d( [+-]\d{4}| GMT)?/g, '<time>'],
  [/\b\d{1,3}(\.\d{1,3}){3}\b/g, '<address>'],
  // The letters that Kubernetes makes names of.
  [/-[bcdfghjklmnpqrstvwxz2456789]{8,10}-[a-z0-9]{5}\b/g, '-<generated>'],
  [/-[bcdfghjklmnpqrstvwxz2456789]{8,10}\b/g, '-<generated>'],
  [/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-<generated>'],
  [/(?<![\w-])(\d{1,5}[dhms]){1,3}(?!\w)/g, '<time>'],
  [/\s+/g, ' '],
];

/** A line of output without what differs from run to run: ages, times, ids, addresses, generated names, the width of columns. */
export function blanked(line: string): string {
  return blanks.reduce((text, [pattern, stand]) => text.replaceAll(pattern, stand), line).trim();
}

/**
 * How printed output differs from what the prose says, in words; undefined when it does not. A line of `…` or `...` alone stands
 * for any lines.
 */
export function outputDifference(expected: string, printed: string): string | undefined {
  const wanted = linesOf(expected);
  const lines = linesOf(printed);
  const miss = mismatch(wanted, lines);
  if (miss === undefined) return undefined;
  const [line, found] = miss;
  if (line === undefined) return `expected the output to end there, found "${found ?? ''}"`;
  return `expected the output "${line}", found ${found === undefined ? 'the end of it' : `"${found}"`}`;
}

function linesOf(text: string): readonly string[] {
  return text.trimEnd().split('\n').map(blanked);
}

/** The first line that is not as it should be, and what stands there; undefined when all fit. */
function mismatch(
  wanted: readonly string[],
  lines: readonly string[],
): readonly [string | undefined, string | undefined] | undefined {
  let at = 0;
  for (let index = 0; index < wanted.length; index++) {
    const line = wanted[index] ?? '';
    if (line === '…' || line === '...') {
      const next = wanted[index + 1];
      if (next === undefined) return undefined;
      const found = lines.indexOf(next, at);
      if (found < 0) return [next, undefined];
      at = found;
      continue;
    }
    if (lines[at] !== line) return [line, lines[at]];
    at++;
  }
  return at < lines.length ? [undefined, lines[at]] : undefined;
}
