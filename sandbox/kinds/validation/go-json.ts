import { isObject } from '../../core/json.ts';

type Decoded = { readonly value: unknown } | { readonly problem: string };

/** What JSON text holds, or why it cannot be read, in the words of Go's decoder. */
function decode(text: string, fits: (value: unknown) => boolean, goType: string): Decoded {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || fits(value)) return { value };
    const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    return { problem: `json: cannot unmarshal ${kind} into Go value of type ${goType}` };
  } catch {
    return { problem: syntaxProblem(text) };
  }
}

/** Why text is no JSON object; undefined when it is. `goType` is the server's own type of the object. */
export function jsonProblem(text: string, goType = 'map[string]interface {}'): string | undefined {
  const decoded = decode(text, isObject, goType);
  return 'problem' in decoded ? decoded.problem : undefined;
}

/** The objects of a JSON list, or why the text is none; `goType` is the server's own type of the list. */
export function goJsonList<T extends object>(
  text: string,
  goType: string,
): { readonly items: readonly T[] } | { readonly problem: string } {
  const decoded = decode(text, Array.isArray, goType);
  if ('problem' in decoded) return decoded;
  return { items: (Array.isArray(decoded.value) ? decoded.value : []).filter((item): item is T => isObject(item)) };
}

function syntaxProblem(text: string): string {
  const first = text.trimStart();
  if (first === '') return 'unexpected end of JSON input';
  const letter = first.charAt(0);
  if (!/[{["0-9tfn-]/.test(letter)) return `invalid character ${goCharacter(letter)} looking for beginning of value`;
  if (letter === '{' && !/^\{\s*["}]/.test(first)) {
    const next = first.slice(1).trimStart().charAt(0);
    if (next !== '') return `invalid character ${goCharacter(next)} looking for beginning of object key string`;
  }
  const literal = /^(true|false|null)/.exec(first)?.[0];
  if (literal === undefined && /[tfn]/.test(letter)) {
    const word = letter === 't' ? 'true' : letter === 'f' ? 'false' : 'null';
    const index = [...word].findIndex((expected, position) => first.charAt(position) !== expected);
    const wrong = first.charAt(index);
    if (wrong !== '')
      return `invalid character ${goCharacter(wrong)} in literal ${word} (expecting ${goCharacter(word.charAt(index))})`;
  }
  return 'unexpected end of JSON input';
}

const goCharacter = (letter: string): string => (letter === "'" ? `'\\''` : letter === '"' ? `'"'` : `'${letter}'`);
