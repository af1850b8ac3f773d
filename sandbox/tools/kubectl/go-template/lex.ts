/** A template that cannot be read or carried out; the message is Go's. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

export type TokenKind = 'text' | 'open' | 'close' | 'field' | 'variable' | 'word' | 'string' | 'number' | 'symbol' | 'space';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Where in the template it begins. */
  readonly at: number;
}

export const NAME = 'output';

export function placeOf(template: string, at: number): string {
  return String(template.slice(0, at).split('\n').length);
}

const failure = (template: string, at: number, message: string): TemplateError =>
  new TemplateError(`template: ${NAME}:${placeOf(template, at)}: ${message}`);

const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ['space', /[ \t\r\n]+/y],
  ['string', /"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+'/y],
  ['number', /[+-]?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)/y],
  ['field', /\.[A-Za-z_][A-Za-z0-9_]*/y],
  ['variable', /\$[A-Za-z0-9_]*/y],
  ['word', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['symbol', /:=|[|()=,.]/y],
];

/** Splits a template in texts and the words of its actions. Throws TemplateError. Models text/template/parse/lex.go. */
export function lex(template: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trimsNext = false;
  while (at < template.length) {
    const open = template.indexOf('{{', at);
    let text = template.slice(at, open < 0 ? undefined : open);
    if (trimsNext) text = text.replace(/^[ \t\r\n]+/, '');
    trimsNext = false;
    const trimsThis =
      open >= 0 &&
      template
        .slice(open, open + 4)
        .replace(/[\t\r\n]/g, ' ')
        .startsWith('{{- ');
    if (trimsThis) text = text.replace(/[ \t\r\n]+$/, '');
    if (text !== '') tokens.push({ kind: 'text', text, at });
    if (open < 0) break;
    const start = open + (trimsThis ? 4 : 2);
    const comment = /^\/\*[\s\S]*?\*\/(?:[ \t\r\n]+-)?\}\}/.exec(template.slice(start));
    if (comment !== null) {
      trimsNext = /[ \t\r\n]-\}\}$/.test(comment[0]);
      at = start + comment[0].length;
      continue;
    }
    tokens.push({ kind: 'open', text: '{{', at: open });
    at = start;
    for (;;) {
      const close = /(?:[ \t\r\n]+-)?\}\}/y;
      close.lastIndex = at;
      const end = close.exec(template);
      if (end !== null) {
        tokens.push({ kind: 'close', text: '}}', at });
        trimsNext = end[0].length > 2;
        at += end[0].length;
        break;
      }
      if (at >= template.length) throw failure(template, at, 'unclosed action');
      const token = wordAt(template, at);
      tokens.push(token);
      at += token.text.length;
    }
  }
  return tokens;
}

function wordAt(template: string, at: number): Token {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(template)?.[0];
    if (text !== undefined) return { kind, text, at };
  }
  const character = template[at] ?? '';
  if (character === '"') throw failure(template, at, 'unterminated quoted string');
  if (character === '`') throw failure(template, at, 'unterminated raw quoted string');
  const code = character.codePointAt(0) ?? 0;
  throw failure(
    template,
    at,
    `unexpected bad character U+${code.toString(16).toUpperCase().padStart(4, '0')} '${character}' in command`,
  );
}
