import { LineCounter, parseDocument } from 'yaml';
import { GoError, type GoValue } from './values.ts';

const MAX_ALIASES = 100;
/** Needs a digit before the exponent, so that `e-0` stays a text. */
const WITH_EXPONENT = /^[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)[eE][-+]?[0-9]+$/;

/**
 * YAML as sigs.k8s.io/yaml reads it into `interface {}`: numbers are float64, keys are texts. Throws GoError in go-yaml's words where
 * they are known.
 */
export function readYaml(text: string): GoValue {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    uniqueKeys: false,
    merge: true,
    strict: false,
    logLevel: 'silent',
    lineCounter: lines,
    customTags: (tags) =>
      tags
        .filter((tag) => typeof tag === 'string' || (tag.format !== 'TIME' && !tag.tag.includes('timestamp')))
        .map((tag) => (typeof tag !== 'string' && tag.format === 'EXP' ? { ...tag, test: WITH_EXPONENT } : tag) as typeof tag),
  });
  const [error] = document.errors;
  if (error !== undefined)
    throw new GoError(`error converting YAML to JSON: yaml: ${problem(error.code, error.message, error.linePos?.[0].line ?? 0)}`);
  try {
    return fromJs(document.toJS({ maxAliasCount: MAX_ALIASES, mapAsMap: true }));
  } catch (failure) {
    const message = failure instanceof Error ? failure.message : String(failure);
    const anchor = /^Unresolved alias .*: (.*)$/.exec(message)?.[1];
    throw new GoError(
      `error converting YAML to JSON: yaml: ${anchor === undefined ? message : `unknown anchor '${anchor}' referenced`}`,
    );
  }
}

function problem(code: string, message: string, line: number): string {
  const words: { readonly [code: string]: string } = {
    TAB_AS_INDENT: 'found character that cannot start any token',
    BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context',
    MULTILINE_IMPLICIT_KEY: "could not find expected ':'",
    MISSING_CHAR: 'found unexpected end of stream',
    BAD_ALIAS: 'did not find expected alphabetic or numeric character',
    BAD_INDENT: "did not find expected ',' or ']'",
    UNEXPECTED_TOKEN: 'did not find expected key',
    BAD_SCALAR_START: 'found character that cannot start any token',
  };
  const text =
    (Object.hasOwn(words, code) ? words[code] : undefined) ?? message.split('\n')[0]?.replace(/ at line .*$/, '') ?? code;
  // go-yaml's parser counts lines from 0, its scanner from 1; neither names a first line.
  const named = code === 'BAD_INDENT' ? line - 1 : line;
  return named > (code === 'BAD_INDENT' ? 0 : 1) ? `line ${named}: ${text}` : text;
}

/** What a JavaScript parser gives, as values of Go's `interface {}`. */
export function fromJs(value: unknown): GoValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(fromJs);
  if (value instanceof Map) {
    const map = new Map<string, GoValue>();
    for (const [key, item] of value) map.set(keyText(key), fromJs(item));
    return map;
  }
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') return new Map(Object.entries(value).map(([key, item]) => [key, fromJs(item)]));
  return String(value);
}

const keyText = (key: unknown): string => (key === null ? 'null' : typeof key === 'object' ? JSON.stringify(key) : String(key));

/** Models json.Unmarshal into `interface {}`. Throws GoError with Go's words. */
export function readJson(text: string): GoValue {
  try {
    return fromJs(JSON.parse(text));
  } catch {
    throw new GoError(jsonProblem(text));
  }
}

function jsonProblem(text: string): string {
  const trimmed = text.trimStart();
  if (trimmed === '') return 'unexpected end of JSON input';
  const key = /^\{\s*([^"}\s])/.exec(trimmed)?.[1];
  if (key !== undefined) return `invalid character '${key}' looking for beginning of object key string`;
  if (/^[^[{"\-0-9tfn]/.test(trimmed)) return `invalid character '${trimmed.charAt(0)}' looking for beginning of value`;
  const literal = /^(t(?:r(?:u(?:e)?)?)?|f(?:a(?:l(?:s(?:e)?)?)?)?|n(?:u(?:l(?:l)?)?)?)(.)/s.exec(trimmed);
  if (literal !== null) {
    const [, part = '', character = ''] = literal;
    const full = part.startsWith('t') ? 'true' : part.startsWith('f') ? 'false' : 'null';
    return part === full
      ? `invalid character '${character}' after top-level value`
      : `invalid character '${character}' in literal ${full} (expecting '${full.charAt(part.length)}')`;
  }
  for (let end = trimmed.length - 1; end > 0; end--) {
    try {
      JSON.parse(trimmed.slice(0, end));
      return `invalid character '${trimmed.slice(end).trimStart().charAt(0)}' after top-level value`;
    } catch {
      if (end < trimmed.length - 200) break;
    }
  }
  return 'unexpected end of JSON input';
}
