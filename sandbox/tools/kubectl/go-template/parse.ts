import { lex, NAME, placeOf, TemplateError, type Token } from './lex.ts';

/** Whole numbers are bigint and floats number, since Go does not compare one with the other. */
export type Literal = string | bigint | number | boolean | null;

export type Operand =
  | { readonly kind: 'dot' }
  | { readonly kind: 'literal'; readonly value: Literal }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'pipe'; readonly pipe: Pipe };

/** An operand with the fields that are taken of it. */
export interface Argument {
  readonly operand: Operand;
  readonly fields: readonly string[];
  readonly at: number;
  readonly text: string;
}

export interface Pipe {
  readonly variables: readonly string[];
  readonly declares: boolean;
  readonly commands: readonly (readonly Argument[])[];
}

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | Branch
  | { readonly kind: 'template'; readonly name: string; readonly pipe: Pipe | undefined }
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' };

export interface Branch {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: Pipe;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
}

export interface Template {
  readonly source: string;
  readonly nodes: readonly Node[];
  readonly defined: ReadonlyMap<string, readonly Node[]>;
}

const keywords: ReadonlySet<string> = new Set('if else end range with define template block break continue'.split(' '));
const constants: ReadonlyMap<string, Literal> = new Map<string, Literal>([
  ['true', true],
  ['false', false],
  ['nil', null],
]);

/** Reads a template. Throws TemplateError. Models text/template/parse/parse.go. */
export function parse(source: string, functions: ReadonlySet<string>): Template {
  return new Parser(source, functions).template();
}

class Parser {
  private readonly tokens: readonly Token[];
  private index = 0;
  private readonly defined = new Map<string, readonly Node[]>();
  private readonly scope: string[] = ['$'];
  private ranges = 0;

  constructor(
    private readonly source: string,
    private readonly functions: ReadonlySet<string>,
  ) {
    this.tokens = lex(source);
  }

  template(): Template {
    const { nodes, end } = this.list();
    if (end !== undefined) throw this.fail(`unexpected {{${end}}}`);
    return { source: this.source, nodes, defined: this.defined };
  }

  private fail(message: string): TemplateError {
    const at = this.tokens[Math.min(this.index, this.tokens.length - 1)]?.at ?? 0;
    return new TemplateError(`template: ${NAME}:${placeOf(this.source, at)}: ${message}`);
  }

  private skipSpace(): void {
    while (this.tokens[this.index]?.kind === 'space') this.index++;
  }

  private peek(): Token | undefined {
    this.skipSpace();
    return this.tokens[this.index];
  }

  private take(): Token {
    const token = this.peek();
    if (token === undefined) throw this.fail('unexpected EOF');
    this.index++;
    return token;
  }

  /** Nodes up to `end`, `else` or the end of the text. */
  private list(): { readonly nodes: readonly Node[]; readonly end: 'end' | 'else' | undefined } {
    const nodes: Node[] = [];
    for (let token = this.tokens[this.index]; token !== undefined; token = this.tokens[this.index]) {
      this.index++;
      if (token.kind === 'text') {
        nodes.push({ kind: 'text', text: token.text });
        continue;
      }
      const word = this.peek();
      if (word?.kind === 'word' && keywords.has(word.text)) {
        this.index++;
        if (word.text === 'end' || word.text === 'else') return { nodes, end: word.text };
        const node = this.control(word.text);
        if (node !== undefined) nodes.push(node);
      } else {
        nodes.push({ kind: 'action', pipe: this.pipe('command') });
        this.close('command');
      }
    }
    return { nodes, end: undefined };
  }

  private close(context: string): void {
    const token = this.take();
    if (token.kind !== 'close') throw this.fail(`unexpected ${JSON.stringify(token.text)} in ${context}`);
  }

  private control(word: string): Node | undefined {
    if (word === 'break' || word === 'continue') {
      if (this.ranges === 0) throw this.fail(`{{${word}}} outside {{range}}`);
      this.close(word);
      return { kind: word };
    }
    if (word === 'define' || word === 'block' || word === 'template') return this.named(word);
    return this.branch(word as 'if' | 'with' | 'range');
  }

  private named(word: 'define' | 'block' | 'template'): Node | undefined {
    const token = this.take();
    if (token.kind !== 'string') throw this.fail(`unexpected ${JSON.stringify(token.text)} in ${word} clause`);
    const name = unquoted(token.text);
    const pipe = word === 'define' || this.peek()?.kind === 'close' ? undefined : this.pipe(word);
    this.close(word);
    if (word === 'template') return { kind: 'template', name, pipe };
    const { nodes, end } = this.list();
    if (end !== 'end') throw this.fail(end === undefined ? 'unexpected EOF' : 'unexpected {{else}} in define clause');
    this.close('end');
    this.defined.set(name, nodes);
    return word === 'define' ? undefined : { kind: 'template', name, pipe };
  }

