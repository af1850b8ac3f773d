import { ParseError, TypeError as CelTypeError, type ASTNode, type Environment } from '@marcbachmann/cel-js';
import { boundedProgram, type Program } from './bounds.ts';

/** An expression that compiled, or what cel-go says of one that does not. */
export interface CompiledExpression {
  readonly program?: Program;
  readonly type?: string | undefined;
  readonly problem?: string;
}

/** Compiles an expression; faults are told in the words of cel-go, with the place marked below the line. */
export function compileExpression(environment: Environment, expression: string): CompiledExpression {
  const faults: string[] = [];
  try {
    const parsed = environment.parse(expression);
    const { valid, type, error } = parsed.check();
    if (valid) return { program: boundedProgram(environment, expression), type };
    faults.push(...undeclared(environment, parsed.ast, expression));
    if (faults.length === 0) faults.push(faultText(expression, error));
  } catch (error) {
    if (!(error instanceof ParseError) && !(error instanceof CelTypeError)) throw error;
    faults.push(faultText(expression, error));
  }
  return { problem: `compilation failed: ${faults.join('\n')}` };
}

/** All variables that there are not: cel-go goes on after the first. */
function undeclared(environment: Environment, root: ASTNode, expression: string): readonly string[] {
  const known = environment.getDefinitions().variables.map(({ name }) => name);
  const faults: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (typeof node !== 'object' || node === null || !('op' in node)) return;
    const { op, args, start } = node as ASTNode;
    if (op === 'id') {
      if (!known.includes(args)) faults.push(marked(expression, `undeclared reference to '${args}' (in container '')`, start));
    } else visit(args);
  };
  // Macros declare variables of their own, which only the checker knows.
  if (!/\.(all|exists|exists_one|map|filter|bind|transformList|transformMap)\(/.test(expression)) visit(root);
  return faults;
}

export function marked(expression: string, text: string, at: number): string {
  const before = expression.slice(0, at).split('\n');
  const column = before.at(-1)?.length ?? 0;
  const line = expression.split('\n')[before.length - 1] ?? '';
  return `ERROR: <input>:${before.length}:${column + 1}: ${text}\n | ${line}\n | ${'.'.repeat(column)}^`;
}

const EXPECTED =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

function faultText(expression: string, error: ParseError | CelTypeError | undefined): string {
  const summary = error?.summary ?? '';
  const start = error?.range?.start ?? 0;
  const at = (text: string, place = start): string => marked(expression, text, place);
  if (error?.code === 'unexpected_token' && summary.endsWith('EOF'))
    return at(`Syntax error: mismatched input '<EOF>' expecting ${EXPECTED}`);
  if (error instanceof ParseError && /^Unexpected (token|character)/.test(summary)) {
    const token = expression.slice(start, error.range?.end ?? start + 1);
    if (start === 0) return at(`Syntax error: no viable alternative at input '${expression.slice(0, 2)}'`, 1);
    return at(`Syntax error: extraneous input '${token}' expecting <EOF>`);
  }
  if (error instanceof ParseError && summary.startsWith('Expected IDENTIFIER, got'))
    return at(`Syntax error: no viable alternative at input '${expression.slice(0, start).trim().at(-1) ?? ''}'`);
  const variable = /^Unknown variable: (.*)$/.exec(summary)?.[1];
  if (variable !== undefined) return at(`undeclared reference to '${variable}' (in container '')`);
  const field = /^No such key: (.*)$/.exec(summary)?.[1];
  if (field !== undefined) return at(`undefined field '${field}'`, Math.max(expression.indexOf(`.${field}`, start - 1), 0));
  const [, left = '', operator, right = ''] = /^no such overload: (.+?) (\S+) (.+)$/.exec(summary) ?? [];
  if (operator !== undefined) {
    const shown = operator === 'in' ? '@in' : `_${operator}_`;
    const node = error?.node as ASTNode | undefined;
    const [first] = (Array.isArray(node?.args) ? node.args : []) as readonly { readonly end?: number }[];
    const place = Math.max(expression.indexOf(operator, first?.end ?? start), 0);
    return at(`found no matching overload for '${shown}' applied to '(${left}, ${right})'`, place);
  }
  const [, receiver, name, given = ''] = /^found no matching overload for '(?:(.+)\.)?(\w+)\((.*)\)'$/.exec(summary) ?? [];
  if (name === undefined) return at(summary);
  const call = expression.indexOf('(', expression.indexOf(name, start));
  if (!(receiver === undefined ? globalFunctions : memberFunctions).has(name))
    return at(`undeclared reference to '${name}' (in container '')`, call);
  return at(
    `found no matching overload for '${name}' applied to '${receiver === undefined ? '' : `${receiver}.`}(${given})'`,
    call,
  );
}

const globalFunctions = new Set(
  'size int uint double string bytes bool dyn type duration timestamp quantity url ip cidr'.split(' '),
);
const memberFunctions = new Set(
  (
    'size startsWith endsWith contains matches split replace indexOf lastIndexOf substring trim lowerAscii upperAscii charAt join ' +
    'sum min max isSorted find findAll getFullYear getHours getMinutes getSeconds'
  ).split(' '),
);
