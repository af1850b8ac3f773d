import { Lexer, tokenText, type Token, type TokenType } from './lex.ts';
import {
  isEmptyTree,
  nodeText,
  type ArgumentNode,
  type BranchNode,
  type CommandNode,
  type ListNode,
  type Mark,
  type Node,
  type PipeNode,
  type SourceText,
  type Tree,
} from './nodes.ts';
import { numberOf } from './numbers.ts';
import { ParseFailure } from './parse-failure.ts';
import { quote, unquote } from './quote.ts';

/** A text that is no template; the message is Go's, with its place. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
}

const MAX_NESTING = 400;

const LITERALS: ReadonlySet<string> = new Set(['bool', 'string', 'number', 'nil', 'dot']);
const OPERANDS: ReadonlySet<TokenType> = new Set<TokenType>([
  'bool',
  'charConstant',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'rawString',
  'string',
  'variable',
  'leftParen',
]);

/**
 * Parses a text into its own tree and those of its `define` and `block` actions, by name. Throws ParseError.
 * Models text/template/parse.
 */
export function parseTemplate(name: string, text: string, hasFunction: (name: string) => boolean): Map<string, Tree> {
  const source = { parseName: name, text };
  const trees = new Map<string, Tree>();
  const parser = new Parser(source, new Lexer(text), hasFunction, trees, name);
  parser.whole();
  return trees;
}

const isMark = (node: Node | Mark): node is Mark => node.type === 'end' || node.type === 'else';

class Parser {
  private readonly tokens: [Token, Token, Token];
  private peeked = 0;
  private variables = ['$'];
  private actionLine = 0;
  private rangeDepth = 0;
  private depth = 0;

  constructor(
    private readonly source: SourceText,
    private readonly lexer: Lexer,
    private readonly hasFunction: (name: string) => boolean,
    private readonly trees: Map<string, Tree>,
    private name: string,
  ) {
    const none: Token = { type: 'text', at: 0, value: '', line: 0 };
    this.tokens = [none, none, none];
  }

  whole(): void {
    const root: ListNode = { type: 'list', nodes: [], at: this.peek().at, source: this.source };
    while (this.peek().type !== 'eof') {
      if (this.peek().type === 'leftDelim') {
        const delim = this.next();
        if (this.nextNonSpace().type === 'define') {
          new Parser(this.source, this.lexer, this.hasFunction, this.trees, 'definition').definition();
          continue;
        }
        this.backup2(delim);
      }
      const node = this.textOrAction();
      if (isMark(node)) this.fail(`unexpected ${nodeText(node)}`);
      else root.nodes.push(node);
    }
    this.add(root);
  }

  private definition(): void {
    this.name = this.templateName(this.nextNonSpace(), 'define clause');
    this.expect('rightDelim', 'define clause');
    this.body('define clause');
  }

  /** The list up to `{{end}}`, added under the parser's name. */
  private body(context: string): void {
    const [root, end] = this.itemList();
    if (end.type !== 'end') this.fail(`unexpected ${nodeText(end)} in ${context}`);
    this.add(root);
  }

  private add(root: ListNode): void {
    const old = this.trees.get(this.name);
    if (old === undefined || isEmptyTree(old.root)) {
      this.trees.set(this.name, { name: this.name, source: this.source, root });
    } else if (!isEmptyTree(root)) this.fail(`template: multiple definition of template ${quote(this.name)}`);
  }

  private token(index: number): Token {
    return this.tokens[index === 0 ? 0 : index === 1 ? 1 : 2];
  }

  private next(): Token {
    if (this.peeked > 0) this.peeked--;
    else this.tokens[0] = this.lexer.next();
    return this.token(this.peeked);
  }

  private backup(): void {
    this.peeked++;
  }

  private backup2(one: Token): void {
    this.tokens[1] = one;
    this.peeked = 2;
  }

  private backup3(two: Token, one: Token): void {
    this.tokens[1] = one;
    this.tokens[2] = two;
    this.peeked = 3;
  }

  private peek(): Token {
    if (this.peeked > 0) return this.token(this.peeked - 1);
    this.peeked = 1;
    this.tokens[0] = this.lexer.next();
    return this.tokens[0];
  }

  private nextNonSpace(): Token {
    for (;;) {
      const token = this.next();
      if (token.type !== 'space') return token;
    }
  }

