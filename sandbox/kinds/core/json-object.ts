import { decodeBase64Text } from '../../core/base64.ts';

/** Why base64 text does not hold a JSON object, in the words of Go's decoder; undefined when it does. */
export function jsonObjectProblem(base64: string): string | undefined {
  const text = decodeBase64Text(base64);
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || (typeof value === 'object' && !Array.isArray(value))) return undefined;
    const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
  } catch {
    return syntaxProblem(text);
  }
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
