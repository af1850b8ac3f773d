/** How columns are laid out. Models the settings of Go's text/tabwriter with blanks as padding. */
export interface ColumnLayout {
  /** Narrowest column, padding included. */
  readonly minWidth: number;
  /** Blanks after the widest cell. */
  readonly padding: number;
}

/** What `kubectl get` uses. */
export const tableLayout: ColumnLayout = { minWidth: 6, padding: 3 };
/** What `kubectl describe` uses. */
export const describeLayout: ColumnLayout = { minWidth: 0, padding: 2 };

/**
 * Aligns cells that end in a tab, as Go's text/tabwriter does: a column is a run of neighbouring lines that have a cell there,
 * so lines far apart do not widen each other. The text after the last tab of a line belongs to no column.
 */
export function alignTabs(text: string, layout: ColumnLayout): string {
  return alignLines(text.split('\n'), layout).join('\n');
}

function alignLines(lines: readonly string[], layout: ColumnLayout): string[] {
  const cells = lines.map((line) => line.split('\t'));
  const widths = cells.map((line) => line.map(() => 0));
  layOut(cells, widths, 0, cells.length, 0, layout);
  return cells.map((line, index) =>
    line.map((cell, column) => (column === line.length - 1 ? cell : pad(cell, widths[index]?.[column] ?? 0))).join(''),
  );
}

function layOut(
  cells: readonly (readonly string[])[],
  widths: readonly number[][],
  from: number,
  to: number,
  column: number,
  layout: ColumnLayout,
): void {
  let start = from;
  while (start < to) {
    const hasCell = (line: number): boolean => column < (cells[line]?.length ?? 0) - 1;
    if (!hasCell(start)) {
      start++;
      continue;
    }
    let end = start;
    let width = layout.minWidth;
    while (end < to && hasCell(end)) {
      width = Math.max(width, widthOf(cells[end]?.[column] ?? '') + layout.padding);
      end++;
    }
    for (let line = start; line < end; line++) {
      const row = widths[line];
      if (row !== undefined) row[column] = width;
    }
    layOut(cells, widths, start, end, column + 1, layout);
    start = end;
  }
}

const widthOf = (text: string): number => [...text].length;
const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/**
 * Prints rows of a table bit by bit: each call gives the lines of its rows, and columns never get narrower than they were
 * before, so that rows of a watch stay under their header. Models the tabwriter of k8s.io/cli-runtime with RememberWidths.
 */
export function createTableWriter(layout: ColumnLayout = tableLayout): (rows: readonly (readonly string[])[]) => string {
  const widths: number[] = [];
  return (rows) => {
    for (const row of rows) {
      for (const [column, cell] of row.slice(0, -1).entries()) {
        widths[column] = Math.max(widths[column] ?? layout.minWidth, widthOf(cell) + layout.padding);
      }
    }
    return rows
      .map(
        (row) => `${row.map((cell, column) => (column === row.length - 1 ? cell : pad(cell, widths[column] ?? 0))).join('')}\n`,
      )
      .join('');
  };
}

/** Lines for `describe`, each at a level of indentation; tabs part the columns. */
export class DescribeText {
  private text = '';

  /** Appends a line (or several) at this level; two blanks a level. */
  line(level: number, text: string): this {
    this.text += `${'  '.repeat(level)}${text}\n`;
    return this;
  }

  /** Appends text as it is. */
  raw(text: string): this {
    this.text += text;
    return this;
  }

  /** All of it with tabs between its columns. */
  unaligned(): string {
    return this.text;
  }

  /** All of it with its columns aligned. */
  toString(): string {
    return alignTabs(this.text, describeLayout);
  }
}
