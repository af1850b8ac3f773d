/** One step of what stands between a pair of braces; each works on what the one before found. */
export type Step =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'value'; readonly value: number | boolean; readonly kind: 'int' | 'float' | 'bool' }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' }
  | { readonly type: 'slice'; readonly start: Bound; readonly end: Bound; readonly step: Bound }
  | { readonly type: 'union'; readonly lists: readonly Steps[] }
  | { readonly type: 'filter'; readonly left: Steps; readonly operator: string; readonly right: Steps }
  /** `range`, `end`, or a word that means nothing. */
  | { readonly type: 'identifier'; readonly name: string };

export type Steps = readonly Step[];

/** A number of a slice; `derived` when it follows from the one before it. */
export interface Bound {
  readonly value?: number;
  readonly derived?: boolean;
}

/** A piece of a template: text between the braces, or what stands in them. */
export type Node = { readonly type: 'text'; readonly text: string } | { readonly type: 'action'; readonly steps: Steps };

export class JsonPathError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JsonPathError';
  }
}

/** Reads a template such as `{range .items[*]}{.metadata.name}{"\n"}{end}`. Throws JsonPathError. Models k8s.io/client-go/util/jsonpath/parser.go. */
export function parseTemplate(template: string): readonly Node[] {
  const nodes: Node[] = [];
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf('{', at);
    if (open !== at) nodes.push({ type: 'text', text: template.slice(at, open < 0 ? undefined : open) });
    if (open < 0) break;
    const reader = new ActionReader(template, open + 1);
    nodes.push({ type: 'action', steps: reader.read() });
    at = reader.end;
  }
  return nodes;
}

function stepsOf(text: string): Steps {
  const [first] = parseTemplate(`{${text}}`);
  return first?.type === 'action' ? first.steps : [];
}

const TERMINATORS = ' \t\r\n.,[]$@{}';

const ESCAPED: { readonly [letter: string]: string } = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
};

/** Reads from behind an opening brace to behind the closing one. */
class ActionReader {
  private readonly steps: Step[] = [];

  constructor(
    private readonly text: string,
    public end: number,
  ) {}

  read(): Steps {
    const { text } = this;
    while (!text.startsWith('}', this.end)) {
      if (text.startsWith('[?(', this.end)) this.filter();
      else if (text.startsWith('..', this.end)) this.recursive();
      else this.other(text.charAt(this.end));
    }
    this.end++;
    return this.steps;
  }

  private other(character: string): void {
    if (character === '' || character === '\n' || character === '\r') throw new JsonPathError('unclosed action');
    if (character === ' ' || character === '@' || character === '$') this.end++;
    else if (character === '[') this.array();
    else if (character === '"' || character === "'") this.quote(character);
    else if (character === '.') {
      this.end++;
      this.field();
    } else if (/[+\-\d]/.test(character)) this.number();
    else if (/[_\p{L}]/u.test(character)) this.identifier();
    else {
      const code = (this.text.codePointAt(this.end) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      const shown = String.fromCodePoint(this.text.codePointAt(this.end) ?? 0);
      throw new JsonPathError(`unrecognized character in action: U+${code} '${shown}'`);
    }
  }

  private word(): string {
    const from = this.end;
    while (this.end < this.text.length && !TERMINATORS.includes(this.text.charAt(this.end))) {
      if (this.text.charAt(this.end) === '\\') this.end++;
      this.end++;
    }
    return this.text.slice(from, this.end);
  }

  private field(): void {
    const name = this.word();
    this.steps.push(name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replaceAll('\\', '') });
  }

  private recursive(): void {
    if (this.steps.at(-1)?.type === 'recursive') throw new JsonPathError('invalid multiple recursive descent');
    this.end += 2;
    this.steps.push({ type: 'recursive' });
    if (/[\w\p{L}]/u.test(this.text.charAt(this.end))) this.field();
  }

  private identifier(): void {
    const name = this.word();
    this.steps.push(
      name === 'true' || name === 'false'
        ? { type: 'value', value: name === 'true', kind: 'bool' }
        : { type: 'identifier', name },
    );
  }

