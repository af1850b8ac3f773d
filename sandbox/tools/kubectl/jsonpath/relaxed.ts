import { JsonPathError, parseTemplate, type Node } from './parse.ts';
import { CommandError } from '../errors.ts';

/** `spec.nodeName`, `.spec.nodeName`, `{spec.nodeName}` or `{.spec.nodeName}` as the last of them. Throws CommandError. Models RelaxedJSONPathExpression of k8s.io/kubectl/pkg/cmd/get. */
export function relaxedText(text: string): string {
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(text);
  const inner = match?.[1] ?? match?.[2];
  if (inner !== undefined) return `{.${inner}}`;
  throw new CommandError(
    "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
  );
}

/** Reads such a path. Throws CommandError. */
export function relaxedPath(path: string): { readonly template: readonly Node[]; readonly text: string } {
  const text = relaxedText(path);
  try {
    return { template: parseTemplate(text), text };
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message);
    throw error;
  }
}
