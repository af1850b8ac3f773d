import { RE2JS } from 're2js';

/**
 * A pattern of `.Files.Glob`: `*` and `?` stay within a part of the path, `**` does not, `[a-z]`, `[!a-z]` and `{a,b}` choose. A pattern that
 * is none fits everything, as in helm. Models github.com/gobwas/glob.
 */
export function compileGlob(pattern: string): (name: string) => boolean {
  try {
    const compiled = RE2JS.compile(`^(?s:${expressionOf(pattern)})$`);
    return (name) => compiled.matcher(name).find();
  } catch {
    return () => true;
  }
}

function expressionOf(pattern: string): string {
  const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  let depth = 0;
  let result = '';
  const characters = [...pattern];
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? '';
    if (character === '\\') result += literal(characters[++index] ?? '\\');
    else if (character === '*') {
      let stars = 1;
      while (characters[index + 1] === '*') {
        stars++;
        index++;
      }
      result += stars > 1 ? '.*' : '[^/]*';
    } else if (character === '?') result += '[^/]';
    else if (character === '[') {
      const end = characters.indexOf(']', index + 2);
      if (end < 0) throw new RangeError('unexpected end of input');
      const negated = characters[index + 1] === '!';
      const body = characters.slice(index + (negated ? 2 : 1), end).join('');
      result += `[${negated ? '^' : ''}${body.replace(/[\\^[\]]/g, '\\$&')}]`;
      index = end;
    } else if (character === '{') {
      depth++;
      result += '(?:';
    } else if (character === '}' && depth > 0) {
      depth--;
      result += ')';
    } else if (character === ',' && depth > 0) result += '|';
    else result += literal(character);
  }
  if (depth > 0) throw new RangeError('unexpected end of input');
  return result;
}