  private peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.backup();
    return token;
  }

  private fail(message: string): never {
    throw new ParseError(`template: ${this.source.parseName}:${this.tokens[0].line}: ${message}`);
  }

  private expect(type: TokenType, context: string): Token {
    const token = this.nextNonSpace();
    if (token.type !== type) this.unexpected(token, context);
    return token;
  }

  private unexpected(token: Token, context: string): never {
    if (token.type !== 'error') return this.fail(`unexpected ${tokenText(token)} in ${context}`);
    let extra = '';
    if (this.actionLine !== 0 && this.actionLine !== token.line) {
      extra = ` in action started at ${this.source.parseName}:${this.actionLine}`;
      if (token.value.endsWith(' action')) extra = extra.slice(' in action'.length);
    }
    return this.fail(`${token.value}${extra}`);
  }

  private itemList(): [ListNode, Mark] {
    if (++this.depth > MAX_NESTING) this.fail('max expression depth exceeded');
    const list: ListNode = { type: 'list', nodes: [], at: this.peekNonSpace().at, source: this.source };
    while (this.peekNonSpace().type !== 'eof') {
      const node = this.textOrAction();
      if (isMark(node)) {
        this.depth--;
        return [list, node];
      }
      list.nodes.push(node);
    }
    return this.fail('unexpected EOF');
  }

  private textOrAction(): Node | Mark {
    const token = this.nextNonSpace();
    if (token.type === 'text') return { type: 'text', at: token.at, value: token.value, source: this.source };
    if (token.type !== 'leftDelim') return this.unexpected(token, 'input');
    this.actionLine = token.line;
    const node = this.action();
    this.actionLine = 0;
    return node;
  }

  private action(): Node | Mark {
    const token = this.nextNonSpace();
    const { at } = token;
    const { source } = this;
    if (token.type === 'block') return this.block();
    if (token.type === 'break' || token.type === 'continue') {
      const shown = `{{${token.type}}}`;
      const after = this.nextNonSpace();
      if (after.type !== 'rightDelim') this.unexpected(after, shown);
      if (this.rangeDepth === 0) this.fail(`${shown} outside {{range}}`);
      return { type: token.type, at, source };
    }
    if (token.type === 'else') {
      const peeked = this.peekNonSpace();
      if (peeked.type === 'if' || peeked.type === 'with') return { type: 'else', at: peeked.at, source };
      return { type: 'else', at: this.expect('rightDelim', 'else').at, source };
    }
    if (token.type === 'end') return { type: 'end', at: this.expect('rightDelim', 'end').at, source };
    if (token.type === 'if' || token.type === 'range' || token.type === 'with') return this.control(token.type);
    if (token.type === 'template') return this.templateAction();
    this.backup();
    const first = this.peek();
    return { type: 'action', at: first.at, source, pipe: this.pipeline('command', 'rightDelim') };
  }

  private control(type: BranchNode['type']): BranchNode {
    const known = this.variables.length;
    const pipe = this.pipeline(type, 'rightDelim');
    if (type === 'range') this.rangeDepth++;
    const [list, next] = this.itemList();
    if (type === 'range') this.rangeDepth--;
    let elseList: ListNode | undefined;
    if (next.type === 'else') {
      const peeked = this.peek().type;
      if (type !== 'range' && peeked === type) {
        if (++this.depth > MAX_NESTING) this.fail('max expression depth exceeded');
        this.next();
        elseList = { type: 'list', nodes: [this.control(type)], at: next.at, source: this.source };
        this.depth--;
      } else {
        const [otherwise, end] = this.itemList();
        if (end.type !== 'end') this.fail(`expected end; found ${nodeText(end)}`);
        elseList = otherwise;
      }
    }
    this.variables.length = Math.min(this.variables.length, known);
    return { type, at: pipe.at, source: this.source, pipe, list, elseList };
  }

  private templateName(token: Token, context: string): string {
    if (token.type !== 'string' && token.type !== 'rawString') return this.unexpected(token, context);
    return unquote(token.value) ?? this.fail('invalid syntax');
  }

  private block(): Node {
    const token = this.nextNonSpace();
    const name = this.templateName(token, 'block clause');
    const pipe = this.pipeline('block clause', 'rightDelim');
    const inner = new Parser(this.source, this.lexer, this.hasFunction, this.trees, name);
    inner.depth = this.depth;
    inner.body('block clause');
    return { type: 'template', at: token.at, source: this.source, name, pipe };
  }

  private templateAction(): Node {
    const token = this.nextNonSpace();
    const name = this.templateName(token, 'template clause');
    let pipe: PipeNode | undefined;
    if (this.nextNonSpace().type !== 'rightDelim') {
      this.backup();
      pipe = this.pipeline('template clause', 'rightDelim');
    }
    return { type: 'template', at: token.at, source: this.source, name, pipe };
  }

  private pipeline(context: string, end: TokenType): PipeNode {
    if (++this.depth > MAX_NESTING) this.fail('max expression depth exceeded');
    const pipe: PipeNode = {
      type: 'pipe',
      at: this.peekNonSpace().at,
      source: this.source,
      declared: [],
      isAssign: false,
      commands: [],
    };
    while (this.declaration(pipe, context));
    for (;;) {
      const token = this.nextNonSpace();
      if (token.type === end) {
        this.checkPipeline(pipe, context);
        this.depth--;
        return pipe;
      }
      if (!OPERANDS.has(token.type)) this.unexpected(token, context);
      this.backup();
      pipe.commands.push(this.command());
    }
  }

  /** Reads `$x :=`, `$x =` or the `$x,` of a range; true when one more may follow. */
  private declaration(pipe: PipeNode, context: string): boolean {
    const variable = this.peekNonSpace();
    if (variable.type !== 'variable') return false;
    this.next();
    // "$x foo" needs three tokens to be told from "$x := foo".
    const after = this.peek();
    const next = this.peekNonSpace();
    const declare = (): void => {
      this.nextNonSpace();
      pipe.declared.push(variable.value);
      this.variables.push(variable.value);
    };
    if (next.type === 'assign' || next.type === 'declare') {
      pipe.isAssign = next.type === 'assign';
      declare();
    } else if (next.type === 'char' && next.value === ',') {
      declare();
      if (context === 'range' && pipe.declared.length < 2) {
        if (['variable', 'rightDelim', 'rightParen'].includes(this.peekNonSpace().type)) return true;
        this.fail('range can only initialize variables');
      }
      this.fail(`too many declarations in ${context}`);
    } else if (after.type === 'space') this.backup3(variable, after);
    else this.backup2(variable);
    return false;
  }

  private checkPipeline({ commands }: PipeNode, context: string): void {
    if (commands.length === 0) this.fail(`missing value for ${context}`);
    for (const [index, { args }] of commands.entries()) {
      if (index > 0 && LITERALS.has(args[0]?.type ?? '')) this.fail(`non executable command in pipeline stage ${index + 1}`);
    }
  }

  private command(): CommandNode {
    const command: CommandNode = { type: 'command', at: this.peekNonSpace().at, source: this.source, args: [] };
    for (;;) {
      this.peekNonSpace();
      const operand = this.operand();
      if (operand !== undefined) command.args.push(operand);
      const token = this.next();
      if (token.type === 'space') continue;
      if (token.type === 'rightDelim' || token.type === 'rightParen') this.backup();
      else if (token.type !== 'pipe') this.unexpected(token, 'operand');
      break;
    }
    if (command.args.length === 0) this.fail('empty command');
    return command;
  }

  private operand(): ArgumentNode | undefined {
    const node = this.term();
    if (node === undefined || this.peek().type !== 'field') return node;
    const { at } = this.peek();
    const names: string[] = [];
    while (this.peek().type === 'field') names.push(this.next().value.slice(1));
    const { source } = this;
    if (node.type === 'field' || node.type === 'variable')
      return { type: node.type, at, source, names: [...node.names, ...names] };
    if (LITERALS.has(node.type)) this.fail(`unexpected . after term ${quote(nodeText(node))}`);
    return { type: 'chain', at, source, node, names };
  }

  private term(): ArgumentNode | undefined {
    const token = this.nextNonSpace();
    const { at, value } = token;
    const { source } = this;
    if (token.type === 'identifier') {
      if (!this.hasFunction(value)) this.fail(`function ${quote(value)} not defined`);
      return { type: 'identifier', at, source, name: value };
    }
    if (token.type === 'dot') return { type: 'dot', at, source };
    if (token.type === 'nil') return { type: 'nil', at, source };
    if (token.type === 'variable') {
      if (!this.variables.includes(value)) this.fail(`undefined variable ${quote(value)}`);
      return { type: 'variable', at, source, names: [value] };
    }
    if (token.type === 'field') return { type: 'field', at, source, names: [value.slice(1)] };
    if (token.type === 'bool') return { type: 'bool', at, source, value: value === 'true' };
    if (token.type === 'charConstant' || token.type === 'complex' || token.type === 'number') {
      try {
        return { type: 'number', at, source, number: numberOf(value, token.type) };
      } catch (error) {
        if (error instanceof ParseFailure) this.fail(error.message);
        throw error;
      }
    }
    if (token.type === 'leftParen') return this.pipeline('parenthesized pipeline', 'rightParen');
    if (token.type === 'string' || token.type === 'rawString') {
      return { type: 'string', at, source, value: unquote(value) ?? this.fail('invalid syntax'), quoted: value };
    }
    this.backup();
    return undefined;
  }
}
