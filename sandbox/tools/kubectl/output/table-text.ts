/** Widths that the columns of a table have had so far, so that rows which come later line up with them. */
export type ColumnWidths = number[];

/**
 * Lays rows out in columns: each at least six wide, with three blanks between. Models text/tabwriter as k8s.io/cli-runtime/pkg/printers
 * sets it up. The last cell of a row is not padded. With `widths` the columns never become narrower than they were.
 */
export function tableText(rows: readonly (readonly string[])[], widths: ColumnWidths = [], minimum = 6, padding = 3): string {
  for (const row of rows) {
    row.slice(0, -1).forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? minimum, width(cell) + padding);
    });
  }
  return rows
    .map(
      (row) =>
        row
          .map((cell, column) =>
            column === row.length - 1 ? cell : cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell))),
          )
          .join('') + '\n',
    )
    .join('');
}

const width = (text: string): number => [...text].length;
