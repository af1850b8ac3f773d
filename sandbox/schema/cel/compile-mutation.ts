import { marked } from './compile.ts';
import { mapsForObjects } from './object-literals.ts';
import { compilePolicyExpression, type PolicyVariables } from './policy-environment.ts';

/** What is wrong with an expression that makes a patch. Types of fields are not checked. */
export function compileMutation(expression: string, variables: PolicyVariables): string | undefined {
  const rewritten = mapsForObjects(expression);
  const { problem } = compilePolicyExpression(rewritten, { ...variables, mixed: true });
  if (problem === undefined || rewritten === expression) return problem;
  const [, column = '1', text = ''] = /<input>:1:(\d+): (.*)\n/.exec(problem) ?? [];
  if (expression.trimEnd().endsWith('{')) {
    const expected = "Syntax error: mismatched input '<EOF>' expecting {'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}";
    return `compilation failed: ${marked(expression, expected, expression.length)}`;
  }
  return `compilation failed: ${marked(expression, text, placeIn(expression, rewritten, Number(column) - 1))}`;
}

/** Where a place of the rewritten text was before: as far from the end of what both share, or from its beginning. */
function placeIn(expression: string, rewritten: string, place: number): number {
  return rewritten.slice(place) === expression.slice(expression.length - (rewritten.length - place))
    ? expression.length - (rewritten.length - place)
    : Math.min(place, expression.length);
}
