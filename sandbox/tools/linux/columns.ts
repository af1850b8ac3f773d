/** A column of a table: its heading, and whether its cells stand on the right. */
export interface Column<T> {
  readonly heading: string;
  readonly right?: boolean;
  /** At least so wide. */
  readonly width?: number;
  value(row: T): string;
}

/** Rows under their headings, columns as wide as their widest cell; the last one is not filled up. */
export function formatColumns<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  options: { readonly headings?: boolean } = {},
): string {
  const cells = rows.map((row) => columns.map((column) => column.value(row)));
  const headings = columns.map(({ heading }) => heading);
  const shown = options.headings === false ? cells : [headings, ...cells];
  const widths = columns.map((column, index) =>
    Math.max(
      column.width ?? 0,
      options.headings === false ? 0 : column.heading.length,
      ...cells.map((row) => [...(row[index] ?? '')].length),
    ),
  );
  return shown
    .map((row) => {
      const line = row.map((cell, index) => {
        const width = widths[index] ?? 0;
        if (columns[index]?.right) return cell.padStart(width);
        return index === columns.length - 1 ? cell : cell.padEnd(width);
      });
      return `${line.join(' ')}\n`;
    })
    .join('');
}

/** The same rows as util-linux writes them with `-J`: numbers as numbers, headings in small letters. */
export function jsonRows<T>(name: string, columns: readonly Column<T>[], rows: readonly T[]): string {
  const cell = (text: string): string => (/^\d+$/.test(text) ? text : text === '' ? 'null' : JSON.stringify(text));
  const objects = rows.map(
    (row) =>
      `      {\n${columns.map((column) => `         ${JSON.stringify(column.heading.toLowerCase())}: ${cell(column.value(row))}`).join(',\n')}\n      }`,
  );
  return `{\n   ${JSON.stringify(name)}: [\n${objects.join(',')}\n   ]\n}\n`;
}

/** Bytes as `-h` prints them: `776Mi`, `23Gi`, `8.6Mi`. */
export function humanSize(bytes: number, suffix: '' | 'i' = ''): string {
  const units = ['B', 'K', 'M', 'G', 'T'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  if (unit === 0) return suffix === 'i' ? `${Math.round(value)}B` : value === 0 ? '0' : String(Math.round(value));
  const number = value < 10 ? value.toFixed(1) : String(Math.round(value));
  return `${number}${units[unit] ?? ''}${suffix}`;
}
