/** A step of a path. */
export type Step =
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' }
  | { readonly type: 'slice'; readonly start?: number; readonly end?: number; readonly step?: number; readonly one: boolean }
  | { readonly type: 'union'; readonly paths: readonly (readonly Step[])[] }
  | { readonly type: 'filter'; readonly left: Operand; readonly operator: string; readonly right?: Operand };

export type Operand =
  | { readonly type: 'path'; readonly steps: readonly Step[] }
  | { readonly type: 'value'; readonly value: string | number | boolean };

/** A piece of a JSONPath template. */
export type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'path'; readonly steps: readonly Step[] }
  | { readonly type: 'range'; readonly steps: readonly Step[]; readonly body: readonly Node[] }
  /** Read without complaint, and refused when its turn comes. */
  | { readonly type: 'failure'; readonly message: string };

export class JsonPathError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JsonPathError';
  }
}

/** Reads a template such as `{range .items[*]}{.metadata.name}{"\n"}{end}`. Throws JsonPathError. Models k8s.io/client-go/util/jsonpath/parser.go. */
export function parseTemplate(template: string): readonly Node[] {
  const stack: { readonly steps: readonly Step[]; readonly body: Node[] }[] = [{ steps: [], body: [] }];
  const emit = (node: Node): void => {
    stack.at(-1)?.body.push(node);
  };
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf('{', at);
    if (open !== at) emit({ type: 'text', text: template.slice(at, open < 0 ? undefined : open) });
    if (open < 0) break;
    const close = closingBrace(template, open);
    for (const action of splitActions(template.slice(open + 1, close).trim())) {
      if (action === 'end') {
        const range = stack.length > 1 ? stack.pop() : undefined;
        if (range === undefined) emit({ type: 'failure', message: 'not in range, nothing to end' });
        else emit({ type: 'range', steps: range.steps, body: range.body });
      } else if (/^range(\s|$)/.test(action)) {
        stack.push({ steps: parsePath(action.slice(5).trim()), body: [] });
      } else if (action.startsWith('"') || action.startsWith("'")) {
        emit({ type: 'text', text: unquote(action) });
      } else if (/^[A-Za-z_]\w*$/.test(action) && action !== 'true' && action !== 'false') {
        emit({ type: 'failure', message: `unrecognized identifier ${action}` });
      } else emit({ type: 'path', steps: parsePath(action) });
    }
    at = close + 1;
  }
  // A range without end goes to the end.
  while (stack.length > 1) {
    const range = stack.pop();
    if (range !== undefined) emit({ type: 'range', steps: range.steps, body: range.body });
  }
  return stack[0]?.body ?? [];
}

function closingBrace(text: string, open: number): number {
  let quote = '';
  for (let at = open + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '}') return at;
  }
  throw new JsonPathError('unclosed action');
}

/** The actions between one pair of braces, which blanks may divide. */
function splitActions(text: string): readonly string[] {
  const actions: string[] = [];
  let current = '';
  let depth = 0;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') {
      current += character + text.charAt(++at);
      continue;
    }
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '[' || character === '(') depth++;
    else if (character === ']' || character === ')') depth--;
    else if (/\s/.test(character) && depth === 0 && current !== 'range') {
      if (current !== '') actions.push(current);
      current = '';
      continue;
    }
    current += character;
  }
  if (current !== '') actions.push(current);
  return actions;
}

const ESCAPED: { readonly [letter: string]: string } = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
};

function unquote(text: string): string {
  const quote = text.charAt(0);
  if (text.length < 2 || !text.endsWith(quote)) throw new JsonPathError('unterminated quoted string');
  return text.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => ESCAPED[letter] ?? letter);
}

/** Reads one path, e.g. `.spec.containers[?(@.name=="web")].image`. Throws JsonPathError. */
export function parsePath(text: string): readonly Step[] {
  const steps: Step[] = [];
  let at = 0;
  if (text.startsWith('$') || text.startsWith('@')) at = 1;
  else if (text !== '' && !/^[.[]/.test(text)) throw new JsonPathError(`unrecognized identifier ${text}`);
  while (at < text.length) {
    const character = text.charAt(at);
    if (text.startsWith('..', at)) {
      steps.push({ type: 'recursive' });
      at += 2;
      if (text.charAt(at) === '[' || at >= text.length) continue;
      at = readField(at);
    } else if (character === '.') {
      at++;
      if (at >= text.length || text.charAt(at) === '[') continue;
      at = readField(at);
    } else if (character === '[') {
      const close = closingBracket(text, at);
      steps.push(parseBracket(text.slice(at + 1, close)));
      at = close + 1;
    } else throw new JsonPathError(`unrecognized character in action: ${JSON.stringify(character)}`);
  }
  return steps;

  function readField(from: number): number {
    let name = '';
    let end = from;
    for (; end < text.length && !/[.[\]]/.test(text.charAt(end)); end++) {
      if (text.charAt(end) === '\\') end++;
      name += text.charAt(end);
    }
    if (name === '') throw new JsonPathError('invalid array index');
    steps.push(name === '*' ? { type: 'wildcard' } : { type: 'field', name });
    return end;
  }
}

function closingBracket(text: string, open: number): number {
  let depth = 0;
  let quote = '';
  for (let at = open; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '[') depth++;
    else if (character === ']' && --depth === 0) return at;
  }
  throw new JsonPathError('unterminated array');
}

function parseBracket(inside: string): Step {
  const text = inside.trim();
  if (text === '*') return { type: 'wildcard' };
  if (text.startsWith('?(') && text.endsWith(')')) return parseFilter(text.slice(2, -1));
  if (/^'([^'\\]|\\.)*'$/.test(text) || /^"([^"\\]|\\.)*"$/.test(text)) {
    return { type: 'field', name: text.slice(1, -1).replace(/\\(.)/g, '$1') };
  }
  const slice = /^(-?\d*)(?::(-?\d*))?(?::(-?\d*))?$/.exec(text);
  if (slice !== null && text !== '') {
    const number = (part: string | undefined): number | undefined =>
      part === undefined || part === '' ? undefined : Number(part);
    const [, start, end, step] = slice;
    const given = { start: number(start), end: number(end), step: number(step) };
    return {
      type: 'slice',
      one: !text.includes(':'),
      ...(given.start === undefined ? {} : { start: given.start }),
      ...(given.end === undefined ? {} : { end: given.end }),
      ...(given.step === undefined ? {} : { step: given.step }),
    };
  }
  if (text.includes(',')) {
    return {
      type: 'union',
      paths: text
        .split(',')
        .map((part) =>
          /^['"\-\d*]/.test(part.trim()) ? [parseBracket(part)] : parsePath(part.trim().replace(/^(?![.@$])/, '.')),
        ),
    };
  }
  throw new JsonPathError(`invalid array index ${text}`);
}

function parseFilter(text: string): Step {
  const parts = /^(.*?)(==|!=|<=|>=|<|>)(.*)$/s.exec(text);
  if (parts === null) return { type: 'filter', left: parseOperand(text), operator: 'exists' };
  const [, left = '', operator = '', right = ''] = parts;
  return { type: 'filter', left: parseOperand(left), operator, right: parseOperand(right) };
}

function parseOperand(text: string): Operand {
  const trimmed = text.trim();
  if (/^['"]/.test(trimmed)) return { type: 'value', value: unquote(trimmed) };
  if (trimmed === 'true' || trimmed === 'false') return { type: 'value', value: trimmed === 'true' };
  if (/^-?\d+(\.\d+)?$/.test(trimmed)) return { type: 'value', value: Number(trimmed) };
  return { type: 'path', steps: parsePath(trimmed) };
}
