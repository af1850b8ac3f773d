import { RE2JS, RE2JSSyntaxException } from 're2js';

interface Pattern {
  test(text: string): boolean;
}

const compiled = new Map<string, Pattern | string>();

function compile(pattern: string): Pattern | string {
  const found = compiled.get(pattern);
  if (found !== undefined) return found;
  let made: Pattern | string;
  try {
    const expression = RE2JS.compile(pattern);
    made = { test: (text) => expression.matcher(text).find() };
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    made = error.message;
  }
  compiled.set(pattern, made);
  return made;
}

/** A pattern as Go's regexp reads it; undefined when it is none. */
export function compilePattern(pattern: string): Pattern | undefined {
  const made = compile(pattern);
  return typeof made === 'string' ? undefined : made;
}

/** What Go says of a pattern that it cannot read; undefined for one that it can. */
export function patternProblem(pattern: string): string | undefined {
  const made = compile(pattern);
  return typeof made === 'string' ? made : undefined;
}
