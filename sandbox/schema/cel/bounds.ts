import { EvaluationError, serialize, type ASTNode, type Environment } from '@marcbachmann/cel-js';
import { matchesPattern } from './patterns.ts';

/** Names that expressions cannot use by accident: functions that stand in for those of the language. */
const GO = 'kubetutorGo';
const SMALL = 'kubetutorSmall';
const MATCHES = 'kubetutorMatches';

/** How many times the inside of loops may be worked out in one evaluation. */
const STEPS = 100_000;
/** How long a text or a list that an evaluation makes may become. */
const LENGTH = 100_000;

/** What cel-go says of an evaluation that takes too much. */
export const COST_EXCEEDED = 'operation cancelled: actual cost limit exceeded';

const go = (): ASTNode => made('call', [GO, []]);
const goAnd = ([condition, ...rest]: readonly ASTNode[]): readonly ASTNode[] => [made('&&', [go(), condition]), ...rest];

/**
 * The loops of the language, and how the inside of each is bound: once the budget is spent nothing more is worked out and the loop
 * ends. An error would not end it: `all` and `exists` go on after one.
 */
const loops: { readonly [name: string]: (inside: readonly ASTNode[]) => readonly ASTNode[] } = {
  all: goAnd,
  exists_one: goAnd,
  filter: goAnd,
  exists: ([condition]) => [made('||', [made('!_', go()), condition])],
  map: (inside) => (inside.length === 1 ? [go(), ...inside] : goAnd(inside)),
};

/** What can make more than it is given. */
const growing = new Set(['+', 'replace', 'join', 'format']);

/** A compiled expression that is evaluated within bounds. Throws EvaluationError, of cel-go's words when it takes too much. */
export type Program = (context?: { readonly [name: string]: unknown }) => unknown;

/** The counter of one environment: evaluations do not wait, so one at a time counts. */
interface Counter {
  steps: number;
}
const counters = new WeakMap<Environment, Counter>();

/**
 * Binds the loops and the growth of an expression that was checked. Cost is not counted as cel-go counts it; what it exists for holds:
 * no expression takes for ever or all the memory.
 */
export function boundedProgram(environment: Environment, expression: string): Program {
  const counter = counters.get(environment) ?? addCounter(environment);
  const { ast } = environment.parse(expression);
  const run = environment.parse(bind(ast) ? serialize(ast) : expression);
  return (context) => {
    // Variables that are worked out on demand evaluate others in the same environment.
    const outer = counter.steps;
    counter.steps = 0;
    try {
      const value: unknown = run(context);
      if (counter.steps > STEPS) throw new EvaluationError(COST_EXCEEDED);
      return value;
    } catch (error) {
      throw error instanceof RangeError ? new EvaluationError(COST_EXCEEDED) : error;
    } finally {
      counter.steps += outer;
    }
  };
}

function addCounter(environment: Environment): Counter {
  const counter: Counter = { steps: 0 };
  counters.set(environment, counter);
  environment
    .registerFunction(`${GO}(): bool`, () => ++counter.steps <= STEPS)
    .registerFunction(`string.${MATCHES}(string): bool`, matchesPattern)
    .registerFunction(`${SMALL}(dyn): dyn`, (value: unknown) => {
      const long = (typeof value === 'string' || Array.isArray(value)) && value.length > LENGTH;
      if (long) throw new EvaluationError(COST_EXCEEDED);
      return value;
    });
  return counter;
}

/** Counts the rounds of loops and measures what grows. Changes the tree in place; tells whether there was anything to bind. */
function bind(node: unknown): boolean {
  if (Array.isArray(node)) return node.filter(bind).length > 0;
  if (!isNode(node)) return false;
  const inside = bind(node.args);
  if (node.op === 'value' && typeof node.args === 'number') {
    // Written out by the library, a number would lose its last digits.
    Object.assign(node, made('call', ['double', [made('value', String(node.args))]]));
    return inside;
  }
  if (node.op !== '+' && node.op !== 'rcall') return inside;
  const call = node.op === '+' ? undefined : (node.args as [string, ASTNode, ASTNode[]]);
  const [name, , given] = call ?? ['+', undefined, []];
  const loop = Object.hasOwn(loops, name) ? loops[name] : undefined;
  const [variable, ...rest] = given;
  if (loop !== undefined && variable !== undefined) given.splice(0, given.length, variable, ...loop(rest));
  // The engine that comes with the library can be made to search for ever.
  if (call !== undefined && name === 'matches') call[0] = MATCHES;
  if (growing.has(name)) Object.assign(node, made('call', [SMALL, [made(node.op, node.args)]]));
  return inside || loop !== undefined || name === 'matches' || growing.has(name);
}

function made(op: string, args: unknown): ASTNode {
  return { op, args } as ASTNode;
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}
