/**
 * Rewrites the typed literals of mutating policies, `Object.metadata{labels: {…}}` and `JSONPatch{op: …}`, as maps, which the evaluator
 * knows. Text of the same length at the places that stay, except for the added quotation marks.
 */
export function mapsForObjects(expression: string): string {
  let result = '';
  let index = 0;
  /** For each open bracket, whether it is that of a typed literal. */
  const open: boolean[] = [];
  /** Whether a field name may come next. */
  let atKey = false;
  while (index < expression.length) {
    const rest = expression.slice(index);
    const text = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/s.exec(rest)?.[0];
    const type = /^(?<![\w.])(?:Object(?:\.\w+)*|JSONPatch)\s*\{/.exec(rest)?.[0];
    const key = atKey ? /^(\w+)\s*:/.exec(rest)?.[1] : undefined;
    const word = /^[\w.]+/.exec(rest)?.[0];
    const next = expression[index] ?? '';
    if (text !== undefined) {
      result += text;
      index += text.length;
      atKey = false;
    } else if (type !== undefined) {
      result += '{';
      index += type.length;
      open.push(true);
      atKey = true;
    } else if (key !== undefined) {
      result += JSON.stringify(key);
      index += key.length;
      atKey = false;
    } else if (word !== undefined) {
      result += word;
      index += word.length;
      atKey = false;
    } else {
      if ('{[('.includes(next)) open.push(false);
      if ('}])'.includes(next)) open.pop();
      if (next.trim() !== '') atKey = next === ',' && open.at(-1) === true;
      result += next;
      index++;
    }
  }
  return result;
}
