import { GoYamlError, problemAt } from './cursor.ts';
import { MAX_DEPTH, Scanner, type Token, type TokenType } from './scan.ts';

interface Place {
  /** Counted from 1. */
  readonly line: number;
  /** Written out whole; empty when there is none. */
  readonly tag: string;
}

export interface ScalarNode extends Place {
  readonly kind: 'scalar';
  readonly value: string;
  /** Its type follows from its text: it has neither quotes nor a tag. */
  readonly isPlain: boolean;
}

export interface SequenceNode extends Place {
  readonly kind: 'sequence';
  readonly items: GoYamlNode[];
}

export interface MappingNode extends Place {
  readonly kind: 'mapping';
  readonly entries: [GoYamlNode, GoYamlNode][];
}

export interface AliasNode extends Place {
  readonly kind: 'alias';
  readonly name: string;
  readonly target: GoYamlNode;
}

export type GoYamlNode = ScalarNode | SequenceNode | MappingNode | AliasNode;

export const TAG_PREFIX = 'tag:yaml.org,2002:';

/**
 * The first document of a YAML text; undefined when there is none. Later documents are not looked at, as by yaml.Unmarshal. Throws
 * GoYamlError. Models the parser of go-yaml v2.
 */
export function parseGoYaml(text: string): GoYamlNode | undefined {
  const problem = unreadable(text);
  if (problem !== undefined) throw new GoYamlError(problem);
  return new Parser(text).document();
}

/** What is wrong with the first document of a text, in the words of go-yaml; undefined for YAML. */
export function goYamlProblem(text: string): string | undefined {
  try {
    parseGoYaml(text);
    return undefined;
  } catch (error) {
    if (error instanceof GoYamlError) return error.message;
    throw error;
  }
}

/** What go-yaml's reader refuses; bytes that are no UTF-8 stand as lone surrogates. */
function unreadable(text: string): string | undefined {
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)) {
    const byte = (/(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(text)?.[0].charCodeAt(0) ?? 0) & 0xff;
    return byte >= 0xc0 && byte < 0xf8 ? 'invalid trailing UTF-8 octet' : 'invalid leading UTF-8 octet';
  }
  return /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/.test(text) ? 'control characters are not allowed' : undefined;
}

/** What stands where something is missing. */
const DOCUMENT_ENDS: ReadonlySet<TokenType> = new Set<TokenType>(['directive', 'document start', 'document end', 'stream end']);
const DOCUMENT_STARTS: ReadonlySet<TokenType> = new Set<TokenType>(['directive', 'document start']);
const PART_ENDS: ReadonlySet<TokenType> = new Set<TokenType>(['key', 'value', 'block end']);
const PAIR_KEY_ENDS: ReadonlySet<TokenType> = new Set<TokenType>(['value', ',', ']']);
const PAIR_ENDS: ReadonlySet<TokenType> = new Set<TokenType>([',', ']']);
const FLOW_KEY_ENDS: ReadonlySet<TokenType> = new Set<TokenType>(['value', ',', '}']);
const FLOW_ENDS: ReadonlySet<TokenType> = new Set<TokenType>([',', '}']);
const ITEM_ENDS: ReadonlySet<TokenType> = new Set<TokenType>(['-', 'block end']);
const INDENTLESS_ENDS: ReadonlySet<TokenType> = new Set<TokenType>(['-', 'key', 'value', 'block end']);

class Parser {
  private readonly scanner: Scanner;
  private readonly anchors = new Map<string, GoYamlNode>();
  private readonly handles = new Map([
    ['!', '!'],
    ['!!', TAG_PREFIX],
  ]);
  private depth = 0;

  constructor(text: string) {
    this.scanner = new Scanner(text);
  }

