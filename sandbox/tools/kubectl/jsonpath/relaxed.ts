import { JsonPathError, parseTemplate, type Node } from './parse.ts';
import { CommandError } from '../errors.ts';

/** Reads `spec.nodeName`, `.spec.nodeName`, `{spec.nodeName}` or `{.spec.nodeName}`. Models RelaxedJSONPathExpression of k8s.io/kubectl/pkg/cmd/get. */
export function relaxedPath(text: string): { readonly template: readonly Node[]; readonly text: string } {
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(text);
  const inner = match?.[1] ?? match?.[2];
  if (inner === undefined) {
    throw new CommandError(
      "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    );
  }
  try {
    return { template: parseTemplate(`{.${inner}}`), text: `{.${inner}}` };
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message);
    throw error;
  }
}
