import { keyNode, keyOf, isMapping, text, valueNode, type Shape } from '../pack/shape.ts';

/** The choices of a question: a mapping whose order counts. */
export const choices: Shape<readonly { readonly id: string; readonly text: string }[]> = {
  expected: 'a mapping of ids to texts',
  schema: { type: 'object', additionalProperties: text.schema },
  read(given, reading) {
    const node = reading.resolve(given);
    if (!isMapping(node)) return reading.report(given, 'expected a mapping of ids such as `a`, `b` to texts');
    const read = node.items.map((pair) => {
      const id = keyOf(pair);
      if (!/^[a-z0-9-]{1,20}$/.test(id)) return reading.report(keyNode(pair), `expected a short id such as \`a\`, found "${id}"`);
      const words = text.read(valueNode(pair), reading);
      return words === undefined ? undefined : { id, text: words };
    });
    return read.every((choice) => choice !== undefined) ? read : undefined;
  },
};