  private branch(kind: Branch['kind']): Node {
    const known = this.scope.length;
    const pipe = this.pipe(kind);
    this.close(kind);
    if (kind === 'range') this.ranges++;
    const { nodes: body, end } = this.list();
    if (kind === 'range') this.ranges--;
    let otherwise: readonly Node[] = [];
    if (end === undefined) throw this.fail('unexpected EOF');
    if (end === 'else') {
      const next = this.peek();
      if (next?.kind === 'word' && (next.text === 'if' || next.text === 'with') && kind !== 'range') {
        this.index++;
        otherwise = [this.branch(next.text)];
        this.scope.length = known;
        return { kind, pipe, body, otherwise };
      }
      this.close('else');
      const rest = this.list();
      if (rest.end !== 'end') throw this.fail(rest.end === undefined ? 'unexpected EOF' : 'expected end; found {{else}}');
      otherwise = rest.nodes;
    }
    this.close('end');
    this.scope.length = known;
    return { kind, pipe, body, otherwise };
  }

  private pipe(context: string): Pipe {
    const variables: string[] = [];
    let declares = false;
    const start = this.index;
    for (let token = this.peek(); token?.kind === 'variable'; token = this.peek()) {
      this.index++;
      variables.push(token.text);
      const next = this.peek();
      if (next?.text === ',' && context === 'range' && variables.length === 1) {
        this.index++;
        continue;
      }
      declares = next?.text === ':=';
      if (declares || next?.text === '=') {
        this.index++;
        break;
      }
      variables.length = 0;
      this.index = start;
      break;
    }
    const commands: Argument[][] = [this.command(context)];
    while (this.peek()?.text === '|') {
      this.index++;
      commands.push(this.command(context));
    }
    // What is declared is known from here on.
    if (declares) this.scope.push(...variables);
    else for (const name of variables) this.check(name);
    return { variables, declares, commands };
  }

  private check(name: string): void {
    if (!this.scope.includes(name)) throw this.fail(`undefined variable ${JSON.stringify(name)}`);
  }

  private command(context: string): Argument[] {
    const found: Argument[] = [];
    for (let token = this.peek(); token !== undefined; token = this.peek()) {
      if (token.kind === 'close' || token.text === '|' || token.text === ')') break;
      found.push(this.argument(context));
    }
    if (found.length === 0) throw this.fail(this.peek()?.kind === 'close' ? `missing value for ${context}` : `unexpected EOF`);
    return found;
  }

  private argument(context: string): Argument {
    const token = this.take();
    const fields: string[] = [];
    let operand: Operand;
    if (token.kind === 'field') {
      operand = { kind: 'dot' };
      fields.push(token.text.slice(1));
    } else if (token.kind === 'variable') {
      this.check(token.text);
      operand = { kind: 'variable', name: token.text };
    } else if (token.kind === 'string') operand = { kind: 'literal', value: literalOf(token.text) };
    else if (token.kind === 'number') operand = { kind: 'literal', value: numberOf(token.text) };
    else if (token.kind === 'word') {
      const constant = constants.get(token.text);
      if (constant !== undefined) operand = { kind: 'literal', value: constant };
      else if (this.functions.has(token.text)) operand = { kind: 'function', name: token.text };
      else throw this.fail(`function ${JSON.stringify(token.text)} not defined`);
    } else if (token.text === '.') operand = { kind: 'dot' };
    else if (token.text === '(') {
      operand = { kind: 'pipe', pipe: this.pipe('parenthesized pipeline') };
      if (this.take().text !== ')') throw this.fail('unclosed left paren');
    } else throw this.fail(`unexpected ${JSON.stringify(token.text)} in ${context}`);
    // No blank stands before the fields of an operand.
    for (let next = this.tokens[this.index]; next?.kind === 'field'; next = this.tokens[this.index]) {
      fields.push(next.text.slice(1));
      this.index++;
    }
    const last = this.tokens[this.index - 1];
    return { operand, fields, at: token.at, text: this.source.slice(token.at, (last?.at ?? 0) + (last?.text.length ?? 0)) };
  }
}

function numberOf(text: string): Literal {
  return /^[+-]?(0[xX][0-9a-fA-F]+|\d+)$/.test(text)
    ? text.startsWith('-')
      ? -BigInt(text.slice(1))
      : BigInt(text.replace('+', ''))
    : Number(text);
}

function literalOf(text: string): Literal {
  if (!text.startsWith("'")) return unquoted(text);
  return BigInt(unquoted(`"${text.slice(1, -1).replaceAll('"', '\\"')}"`).codePointAt(0) ?? 0);
}

const escapes: { readonly [letter: string]: string } = { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v' };

export function unquoted(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1);
  return text
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/gs, (_, x, u, long, octal, letter) => {
      const code: unknown = x ?? u ?? long;
      if (typeof code === 'string') return String.fromCodePoint(parseInt(code, 16));
      if (typeof octal === 'string') return String.fromCharCode(parseInt(octal, 8));
      return escapes[String(letter)] ?? String(letter);
    });
}
