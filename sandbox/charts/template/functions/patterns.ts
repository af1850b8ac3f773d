import { RE2JS } from 're2js';
import { quote } from '../quote.ts';
import { GoError, TypedSlice, strings, type GoCallable, type GoValue } from '../values.ts';
import { fn, heavy, type FunctionTable } from './define.ts';

/** Compiles as Go's regexp does; throws GoError with Go's words. */
function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw new GoError(
      error instanceof Error ? error.message.replace(/^.*?error parsing regexp/, 'error parsing regexp') : String(error),
    );
  }
}

const MAX_TEXT = 10_000_000;

interface Match {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
  readonly names: ReadonlyMap<string, string | undefined>;
}

function matches(pattern: RE2JS, text: string, limit: number): Match[] {
  const matcher = pattern.matcher(text);
  const found: Match[] = [];
  const named = pattern.namedGroups() as { readonly [name: string]: number };
  let previousEnd = -1;
  while ((limit < 0 || found.length < limit) && matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()];
    // Go takes no empty match that touches the one before it.
    if (start === end && start === previousEnd) continue;
    previousEnd = end;
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? undefined);
    found.push({ start, end, groups, names: new Map(Object.entries(named).map(([name, index]) => [name, groups[index]])) });
  }
  return found;
}

/** Models Regexp.Expand: $1, ${1}, $name, $$. */
const expand = (template: string, { groups, names }: Match): string =>
  template.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (all, braced?: string, bare?: string) => {
    if (all === '$$') return '$';
    const name = braced ?? bare ?? '';
    return (/^\d+$/.test(name) ? groups[Number(name)] : names.get(name)) ?? '';
  });

function replaced(pattern: string, text: string, by: (match: Match) => string): string {
  let result = '';
  let at = 0;
  for (const match of matches(compile(pattern), text, -1)) {
    result += text.slice(at, match.start) + by(match);
    at = match.end;
    if (result.length > MAX_TEXT) throw new RangeError('text too long');
  }
  return result + text.slice(at);
}

function findAll(pattern: string, text: string, count: bigint): GoValue {
  const list = strings(matches(compile(pattern), text, Number(count)).map(({ groups }) => groups[0] ?? ''));
  list.isNil = list.length === 0;
  return list;
}

function split(pattern: string, text: string, count: bigint): GoValue {
  if (count === 0n) return TypedSlice.typed('[]string', []);
  if (pattern !== '' && text === '') return strings(['']);
  const parts: string[] = [];
  let at = 0;
  let end = 0;
  for (const match of matches(compile(pattern), text, Number(count))) {
    if (count > 0n && parts.length === Number(count) - 1) break;
    ({ end } = match);
    if (match.end !== 0) parts.push(text.slice(at, match.start));
    at = match.end;
  }
  if (end !== text.length) parts.push(text.slice(at));
  else if (at === text.length && parts.length > 0) parts.push('');
  return strings(parts);
}

/** As regexp quotes a pattern: between backquotes where that can be. */
const quotedPattern = (pattern: string): string => (/[`\0-\x08\x0a-\x1f\x7f]/.test(pattern) ? quote(pattern) : `\`${pattern}\``);

/** Without `must` a wrong pattern is a panic, which says more. */
const panicking = (callable: GoCallable): GoCallable => ({
  ...callable,
  call(args) {
    try {
      return callable.call(args);
    } catch (error) {
      if (!(error instanceof GoError) || typeof args[0] !== 'string') throw error;
      throw new GoError(`regexp: Compile(${quotedPattern(args[0])}): ${error.message}`);
    }
  },
});

function pair(name: string, callable: GoCallable): FunctionTable {
  return { [name]: panicking(heavy(callable)), [`must${name.charAt(0).toUpperCase()}${name.slice(1)}`]: heavy(callable) };
}

export const patternFunctions: FunctionTable = {
  ...pair(
    'regexMatch',
    fn(['string', 'string'], (pattern: string, text: string) => compile(pattern).matcher(text).find()),
  ),
  ...pair('regexFindAll', fn(['string', 'string', 'int'], findAll)),
  ...pair(
    'regexFind',
    fn(['string', 'string'], (pattern: string, text: string) => matches(compile(pattern), text, 1)[0]?.groups[0] ?? ''),
  ),
  ...pair(
    'regexReplaceAll',
    fn(['string', 'string', 'string'], (pattern: string, text: string, by: string) =>
      replaced(pattern, text, (match) => expand(by, match)),
    ),
  ),
  ...pair(
    'regexReplaceAllLiteral',
    fn(['string', 'string', 'string'], (pattern: string, text: string, by: string) => replaced(pattern, text, () => by)),
  ),
  ...pair('regexSplit', fn(['string', 'string', 'int'], split)),
  regexQuoteMeta: fn(['string'], (text: string) => text.replace(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`)),
  // regexMatch itself takes a wrong pattern for one that does not match.
  regexMatch: fn(['string', 'string'], (pattern: string, text: string) => {
    try {
      return compile(pattern).matcher(text).find();
    } catch (error) {
      if (error instanceof GoError) return false;
      throw error;
    }
  }),
};
