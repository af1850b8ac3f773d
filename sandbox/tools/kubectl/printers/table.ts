import { isObject, type JsonObject } from '../../../core/json.ts';
import { objectName, resourceName, type Mapping } from '../discovery.ts';
import { tableText, type ColumnWidths } from '../output/table-text.ts';

/** What the server answers to a request for a Table. */
export interface ServerTable {
  readonly columns: readonly { readonly name: string; readonly priority: number }[];
  readonly rows: readonly ServerRow[];
  readonly resourceVersion: string;
}

export interface ServerRow {
  readonly cells: readonly unknown[];
  readonly object: JsonObject;
}

export function readTable(body: JsonObject): ServerTable {
  const list = (value: unknown): readonly { readonly [key: string]: unknown }[] =>
    Array.isArray(value) ? value.filter(isObject) : [];
  const metadata = body['metadata'];
  return {
    columns: list(body['columnDefinitions']).map((column) => ({
      name: String(column['name']),
      priority: Number(column['priority'] ?? 0),
    })),
    rows: list(body['rows']).map((row) => ({
      cells: Array.isArray(row['cells']) ? row['cells'] : [],
      object: (isObject(row['object']) ? row['object'] : {}) as JsonObject,
    })),
    resourceVersion: isObject(metadata) ? String(metadata['resourceVersion'] ?? '') : '',
  };
}

/** The table of name and age that kubectl makes by itself of what came as plain objects. `ageOf` says how old something is. */
export function plainTable(body: JsonObject, ageOf: (created: string) => string): ServerTable {
  const objects = Array.isArray(body['items']) ? body['items'].filter(isObject) : [body];
  const metadata = isObject(body['metadata']) ? body['metadata'] : {};
  return {
    columns: [
      { name: 'Name', priority: 0 },
      { name: 'Age', priority: 0 },
    ],
    rows: objects.map((object) => {
      const { name, creationTimestamp } = isObject(object['metadata']) ? object['metadata'] : {};
      const age = typeof creationTimestamp === 'string' ? ageOf(creationTimestamp) : '<unknown>';
      return { cells: [String(name ?? ''), age], object: object as JsonObject };
    }),
    resourceVersion: String(metadata['resourceVersion'] ?? ''),
  };
}

export interface TableOptions {
  readonly wide: boolean;
  readonly noHeaders: boolean;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
  readonly withNamespace: boolean;
  /** Names as `pod/web`, for tables of several resources. */
  readonly withKind: boolean;
}

/** Prints tables of one resource: the header before the first rows only, later columns as wide as earlier ones. Models k8s.io/cli-runtime/pkg/printers/tableprinter.go. */
export class TablePrinter {
  private readonly widths: ColumnWidths = [];
  private headed: boolean;
  private columns: ServerTable['columns'] = [];

  constructor(
    readonly mapping: Mapping,
    private readonly options: TableOptions,
  ) {
    this.headed = options.noHeaders;
  }

  print(given: ServerTable): string {
    // In a watch only the first table names its columns.
    const table = given.columns.length === 0 ? { ...given, columns: this.columns } : given;
    this.columns = table.columns;
    const { wide, showLabels, labelColumns, withNamespace } = this.options;
    const shown = table.columns.flatMap((column, index) => (wide || column.priority === 0 ? [index] : []));
    const rows = table.rows.map((row) => this.rowOf(row, shown, table));
    if (this.headed) return tableText(rows, this.widths);
    this.headed = true;
    const header = [
      ...(withNamespace ? ['NAMESPACE'] : []),
      ...shown.map((index) => (table.columns[index]?.name ?? '').toUpperCase()),
      ...labelColumns.map((label) => (label.split('/').at(-1) ?? '').toUpperCase()),
      ...(showLabels ? ['LABELS'] : []),
    ];
    return tableText([header, ...rows], this.widths);
  }

  private rowOf(row: ServerRow, shown: readonly number[], table: ServerTable): readonly string[] {
    const { showLabels, labelColumns, withNamespace, withKind } = this.options;
    const metadata = isObject(row.object['metadata']) ? row.object['metadata'] : {};
    const labels = isObject(metadata['labels']) ? metadata['labels'] : {};
    return [
      ...(withNamespace ? [String(metadata['namespace'] ?? '')] : []),
      ...shown.map((index) => {
        const text = cellText(row.cells[index]);
        return withKind && table.columns[index]?.name.toLowerCase() === 'name' ? objectName(this.mapping, text) : text;
      }),
      ...labelColumns.map((label) => (Object.hasOwn(labels, label) ? String(labels[label]) : '')),
      ...(showLabels ? [labelsText(labels)] : []),
    ];
  }
}

export function labelsText(labels: { readonly [name: string]: unknown }): string {
  const names = Object.keys(labels).sort();
  return names.length === 0 ? '<none>' : names.map((name) => `${name}=${String(labels[name])}`).join(',');
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const text = String(cell);
  const end = text.search(/[\f\n\r]/);
  return end < 0 ? text : `${text.slice(0, end)}...`;
}

export { resourceName };
