/** Rows in columns with tabs between them, every cell as wide as its column. Models github.com/gosuri/uitable. */
export function uiTable(rows: readonly (readonly string[])[], widest = Infinity): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      const width = Math.max(0, ...cell.split('\n').map(widthOf));
      widths[column] = Math.max(widths[column] ?? 0, Math.min(width, widest));
    }
  }
  return rows.map((row) => lineOf(row, widths)).join('\n');
}

/** A cell may have several lines; one that does is cut as if it were one. */
function lineOf(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, column) => resize(cell, widths[column] ?? 0).split('\n'));
  const lines = Math.max(1, ...cells.map(({ length }) => length));
  return Array.from({ length: lines }, (_, index) =>
    cells.map((cell, column) => resize(cell[index] ?? '', widths[column] ?? 0)).join('\t'),
  ).join('\n');
}

/** Control characters, a tab among them, have no width. */
const widthOf = (text: string): number => [...text].filter((character) => character >= ' ').length;

function resize(text: string, width: number): string {
  const length = widthOf(text);
  if (length <= width) return text + ' '.repeat(width - length);
  const end = width >= 3 ? '...' : '';
  let room = width - end.length;
  let kept = '';
  for (const character of text) {
    room -= widthOf(character);
    if (room < 0) break;
    kept += character;
  }
  return kept + end;
}