  document(): GoYamlNode | undefined {
    if (this.at('stream end')) return undefined;
    let node: GoYamlNode;
    if (this.atOne(DOCUMENT_STARTS)) {
      this.directives();
      if (!this.at('document start')) throw this.problem('did not find expected <document start>');
      this.scanner.take();
      node = this.atOne(DOCUMENT_ENDS) ? this.empty() : this.node(true, false);
    } else node = this.node(true, false);
    // What follows is looked at as far as it takes to know that the document has ended.
    this.scanner.peek();
    return node;
  }

  private directives(): void {
    let hasVersion = false;
    const own = new Set<string>();
    while (this.at('directive')) {
      const { directive } = this.scanner.peek();
      if (directive?.name === 'YAML') {
        if (hasVersion) throw this.problem('found duplicate %YAML directive');
        if (directive.version !== '1.1') throw this.problem('found incompatible YAML document');
        hasVersion = true;
      } else if (directive !== undefined) {
        if (own.has(directive.handle)) throw this.problem('found duplicate %TAG directive');
        own.add(directive.handle);
        this.handles.set(directive.handle, directive.prefix);
      }
      this.scanner.take();
    }
  }

  private node(inBlock: boolean, indentless: boolean): GoYamlNode {
    if (++this.depth > MAX_DEPTH) throw this.problem(`exceeded max depth of ${MAX_DEPTH}`);
    try {
      return this.nodeWithin(inBlock, indentless);
    } finally {
      this.depth--;
    }
  }

  private nodeWithin(inBlock: boolean, indentless: boolean): GoYamlNode {
    const start = this.scanner.peek();
    if (start.type === 'alias') return this.alias();
    if (start.type === 'scalar') {
      this.scanner.take();
      return { kind: 'scalar', line: start.line + 1, tag: '', value: start.value, isPlain: start.isPlain };
    }
    let anchor: Token | undefined;
    let tagToken: Token | undefined;
    if (this.at('anchor')) {
      anchor = this.scanner.take();
      if (this.at('tag')) tagToken = this.scanner.take();
    } else if (this.at('tag')) {
      tagToken = this.scanner.take();
      if (this.at('anchor')) anchor = this.scanner.take();
    }
    const tag = tagToken === undefined ? '' : this.tagOf(tagToken);
    const place = { line: start.line + 1, tag };
    // Known by its name from its beginning on, so that it may stand within itself and be refused for that.
    const known = <Node extends GoYamlNode>(node: Node): Node => {
      if (anchor !== undefined) this.anchors.set(anchor.value, node);
      return node;
    };
    if (indentless && this.at('-')) return this.sequence(known({ ...place, kind: 'sequence', items: [] }), 'indentless');
    if (this.at('scalar')) {
      const { value, isPlain } = this.scanner.take();
      return known({ ...place, kind: 'scalar', value, isPlain: tag === '!' || (tag === '' && isPlain) });
    }
    if (this.at('[')) return this.flowSequence(known({ ...place, kind: 'sequence', items: [] }));
    if (this.at('{')) return this.flowMapping(known({ ...place, kind: 'mapping', entries: [] }));
    if (inBlock && this.at('block sequence')) return this.sequence(known({ ...place, kind: 'sequence', items: [] }), 'block');
    if (inBlock && this.at('block mapping')) return this.mapping(known({ ...place, kind: 'mapping', entries: [] }));
    if (anchor !== undefined || tagToken !== undefined)
      return known({ ...place, kind: 'scalar', value: '', isPlain: tag === '' });
    throw this.problem('did not find expected node content', start.line);
  }

  private alias(): AliasNode {
    const { value: name, line } = this.scanner.take();
    const target = this.anchors.get(name);
    if (target === undefined) throw new GoYamlError(`unknown anchor '${name}' referenced`);
    return { kind: 'alias', name, target, line: line + 1, tag: '' };
  }

  private tagOf({ value: handle, suffix, line }: Token): string {
    if (handle === '') return suffix;
    const prefix = this.handles.get(handle);
    if (prefix === undefined) throw problemAt(line, 'found undefined tag handle');
    return prefix + suffix;
  }

