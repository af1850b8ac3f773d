import { utf8Length } from '../../core/utf8.ts';
import { nodeText, type ArgumentNode, type CommandNode, type Node } from './nodes.ts';
import { quote } from './quote.ts';

/** A rendering that stopped; the message is Go's: `template: c/x.yaml:3:5: executing "c/x.yaml" at <.a>: …`. */
export class ExecError extends Error {
  override readonly name = 'ExecError';
}

/** A bound of the rendering was reached; no template can catch it. */
export class LimitError extends Error {
  override readonly name = 'LimitError';
}

/** Models ErrorContext of text/template/parse. */
export function failureAt(template: string, node: Node | ArgumentNode | CommandNode | undefined, message: string): ExecError {
  if (node === undefined) return new ExecError(`template: ${template}: ${message}`);
  const before = node.source.text.slice(0, node.at);
  const line = before.split('\n').length;
  const column = utf8Length(before.slice(before.lastIndexOf('\n') + 1));
  return new ExecError(
    `template: ${node.source.parseName}:${line}:${column}: executing ${quote(template)} at <${nodeText(node)}>: ${message}`,
  );
}
