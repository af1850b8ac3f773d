import { isNode, isScalar, parseDocument, visit, type Document, type Pair, LineCounter } from 'yaml';
import { goYamlProblem } from '../core/go-yaml/parse.ts';
import { isObject, setOwn, type JsonValue } from '../core/json.ts';
import { ParseError, type Parsed } from './parsed.ts';

const MAX_ALIASES = 100;
/** As deep as JSON may be. */
const MAX_DEPTH = 1_000;

/**
 * Reads one YAML document as the server does (YAML 1.1 words such as `yes` and `on` are booleans) and notes keys that stand twice.
 * Throws ParseError in the server's words where they are known.
 */
export function parseYaml(text: string): Parsed {
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text))
    throw new ParseError('yaml: control characters are not allowed');
  if (isTooDeep(text)) throw new ParseError(`yaml: exceeded max depth of ${MAX_DEPTH}`);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    uniqueKeys: false,
    lineCounter,
    merge: true,
    // The server reads `12:30` as text, not as a number to the base of sixty.
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || tag.format !== 'TIME'),
    strict: false,
    logLevel: 'silent',
  });
  const [error] = document.errors;
  if (error !== undefined) throw new ParseError(`yaml: ${goYamlProblem(text) ?? error.message.split('\n')[0] ?? ''}`);
  const duplicates = duplicateKeys(document, lineCounter);
  let value: unknown;
  try {
    value = plain(document.toJS({ maxAliasCount: MAX_ALIASES, mapAsMap: false }));
  } catch (failure) {
    const message = failure instanceof Error ? failure.message : String(failure);
    const anchor = /^Unresolved alias .*: (.*)$/.exec(message)?.[1];
    throw new ParseError(`yaml: ${anchor === undefined ? message : `unknown anchor '${anchor}' referenced`}`);
  }
  if (!isObject(value) && value !== null) throw notAnObject(value);
  return { value: (value ?? {}) as JsonValue, duplicates, sorted: true };
}

/**
 * Whether brackets, or dashes in one line, may nest deeper than the parser can go: it would use up the stack, and an engine that is out of
 * stack inside a regular expression ends the process. Brackets in quoted text count too.
 */
function isTooDeep(text: string): boolean {
  let open = 0;
  let dashes = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === '[' || letter === '{') open++;
    else if (letter === ']' || letter === '}') open = Math.max(0, open - 1);
    else if (letter === '-' || letter === '?') dashes++;
    else if (letter !== ' ') dashes = 0;
    if (open > MAX_DEPTH || (dashes > MAX_DEPTH && letter === ' ')) return true;
  }
  return false;
}

function duplicateKeys(document: Document, lines: LineCounter): string[] {
  const found: string[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key, value } of map.items as Pair[]) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value))
          found.push(
            `line ${lines.linePos((isNode(value) ? value.range?.[0] : undefined) ?? key.range?.[0] ?? 0).line}: key ${JSON.stringify(key.value)} already set in map`,
          );
        seen.add(key.value);
      }
    },
  });
  return found;
}

/** JSON knows neither dates nor bytes nor numbers without end. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (isObject(value)) {
    const result: { [key: string]: unknown } = {};
    for (const key of Object.keys(value)) setOwn(result, key, plain(value[key]));
    return result;
  }
  return value;
}

function notAnObject(value: unknown): ParseError {
  const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  const struct = String.raw`struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`;
  return new ParseError(
    `couldn't get version/kind; json parse error: json: cannot unmarshal ${type} into Go value of type ${struct}`,
  );
}