  private sequence(node: SequenceNode, style: 'block' | 'indentless'): SequenceNode {
    const context = this.scanner.peek().line;
    if (style === 'block') this.scanner.take();
    // Without an indentation of its own a list ends where a key of the mapping around it begins.
    const ends = style === 'block' ? ITEM_ENDS : INDENTLESS_ENDS;
    while (this.at('-')) {
      this.scanner.take();
      node.items.push(this.atOne(ends) ? this.empty() : this.node(true, false));
    }
    if (style === 'block') {
      if (!this.at('block end')) throw this.problem("did not find expected '-' indicator", context);
      this.scanner.take();
    }
    return node;
  }

  private mapping(node: MappingNode): MappingNode {
    const context = this.scanner.take().line;
    while (this.at('key')) {
      this.scanner.take();
      const key = this.part();
      let value: GoYamlNode = this.empty();
      if (this.at('value')) {
        this.scanner.take();
        value = this.part();
      }
      node.entries.push([key, value]);
    }
    if (!this.at('block end')) throw this.problem('did not find expected key', context);
    this.scanner.take();
    return node;
  }

  /** A key or a value of a block mapping, which may be missing. */
  private part(): GoYamlNode {
    return this.atOne(PART_ENDS) ? this.empty() : this.node(true, true);
  }

  private flowSequence(node: SequenceNode): SequenceNode {
    const context = this.scanner.take().line;
    for (let first = true; !this.at(']'); first = false) {
      if (!first) {
        if (!this.at(',')) throw this.problem("did not find expected ',' or ']'", context);
        this.scanner.take();
      }
      if (this.at('key')) node.items.push(this.pair());
      else if (this.at(']')) break;
      else node.items.push(this.node(false, false));
    }
    this.scanner.take();
    return node;
  }

  /** `a: 1` within `[ ]`: a mapping of one entry. */
  private pair(): MappingNode {
    const { line } = this.scanner.take();
    let key: GoYamlNode;
    if (this.atOne(PAIR_KEY_ENDS)) {
      key = this.empty();
      // go-yaml passes the token that it found instead of a key.
      this.scanner.take();
    } else key = this.node(false, false);
    let value: GoYamlNode = this.empty();
    if (this.at('value')) {
      this.scanner.take();
      if (!this.atOne(PAIR_ENDS)) value = this.node(false, false);
    }
    return { kind: 'mapping', line: line + 1, tag: '', entries: [[key, value]] };
  }

  private flowMapping(node: MappingNode): MappingNode {
    const context = this.scanner.take().line;
    for (let first = true; !this.at('}'); first = false) {
      if (!first) {
        if (!this.at(',')) throw this.problem("did not find expected ',' or '}'", context);
        this.scanner.take();
      }
      if (this.at('key')) {
        this.scanner.take();
        const key = this.atOne(FLOW_KEY_ENDS) ? this.empty() : this.node(false, false);
        let value: GoYamlNode = this.empty();
        if (this.at('value')) {
          this.scanner.take();
          if (!this.atOne(FLOW_ENDS)) value = this.node(false, false);
        }
        node.entries.push([key, value]);
      } else if (this.at('}')) break;
      else node.entries.push([this.node(false, false), this.empty()]);
    }
    this.scanner.take();
    return node;
  }

  private at(type: TokenType): boolean {
    return this.scanner.peek().type === type;
  }

  private atOne(types: ReadonlySet<TokenType>): boolean {
    return types.has(this.scanner.peek().type);
  }

  private empty(): ScalarNode {
    return { kind: 'scalar', value: '', isPlain: true, line: this.scanner.peek().line + 1, tag: '' };
  }

  /** Something else stands where the text goes on. The parser names the line before, and what it reads when that is the first. */
  private problem(text: string, context = 0): GoYamlError {
    const { line } = this.scanner.peek();
    return problemAt(line === 0 ? context : line, text);
  }
}
