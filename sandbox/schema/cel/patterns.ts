import { RE2JS, RE2JSException } from 're2js';

/** Patterns are matched in time proportional to both lengths. */
const LONGEST_PATTERN = 1_000;
const LONGEST_SUBJECT = 1_000_000;

function compiled(text: string, pattern: string): ReturnType<RE2JS['matcher']> {
  if (pattern.length > LONGEST_PATTERN) throw new Error(`expected a pattern of at most ${LONGEST_PATTERN} characters`);
  if (text.length > LONGEST_SUBJECT) throw new Error(`expected a text of at most ${LONGEST_SUBJECT} characters to match`);
  try {
    return RE2JS.compile(pattern).matcher(text);
  } catch (error) {
    if (error instanceof RE2JSException) throw new Error(`invalid pattern ${pattern}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Whether RE2's pattern is found in a text. Throws Error for one that it does not know. */
export function matchesPattern(text: string, pattern: string): boolean {
  return compiled(text, pattern).find();
}

/** The first match of a pattern, empty text for none. */
export function findPattern(text: string, pattern: string): string {
  const matcher = compiled(text, pattern);
  return matcher.find() ? (matcher.group() ?? '') : '';
}

/** Matches of a pattern, so many at most; all for a negative limit. */
export function findAllPatterns(text: string, pattern: string, limit: number): readonly string[] {
  const matcher = compiled(text, pattern);
  const found: string[] = [];
  while ((limit < 0 || found.length < limit) && matcher.find()) found.push(matcher.group() ?? '');
  return found;
}
