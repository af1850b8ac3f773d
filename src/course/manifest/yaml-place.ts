/** Where in a manifest the cursor stands, found from the rows alone: text that is being typed is seldom whole YAML. */
export interface YamlPlace {
  readonly apiVersion?: string;
  readonly kind?: string;
  /** Fields from the top of the document to the mapping that the row belongs to; lists have no step of their own. */
  readonly path: readonly string[];
  /** The field of this row, when its colon is there. */
  readonly key?: string;
  /** What stands before the cursor of the word that is being typed, and where it begins. */
  readonly partial: string;
  readonly from: number;
  /** Whether the cursor is behind the colon. */
  readonly inValue: boolean;
  /** Fields that the same mapping has already. */
  readonly siblings: readonly string[];
}

interface Row {
  /** Columns of the dashes before the key. */
  readonly dashes: readonly number[];
  /** Column of the first letter behind blanks and dashes. */
  readonly column: number;
  readonly key?: string;
  readonly blank: boolean;
}

const keyPattern = /^("[^"]*"|'[^']*'|[^\s:#'"[\]{},&*!|>%@`-][^:#]*?)\s*:(?=\s|$)/;

function read(text: string): Row {
  const dashes: number[] = [];
  let column = 0;
  for (;;) {
    const blanks = /^ */.exec(text.slice(column))?.[0].length ?? 0;
    column += blanks;
    if (!/^-(?: |$)/.test(text.slice(column))) break;
    dashes.push(column);
    column += 1;
  }
  const rest = text.slice(column);
  const key = keyPattern.exec(rest)?.[1]?.replaceAll(/^["']|["']$/g, '');
  return { dashes, column, ...(key === undefined ? {} : { key }), blank: rest.trim() === '' || rest.startsWith('#') };
}

const isBorder = (text: string): boolean => (text.startsWith('---') || text.startsWith('...')) && /^.{3}(\s|$)/.test(text);

/** How far from the cursor the rest of its document is looked at. */
const FAR = 1_500;

export function yamlPlace(rows: readonly string[], row: number, column: number): YamlPlace {
  const text = rows[row] ?? '';
  const here = read(text);
  const before = text.slice(0, column);
  const colon = here.key === undefined ? -1 : text.indexOf(':', here.column + here.key.length);
  const inValue = colon !== -1 && column > colon;
  const word = /[\w./-]*$/.exec(before)?.[0] ?? '';
  const partial = inValue ? (/:\s+(\S*)$/.exec(before)?.[1] ?? word) : before.slice(here.column);
  const document = documentAround(rows, row);
  const empty = here.blank && here.dashes.length === 0;
  const place = climb(rows, row, document.first, { ...here, column: empty ? Math.min(column, text.length) : here.column });
  return {
    ...headOf(rows, document),
    path: place,
    ...(here.key === undefined ? {} : { key: here.key }),
    partial,
    from: column - partial.length,
    inValue,
    siblings: siblingsOf(rows, row, document, here.column),
  };
}

function documentAround(rows: readonly string[], row: number): { readonly first: number; readonly last: number } {
  let first = row;
  while (first > 0 && row - first < FAR && !isBorder(rows[first - 1] ?? '')) first -= 1;
  let last = row;
  while (last < rows.length - 1 && last - row < FAR && !isBorder(rows[last + 1] ?? '')) last += 1;
  return { first, last };
}

function headOf(
  rows: readonly string[],
  { first, last }: { readonly first: number; readonly last: number },
): Pick<YamlPlace, 'apiVersion' | 'kind'> {
  const head: { apiVersion?: string; kind?: string } = {};
  for (let index = first; index <= last; index += 1) {
    const found = /^(apiVersion|kind):\s+["']?([\w./-]+)/.exec(rows[index] ?? '');
    if (found?.[1] === 'kind' && found[2] !== undefined) head.kind = found[2];
    else if (found?.[2] !== undefined) head.apiVersion = found[2];
    if (head.apiVersion !== undefined && head.kind !== undefined) break;
  }
  return head;
}

/** The fields around a row, from its indentation: each row further to the left, and each dash, is a step up. */
function climb(rows: readonly string[], row: number, first: number, here: Row): readonly string[] {
  const path: string[] = [];
  const dash = here.dashes[0];
  // Of a list, the field that holds it may stand in the column of its dashes.
  let limit = dash === undefined ? here.column : dash + 1;
  let sibling = dash === undefined ? here.column : -1;
  for (let index = row - 1; index >= first && limit > 0; index -= 1) {
    const above = read(rows[index] ?? '');
    if (above.blank && above.dashes.length === 0) continue;
    if (above.column === sibling && above.dashes.length > 0) {
      limit = (above.dashes[0] ?? 0) + 1;
      sibling = -1;
    } else if (above.key !== undefined && above.column < limit && opens(rows[index] ?? '', above)) {
      path.unshift(above.key);
      const outer = above.dashes[0];
      limit = outer === undefined ? above.column : outer + 1;
      sibling = outer === undefined ? above.column : -1;
    }
  }
  return path;
}

/** Whether what belongs to the field stands on the rows below it. */
function opens(text: string, { column, key = '' }: Row): boolean {
  const rest = text.slice(column + key.length).replace(/^["']?\s*:/, '');
  return /^\s*(#.*|[&!]\S+\s*)?$/.test(rest);
}

function siblingsOf(
  rows: readonly string[],
  row: number,
  { first, last }: { readonly first: number; readonly last: number },
  column: number,
): readonly string[] {
  const found: string[] = [];
  for (const step of [-1, 1]) {
    for (let index = row + step; index >= first && index <= last; index += step) {
      const other = read(rows[index] ?? '');
      if (other.blank && other.dashes.length === 0) continue;
      if (other.column < column) break;
      if (other.column === column && other.key !== undefined) {
        if (step === 1 && other.dashes.length > 0) break;
        found.push(other.key);
        if (other.dashes.length > 0) break;
      }
    }
  }
  return found;
}
