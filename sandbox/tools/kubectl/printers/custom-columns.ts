import { isObject } from '../../../core/json.ts';
import { CommandError } from '../errors.ts';
import { evaluate, textOfValue } from '../jsonpath/evaluate.ts';
import type { Step } from '../jsonpath/parse.ts';
import { relaxedPath } from '../jsonpath/relaxed.ts';
import { tableText, type ColumnWidths } from '../output/table-text.ts';
import { definePrinter, type Print } from './define-printer.ts';

interface CustomColumn {
  readonly header: string;
  readonly steps: readonly Step[];
}

function printColumns(columns: readonly CustomColumn[], noHeaders: boolean): Print {
  const widths: ColumnWidths = [];
  let headed = noHeaders;
  return ({ object }) => {
    const items =
      isObject(object) && Array.isArray(object['items']) && String(object['kind']).endsWith('List') ? object['items'] : [object];
    const rows = items.map((item) => columns.map(({ steps }) => cell(evaluate(steps, item))));
    const header = headed ? [] : [columns.map((column) => column.header)];
    headed = true;
    return tableText([...header, ...rows], widths);
  };
}

const cell = (values: readonly unknown[]): string => (values.length === 0 ? '<none>' : values.map(goText).join(','));

/** As Go's `%v` prints it. */
function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (isObject(value)) {
    return `map[${Object.keys(value)
      .sort()
      .map((key) => `${key}:${goText(value[key])}`)
      .join(' ')}]`;
  }
  return textOfValue(value);
}

/** An empty path finds nothing. */
const columnPath = (text: string): readonly Step[] => (text === '' ? [{ type: 'union', paths: [] }] : relaxedPath(text).steps);

export const customColumnsPrinter = definePrinter({
  names: ['custom-columns'],
  needsArgument: true,
  create({ argument, noHeaders }) {
    if (argument === '') throw new CommandError('custom-columns format specified but no custom columns given');
    const columns = argument.split(',').map((spec): CustomColumn => {
      const colon = spec.indexOf(':');
      if (colon < 0) throw new CommandError(`unexpected custom-columns spec: ${spec}, expected <header>:<json-path-expr>`);
      return { header: spec.slice(0, colon), steps: columnPath(spec.slice(colon + 1)) };
    });
    return printColumns(columns, noHeaders);
  },
});

export const customColumnsFilePrinter = definePrinter({
  names: ['custom-columns-file'],
  needsArgument: true,
  create({ argument, noHeaders, readFile }) {
    const [headers = '', paths = ''] = readFile(argument, 'error reading template').split('\n');
    const names = headers.trim().split(/\s+/);
    const specs = paths.trim().split(/\s+/);
    if (names.length !== specs.length) {
      throw new CommandError(`number of headers (${names.length}) and field specifications (${specs.length}) don't match`);
    }
    return printColumns(
      names.map((header, index) => ({ header, steps: columnPath(specs[index] ?? '') })),
      noHeaders,
    );
  },
});
