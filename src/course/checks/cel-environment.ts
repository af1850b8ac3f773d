import { Environment, serialize, type ASTNode, type ParseResult } from '@marcbachmann/cel-js';
import { addKubernetesFunctions, matchesPattern } from '../../../sandbox/index.ts';

/** Names that lessons cannot use by accident: functions that stand in for those of the language. */
const GO = 'kubetutorGo';
const MATCHES = 'kubetutorMatches';

/** How many times the inside of loops may be worked out in one evaluation. */
const STEPS = 100_000;
const go = (): ASTNode => made('call', [GO, []]);
const goAnd = ([condition, ...rest]: readonly ASTNode[]): readonly ASTNode[] => [made('&&', [go(), condition]), ...rest];

/**
 * The loops of the language, and how the inside of each is bound: once the budget is spent nothing more is worked out and the loop
 * ends. An error would not end it: `all` and `exists` go on after one.
 */
const macros: { readonly [name: string]: (inside: readonly ASTNode[]) => readonly ASTNode[] } = {
  all: goAnd,
  exists_one: goAnd,
  filter: goAnd,
  exists: ([condition]) => [made('||', [made('!_', go()), condition])],
  map: (inside) => (inside.length === 1 ? [go(), ...inside] : goAnd(inside)),
};

/** An expression that can be evaluated as often as wanted, each time within bounds. */
export interface BoundedExpression {
  /** Throws Error with words for the author. */
  evaluate(lists: { readonly [name: string]: readonly unknown[] }): unknown;
}

/**
 * Reads a CEL expression over lists of these names, with the functions that Kubernetes adds to the language. Returns words for what
 * is wrong with it. A pack is untrusted: loops have a budget, and patterns are matched without going back.
 */
export function readExpression(expression: string, names: readonly string[]): BoundedExpression | string {
  const checked = guarded(() => environment(names).check(expression));
  if ('problem' in checked) return checked.problem;
  const { valid, type, error } = checked.value;
  if (!valid) return firstLine(error);
  if (type !== 'bool' && type !== 'dyn') return `one of type ${type}, not one that is true or false`;
  const bounded = guarded(() => {
    const { ast } = environment(names).parse(expression);
    bind(ast);
    return serialize(ast);
  });
  if ('problem' in bounded) return bounded.problem;
  let run: ParseResult | undefined;
  return {
    evaluate(lists) {
      steps = 0;
      run ??= environment(names).parse(bounded.value);
      const value: unknown = run(lists);
      if (steps > STEPS) throw new Error(`the expression takes more than ${STEPS} steps`);
      return value;
    },
  };
}

/** Rounds of loops in the evaluation that goes on: one at a time, since none waits. */
let steps = 0;

const environments = new Map<string, Environment>();

/** The environment for these names, made once: it takes longer to make than most expressions to evaluate. */
function environment(names: readonly string[]): Environment {
  const key = [...names].sort().join(' ');
  const known = environments.get(key) ?? newEnvironment(names);
  environments.set(key, known);
  return known;
}

function newEnvironment(names: readonly string[]): Environment {
  const limits = { maxAstNodes: 2_000, maxDepth: 60, maxListElements: 200, maxMapEntries: 200 };
  const made = new Environment({
    unlistedVariablesAreDyn: false,
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits,
  });
  addKubernetesFunctions(made);
  made
    .registerFunction(`${GO}(): bool`, () => ++steps <= STEPS)
    .registerFunction(`string.${MATCHES}(string): bool`, matchesPattern);
  for (const name of names) made.registerVariable(name, 'list<dyn>');
  return made;
}

/** Counts the rounds of loops, and matches patterns with an engine that cannot explode. Changes the tree in place. */
function bind(node: unknown): void {
  if (Array.isArray(node)) {
    node.forEach(bind);
    return;
  }
  if (!isNode(node)) return;
  bind(node.args);
  if (node.op !== 'rcall') return;
  const call = node.args as [string, ASTNode, ASTNode[]];
  if (call[0] === 'matches') call[0] = MATCHES;
  const bounded = Object.hasOwn(macros, call[0]) ? macros[call[0]] : undefined;
  const [variable, ...rest] = call[2];
  if (bounded !== undefined && variable !== undefined) call[2] = [variable, ...bounded(rest)];
}

function made(op: string, args: unknown): ASTNode {
  return { op, args } as ASTNode;
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

function guarded<T>(action: () => T): { readonly value: T } | { readonly problem: string } {
  try {
    return { value: action() };
  } catch (error) {
    return { problem: firstLine(error) };
  }
}

export function firstLine(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'an error';
}
