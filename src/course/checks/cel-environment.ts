import { Environment } from '@marcbachmann/cel-js';
import { addKubernetesFunctions, boundedProgram } from '../../../sandbox/index.ts';

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
  const program = guarded(() => boundedProgram(environment(names), expression));
  return 'problem' in program ? program.problem : { evaluate: program.value };
}

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
  for (const name of names) made.registerVariable(name, 'list<dyn>');
  return made;
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
