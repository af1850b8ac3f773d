import type { Bash } from 'just-bash/browser';
import type { JustBash } from './just-bash.ts';

/** The syntax tree of just-bash, by the types that its public `transform` gives. */
export type Script = ReturnType<Bash['transform']>['ast'];
export type Statement = Script['statements'][number];
export type Pipeline = Statement['pipelines'][number];
export type Command = Pipeline['commands'][number];
export type SimpleCommand = Extract<Command, { type: 'SimpleCommand' }>;
export type FunctionDefinition = Extract<Command, { type: 'FunctionDef' }>;
export type CompoundCommand = Exclude<Command, SimpleCommand | FunctionDefinition>;
export type Redirection = SimpleCommand['redirections'][number];
export type Assignment = SimpleCommand['assignments'][number];
export type Word = SimpleCommand['args'][number];

/** The text is no shell script. */
export class ShellSyntaxError extends Error {
  constructor(
    message: string,
    readonly line: number,
    /** Whether more text could make it one: an open quote, a `do` without `done`. */
    readonly unfinished: boolean,
  ) {
    super(message);
    this.name = 'ShellSyntaxError';
  }
}

export type ParseScript = (text: string) => Script;

/** The parser of just-bash. It throws ShellSyntaxError with bash's words. */
export function createParser({ Bash }: JustBash): ParseScript {
  let parsed: Script | undefined;
  const parser = new Bash({ defenseInDepth: false });
  parser.registerTransformPlugin({
    name: 'keep',
    transform: ({ ast }) => {
      parsed = ast;
      // What `transform` turns back into text must not cost anything.
      return { ast: { ...ast, statements: [] } };
    },
  });
  return (text) => {
    try {
      parsed = undefined;
      parser.transform(text);
    } catch (error) {
      throw syntaxError(error, text);
    }
    if (parsed === undefined) throw new ShellSyntaxError('syntax error', 1, false);
    checkEmptyCommands(parsed);
    return parsed;
  };
}

const keywords: { readonly [type: string]: string } = {
  DBRACK_END: ']]',
  DPAREN_END: '))',
  RPAREN: ')',
  RBRACE: '}',
};

function syntaxError(error: unknown, text: string): Error {
  if (!(error instanceof Error)) return new ShellSyntaxError(String(error), 1, false);
  const { token, line } = error as Error & { token?: { type: string; value: string }; line?: number };
  const message = error.message.replace(/^(Parse error at \d+:\d+|line \d+): /, '');
  if (message.startsWith('unexpected EOF')) return new ShellSyntaxError(message, line || 1, true);
  if (token?.type === 'EOF') return new ShellSyntaxError('syntax error: unexpected end of file', text.split('\n').length, true);
  const wanted = /^Expected (\w+), got (\w+)$/.exec(message);
  if (wanted !== null || message.startsWith('Expected')) {
    const found =
      token === undefined ? (keywords[wanted?.[2] ?? ''] ?? 'newline') : token.type === 'NEWLINE' ? 'newline' : token.value;
    return new ShellSyntaxError(`syntax error near unexpected token \`${found}'`, line ?? 1, false);
  }
  return new ShellSyntaxError(message, line ?? 1, false);
}

function isEmpty(command: Command): boolean {
  return (
    command.type === 'SimpleCommand' &&
    command.name === null &&
    command.assignments.length === 0 &&
    command.redirections.length === 0
  );
}

/** The parser lets `a |` and `a | | b` pass; bash waits for more, or refuses. */
function checkEmptyCommands(script: Script): void {
  for (const [index, statement] of script.statements.entries()) {
    if (statement.deferredError !== undefined) continue;
    const commands = statement.pipelines.flatMap((pipeline) => pipeline.commands);
    const hole = commands.findIndex((command) => isEmpty(command));
    if (hole < 0 || (commands.length === 1 && statement.pipelines[0]?.negated !== true)) continue;
    const last = hole === commands.length - 1 && index === script.statements.length - 1;
    throw new ShellSyntaxError(
      last ? 'syntax error: unexpected end of file' : "syntax error near unexpected token `|'",
      statement.line ?? 1,
      last,
    );
  }
}

/** Whether an input needs more lines before it can run. */
export function isUnfinished(parse: ParseScript, text: string): boolean {
  if (/(^|[^\\])(\\\\)*\\$/.test(text)) return true;
  try {
    return hasOpenHereDocument(parse(text));
  } catch (error) {
    return error instanceof ShellSyntaxError && error.unfinished;
  }
}

function hasOpenHereDocument(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(hasOpenHereDocument);
  if (typeof node !== 'object' || node === null) return false;
  if ('type' in node && node.type === 'HereDoc' && 'terminated' in node && node.terminated === false) return true;
  return Object.values(node).some(hasOpenHereDocument);
}

export const literal = (value: string): Word => ({ type: 'Word', parts: [{ type: 'Literal', value }] });

export const quoted = (value: string): Word => ({ type: 'Word', parts: [{ type: 'SingleQuoted', value }] });

/** `"$name"` */
export const variable = (name: string): Word => ({
  type: 'Word',
  parts: [{ type: 'DoubleQuoted', parts: [{ type: 'ParameterExpansion', parameter: name, operation: null }] }],
});

export const assignment = (name: string, value: Word): Assignment => ({
  type: 'Assignment',
  name,
  value,
  append: false,
  array: null,
});

export const redirection = (fd: number, operator: Redirection['operator'], target: Word): Redirection => ({
  type: 'Redirection',
  fd,
  operator,
  target,
});

export function simpleCommand(name: string, args: readonly Word[] = []): SimpleCommand {
  return { type: 'SimpleCommand', assignments: [], name: literal(name), args: [...args], redirections: [] };
}

export function assignmentCommand(...assignments: readonly Assignment[]): SimpleCommand {
  return { type: 'SimpleCommand', assignments: [...assignments], name: null, args: [], redirections: [] };
}

export const pipelineOf = (...commands: readonly Command[]): Pipeline => ({
  type: 'Pipeline',
  commands: [...commands],
  negated: false,
});

export const statementOf = (command: Command): Statement => ({
  type: 'Statement',
  pipelines: [pipelineOf(command)],
  operators: [],
  background: false,
});

export const groupOf = (...body: readonly Statement[]): Command => ({ type: 'Group', body: [...body], redirections: [] });

/** The text of a word that needs no expansion. */
export function literalText(word: Word | null): string | undefined {
  if (word === null) return undefined;
  let text = '';
  for (const part of word.parts) {
    if (part.type !== 'Literal' && part.type !== 'SingleQuoted' && part.type !== 'Escaped') return undefined;
    text += part.value;
  }
  return text;
}
