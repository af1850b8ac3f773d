import { quote } from './quote.ts';

/** The text that positions of nodes refer to. */
export interface SourceText {
  /** The file, as messages say it. */
  readonly parseName: string;
  readonly text: string;
}

interface Place {
  readonly at: number;
  readonly source: SourceText;
}

export interface NumberValue {
  readonly text: string;
  readonly int?: bigint;
  readonly uint?: bigint;
  readonly float?: number;
  readonly complex?: { readonly real: number; readonly imaginary: number };
}

export interface ListNode extends Place {
  readonly type: 'list';
  readonly nodes: Node[];
}
export interface PipeNode extends Place {
  readonly type: 'pipe';
  readonly declared: string[];
  isAssign: boolean;
  readonly commands: CommandNode[];
}
export interface CommandNode extends Place {
  readonly type: 'command';
  readonly args: ArgumentNode[];
}
export type FieldNode = Place & { readonly type: 'field'; readonly names: readonly string[] };
export type VariableNode = Place & { readonly type: 'variable'; readonly names: readonly string[] };
export type ChainNode = Place & { readonly type: 'chain'; readonly node: ArgumentNode; readonly names: readonly string[] };
export type IdentifierNode = Place & { readonly type: 'identifier'; readonly name: string };
export type StringNode = Place & { readonly type: 'string'; readonly value: string; readonly quoted: string };
export type NumberNode = Place & { readonly type: 'number'; readonly number: NumberValue };
export type BoolNode = Place & { readonly type: 'bool'; readonly value: boolean };
export type DotNode = Place & { readonly type: 'dot' };
export type NilNode = Place & { readonly type: 'nil' };

export type ArgumentNode =
  FieldNode | VariableNode | ChainNode | IdentifierNode | StringNode | NumberNode | BoolNode | DotNode | NilNode | PipeNode;

export interface BranchNode extends Place {
  readonly type: 'if' | 'with' | 'range';
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly elseList: ListNode | undefined;
}

export type Node =
  | (Place & { readonly type: 'text'; readonly value: string })
  | (Place & { readonly type: 'action'; readonly pipe: PipeNode })
  | BranchNode
  | (Place & { readonly type: 'template'; readonly name: string; readonly pipe: PipeNode | undefined })
  | (Place & { readonly type: 'break' | 'continue' })
  | ListNode;

/** What `{{end}}` and `{{else}}` are while parsing. */
export type Mark = Place & { readonly type: 'end' | 'else' };

/** A parsed template under its name. */
export interface Tree {
  readonly name: string;
  readonly source: SourceText;
  readonly root: ListNode;
}

/** A node as messages show it; models String() of text/template/parse. */
export function nodeText(node: Node | ArgumentNode | CommandNode | Mark): string {
  const render: { readonly [Type in Shown['type']]?: (node: never) => string } = SHOWN;
  return (render[node.type] as (node: Shown) => string)(node);
}

type Shown = Parameters<typeof nodeText>[0];
type Of<Type extends Shown['type']> = Extract<Shown, { type: Type }>;

const branch = (node: BranchNode): string =>
  `{{${node.type} ${nodeText(node.pipe)}}}${nodeText(node.list)}${node.elseList === undefined ? '' : `{{else}}${nodeText(node.elseList)}`}{{end}}`;

const argumentText = (node: ArgumentNode): string => (node.type === 'pipe' ? `(${nodeText(node)})` : nodeText(node));

const SHOWN: { readonly [Type in Shown['type']]: (node: Of<Type>) => string } = {
  list: ({ nodes }) => nodes.map(nodeText).join(''),
  pipe: ({ declared, isAssign, commands }) =>
    `${declared.length > 0 ? `${declared.join(', ')} ${isAssign ? '=' : ':='} ` : ''}${commands.map(nodeText).join(' | ')}`,
  command: ({ args }) => args.map(argumentText).join(' '),
  field: ({ names }) => names.map((name) => `.${name}`).join(''),
  variable: ({ names }) => names.join('.'),
  chain: ({ node, names }) => `${argumentText(node)}${names.map((name) => `.${name}`).join('')}`,
  identifier: ({ name }) => name,
  string: ({ quoted }) => quoted,
  number: ({ number }) => number.text,
  bool: ({ value }) => String(value),
  dot: () => '.',
  nil: () => 'nil',
  text: ({ value }) => value,
  action: ({ pipe }) => `{{${nodeText(pipe)}}}`,
  if: branch,
  with: branch,
  range: branch,
  template: ({ name, pipe }) => `{{template ${quote(name)}${pipe === undefined ? '' : ` ${nodeText(pipe)}`}}}`,
  break: () => '{{break}}',
  continue: () => '{{continue}}',
  end: () => '{{end}}',
  else: () => '{{else}}',
};

/** Whether a template says nothing: blanks (and comments) only. */
export function isEmptyTree(node: Node | undefined): boolean {
  if (node === undefined) return true;
  if (node.type === 'list') return node.nodes.every(isEmptyTree);
  return node.type === 'text' && /^[\s\u0085\u00a0]*$/.test(node.value);
}