  private number(): void {
    const [text = ''] = /^[+-]?[.\d]*/.exec(this.text.slice(this.end)) ?? [];
    this.end += text.length;
    if (/^[+-]?\d+$/.test(text)) this.steps.push({ type: 'value', value: Number(text), kind: 'int' });
    else if (/^[+-]?(\d+\.\d*|\.\d+)$/.test(text)) this.steps.push({ type: 'value', value: Number(text), kind: 'float' });
    else throw new JsonPathError(`cannot parse number ${text}`);
  }

  private quote(quote: string): void {
    const from = this.end;
    for (this.end++; ; this.end++) {
      const character = this.text.charAt(this.end);
      if (character === '' || character === '\n') throw new JsonPathError('unterminated quoted string');
      if (character === quote && this.text.charAt(this.end - 1) !== '\\') break;
    }
    this.end++;
    this.steps.push({ type: 'text', text: unquote(this.text.slice(from, this.end)) });
  }

  private array(): void {
    const from = this.end + 1;
    const [inside = ''] = /^[^\]\n]*/.exec(this.text.slice(from)) ?? [];
    if (this.text.charAt(from + inside.length) !== ']') throw new JsonPathError('unterminated array');
    this.end = from + inside.length + 1;
    this.steps.push(...inBrackets(inside === '*' ? ':' : inside));
  }

  private filter(): void {
    const from = this.end + 3;
    let opened = '';
    let closed = false;
    for (this.end = from; ; this.end++) {
      const character = this.text.charAt(this.end);
      if (character === '' || character === '\n') throw new JsonPathError('unterminated filter');
      if (character === '"' || character === "'") {
        if (opened === '') opened = character;
        else if (character === opened && this.text.charAt(this.end - 1) !== '\\') closed = true;
      } else if (character === ')' && (opened !== '') === closed) break;
    }
    const inside = this.text.slice(from, this.end);
    if (this.text.charAt(this.end + 1) !== ']') throw new JsonPathError('unclosed array expect ]');
    this.end += 2;
    const [, left, operator = '', right = ''] = /^([^!<>=]+)([!<>=]+)(.+)$/.exec(inside) ?? [];
    this.steps.push(
      left === undefined
        ? { type: 'filter', left: stepsOf(inside), operator: 'exists', right: [] }
        : { type: 'filter', left: stepsOf(left), operator, right: stepsOf(right) },
    );
  }
}

function unquote(text: string): string {
  const quote = text.charAt(0);
  return text
    .slice(1, -1)
    .replace(/\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|[0-7]{3}|.)|(["'])/gs, (all, escape?: string, bare?: string) => {
      const invalid = (): never => {
        throw new JsonPathError(`unquote string ${text} error invalid syntax`);
      };
      if (bare !== undefined) return bare === quote ? invalid() : all;
      if (escape === undefined) return all;
      if (/^[xu]./.test(escape)) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
      if (/^[0-7]{3}$/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8));
      return ESCAPED[escape] ?? (escape === quote ? quote : invalid());
    });
}

function inBrackets(inside: string): Steps {
  const parts = inside.split(',');
  if (parts.length > 1) return [{ type: 'union', lists: parts.map((part) => stepsOf(`[${part.replace(/^ +| +$/g, '')}]`)) }];
  const [, key] = /^'([^']*)'$/.exec(inside) ?? [];
  if (key !== undefined) return stepsOf(`.${key}`);
  const slice = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(inside);
  if (slice === null) throw new JsonPathError(`invalid array index ${inside}`);
  const [, start = '', end, step] = slice;
  const first = start === '' ? {} : { value: indexOf(start) };
  const second = end === undefined ? { value: (first.value ?? 0) + 1, derived: true } : boundOf(end.slice(1));
  return [{ type: 'slice', start: first, end: second, step: boundOf((step ?? '').slice(1)) }];
}

const boundOf = (text: string): Bound => (text === '' ? {} : { value: indexOf(text) });

function indexOf(text: string): number {
  if (text === '-') throw new JsonPathError('array index - is not a number');
  return Number(text);
}
