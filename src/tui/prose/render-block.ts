import { Marked, type Token, type Tokens } from 'marked';
import { markedTerminal } from 'marked-terminal';
import { lineWidth, type Line } from '../text/line.ts';
import { wrapLine } from '../text/wrap.ts';
import type { Symbols } from '../theme/symbols.ts';
import { fitColumns } from './fit-columns.ts';
import { languageOf } from './highlight.ts';
import { marks, readMarks, writeMarks, type MarkedLine } from './marks.ts';
import { shareColumns } from './share-columns.ts';

/** A code block as its author wrote it. */
export interface CodeBlock {
  readonly text: string;
  /** `sh`, `yaml` or `json`; undefined for anything else. */
  readonly language: string | undefined;
}

export interface RenderedBlock {
  readonly lines: readonly MarkedLine[];
  /** The code in it, by the numbers in the marks. */
  readonly code: readonly CodeBlock[];
}

/** The highlighter's names for our languages. */
const highlighted: { readonly [language: string]: string } = { sh: 'bash', yaml: 'yaml', json: 'json' };

const highlighting = {
  theme: {
    default: (text: string) => text,
    attr: marks.role('codeKey'),
    built_in: marks.role('codeKey'),
    keyword: marks.role('codeKey'),
    name: marks.role('codeKey'),
    string: marks.role('codeValue'),
    bullet: marks.role('muted'),
    number: marks.role('codeNumber'),
    literal: marks.role('codeNumber'),
    variable: marks.role('codeNumber'),
    comment: marks.role('codeComment'),
    meta: marks.role('faint'),
  },
};

const gap = 2;

/** Columns of the bar before code. */
export const codeBar = 2;

/** Links that lead to a place in the course; others are addresses, which stand in the text. */
const inCourse = /^(?:term:|lesson:|#)/;

/**
 * One block of Markdown through marked-terminal: rows that are not wrapped yet, but for tables, which fit into `columns`. Where its
 * links lead is added to `links`; the spans of a link name its place there.
 */
export function renderBlock(token: Token, columns: number, symbols: Symbols, links: string[]): RenderedBlock {
  const code: CodeBlock[] = [];
  const options = {
    text: (text: string) => text.replaceAll('\n', ' '),
    html: () => '',
    heading: marks.role('heading'),
    firstHeading: marks.role('heading'),
    paragraph: (text: string) => text,
    listitem: (text: string) => text,
    code: (text: string) => text,
    strong: marks.bold,
    em: marks.italic,
    del: marks.role('faint'),
    codespan: (text: string) => marks.role('code')(text.replaceAll('\n', ' ')),
    image: (_href: string, _title: string, text: string) => marks.role('muted')(`[${text}]`),
    emoji: false,
    showSectionPrefix: false,
    tab: 2,
  };
  const terminal = markedTerminal(options, highlighting);
  const marked = new Marked(terminal);
  marked.use({
    renderer: {
      // marked-terminal prints the source of what stands in a list item.
      text(item) {
        return 'tokens' in item && item.tokens ? this.parser.parseInline(item.tokens) : options.text(item.text);
      },
      codespan: ({ text }) => options.codespan(text),
      link({ href, tokens }) {
        const label = this.parser.parseInline(tokens);
        const shown = marks.role('accent')(marks.underline(label));
        if (inCourse.test(href)) return marks.link(links.push(href) - 1)(shown);
        const outside = /^https?:/.test(href) && label !== href;
        return outside ? `${shown}${marks.role('faint')(` (${href})`)}` : shown;
      },
      code(item) {
        const language = languageOf(item.lang ?? '');
        const text = item.text.replace(/\n+$/, '').replaceAll(/^\$ /gm, '');
        code.push({ text, language });
        // Not to be trusted with a language that it does not know: it would guess.
        const lang = language === undefined ? undefined : highlighted[language];
        const rendered =
          lang === undefined
            ? indented(fitColumns(text, columns - codeBar))
            : terminal.renderer.code?.call(this, { ...item, text, lang });
        const rows = (typeof rendered === 'string' ? rendered : text).trimEnd().split('\n');
        return `\n${marks.code(code.length - 1)(rows.map((row) => row.slice(options.tab)).join('\n'))}\n\n`;
      },
      table(item) {
        const { table, options: tableOptions } = fittedTable(item, (tokens) => this.parser.parseInline(tokens), columns, symbols);
        return markedTerminal({ ...options, ...tableOptions }).renderer.table?.call(this, table) ?? '';
      },
    },
  });
  const text = marked.parser([token], marked.defaults);
  return { lines: readMarks(text.replace(/^\n+/, '').trimEnd()), code };
}

const indented = (text: string): string => text.replaceAll(/^/gm, '  ');

/**
 * A table that needs no wrapping any more: columns as wide as what they hold, or as much of it as the width allows, and each row of
 * the author's as many as its cells have lines. No frame but one rule under the head.
 */
function fittedTable(
  table: Tokens.Table,
  render: (tokens: Token[]) => string,
  columns: number,
  symbols: Symbols,
): { readonly table: Tokens.Table; readonly options: object } {
  const lineOf = ({ tokens }: Tokens.TableCell): Line => readMarks(render(tokens))[0]?.line ?? [];
  const head = table.header.map((cell) => lineOf(cell).map((part) => ({ ...part, bold: true })));
  const body = table.rows.map((row) => row.map(lineOf));
  const wanted = head.map((cell, column) => Math.max(1, lineWidth(cell), ...body.map((row) => lineWidth(row[column] ?? []))));
  const widths = shareColumns(wanted, columns - gap * (wanted.length - 1));
  const rowsOf = (cells: readonly Line[]): Tokens.TableCell[][] => {
    const wrapped = widths.map((width, column) => wrapLine(cells[column] ?? [], width));
    return Array.from({ length: Math.max(...wrapped.map((lines) => lines.length)) }, (_, row) =>
      wrapped.map((lines) => cellOf(writeMarks(lines[row] ?? []))),
    );
  };
  const headRows = rowsOf(head);
  const total = widths.reduce((sum, width) => sum + width, gap * (widths.length - 1));
  const rule = marks.role('rule')(symbols.horizontal.repeat(Math.min(columns, total)));
  return {
    table: { ...table, header: [], rows: [...headRows, ...body.flatMap(rowsOf)] },
    options: {
      table: (text: string) => text.split('\n').toSpliced(headRows.length, 0, rule).join('\n'),
      tableOptions: {
        chars: Object.fromEntries(borders.map((name) => [name, ''])),
        style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
        colWidths: widths.map((width) => width + gap),
      },
    },
  };
}

const edges = ['top', 'bottom', 'mid', 'left', 'right'];
const borders = [
  ...edges,
  'top-mid',
  'top-left',
  'top-right',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left-mid',
  'mid-mid',
  'right-mid',
  'middle',
];

function cellOf(text: string): Tokens.TableCell {
  return { text, tokens: [{ type: 'text', raw: text, text }], header: false, align: null };
}
