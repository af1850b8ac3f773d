import { isObject } from '../../../core/json.ts';
import { CommandError } from '../errors.ts';
import { findResults, textOfValue } from '../jsonpath/evaluate.ts';
import { JsonPathError, parseTemplate, type Node } from '../jsonpath/parse.ts';
import { relaxedText } from '../jsonpath/relaxed.ts';
import { tableText, type ColumnWidths } from '../output/table-text.ts';
import { definePrinter, type Print, type PrinterOptions } from './define-printer.ts';

interface CustomColumn {
  readonly header: string;
  /** What is to be found, or nothing for an empty path; read when the first object comes, after the headers were written. */
  readonly path: string;
}

function printColumns(columns: readonly CustomColumn[], { noHeaders, printPartly }: PrinterOptions): Print {
  const widths: ColumnWidths = [];
  let headed = noHeaders;
  let templates: readonly (readonly Node[])[] | undefined;
  return ({ object }) => {
    const items: readonly unknown[] =
      isObject(object) && Array.isArray(object['items']) && String(object['kind']).endsWith('List') ? object['items'] : [object];
    const rows = headed ? [] : [columns.map((column) => column.header)];
    headed = true;
    for (const item of items) {
      try {
        templates ??= columns.map(({ path }) => (path === '' ? [] : parseTemplate(path)));
        rows.push(templates.map((template) => cell(findResults(template, item))));
      } catch (error) {
        if (!(error instanceof JsonPathError)) throw error;
        printPartly(tableText(rows, widths));
        throw new CommandError(error.message);
      }
    }
    return tableText(rows, widths);
  };
}

function cell(results: readonly (readonly unknown[])[]): string {
  const texts = results.flat().map(goText);
  return ((results[0] ?? []).length === 0 ? ['<none>', ...texts] : texts).join(',');
}

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

const columnPath = (text: string): string => (text === '' ? '' : relaxedText(text));

export const customColumnsPrinter = definePrinter({
  names: ['custom-columns'],
  needsArgument: true,
  create(options) {
    const { argument } = options;
    if (argument === '') throw new CommandError('custom-columns format specified but no custom columns given');
    const columns = argument.split(',').map((spec): CustomColumn => {
      const colon = spec.indexOf(':');
      if (colon < 0) throw new CommandError(`unexpected custom-columns spec: ${spec}, expected <header>:<json-path-expr>`);
      return { header: spec.slice(0, colon), path: columnPath(spec.slice(colon + 1)) };
    });
    return printColumns(columns, options);
  },
});

export const customColumnsFilePrinter = definePrinter({
  names: ['custom-columns-file'],
  needsArgument: true,
  create(options) {
    const { argument, readFile } = options;
    const [headers = '', paths = ''] = readFile(argument, 'error reading template').split('\n');
    const names = headers.trim().split(/\s+/);
    const specs = paths.trim().split(/\s+/);
    if (names.length !== specs.length) {
      throw new CommandError(`number of headers (${names.length}) and field specifications (${specs.length}) don't match`);
    }
    return printColumns(
      names.map((header, index) => ({ header, path: columnPath(specs[index] ?? '') })),
      options,
    );
  },
});
