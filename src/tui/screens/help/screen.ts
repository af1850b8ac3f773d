import { defineScreen, mount, bodySize, type MountedScreen } from '../../app/screen.ts';
import type { KeyHelp } from '../../keys/bindings.ts';
import { padLine, span, type Line } from '../../text/line.ts';
import { textWidth } from '../../text/width.ts';
import { wrapLine } from '../../text/wrap.ts';
import { backKey, scrolled, scrollKeys } from '../shared-keys.ts';

interface HelpState {
  readonly title: readonly string[];
  readonly keys: readonly KeyHelp[];
  readonly top: number;
}

const help = defineScreen<HelpState>({
  name: 'help',
  title: ({ title }) => [...title, 'Keys'],
  keys: [
    backKey(['escape', '?', 'q', 'enter', 'ctrl+c'], 'close', 1),
    ...scrollKeys<HelpState>({
      page: (_state, world) => bodySize(world.size).rows - 1,
      scroll(state, by, world) {
        const { columns, rows } = bodySize(world.size);
        return { ...state, top: scrolled(state.top, by, helpLines(state.keys, columns - 4).length, rows - 1) };
      },
    }),
  ],
  view(state, world) {
    const { columns, rows } = bodySize(world.size);
    const lines = helpLines(state.keys, columns - 4);
    const top = scrolled(state.top, 0, lines.length, rows - 1);
    const shown = lines.slice(top, top + rows - 1).map((line): Line => [span('   '), ...line]);
    const below = lines.length - top - (rows - 1);
    const more: Line = [span(`   ${world.symbols.more} `, 'accent'), span(`${below + 1} more rows: PgDn`, 'muted')];
    return { rows: [[], ...(below > 0 ? [...shown.slice(0, -1), more] : shown)] };
  },
});

export function openHelp(title: readonly string[], keys: readonly KeyHelp[]): MountedScreen {
  return mount(help, { title, keys, top: 0 });
}

/** Groups that come last: what they hold is known from elsewhere or needed in a moment of its own only. */
const seldom: ReadonlySet<string> = new Set(['Moving', 'Searching', 'Editing the line']);

interface HelpRow {
  readonly keys: readonly string[];
  readonly label: string;
  readonly where: string | undefined;
}

/** The rows of a group: keys that do the same stand together. */
export function rowsOf(keys: readonly KeyHelp[]): readonly HelpRow[] {
  const rows = new Map<string, HelpRow>();
  for (const { keys: shown, label, where } of keys) {
    const name = `${label} ${where ?? ''}`;
    const known = rows.get(name)?.keys ?? [];
    rows.set(name, { keys: known.includes(shown) ? known : [...known, shown], label, where });
  }
  return [...rows.values()];
}

/** Keys under their headings, in two columns where there is room. */
export function helpLines(keys: readonly KeyHelp[], columns: number): readonly Line[] {
  const named = [...new Set(keys.map(({ group }) => group))];
  const groups = [...named.filter((group) => !seldom.has(group)), ...named.filter((group) => seldom.has(group))];
  const half = Math.floor(columns / 2);
  const isWide = columns >= 72;
  const blocks = groups.map((group) =>
    blockOf(group, rowsOf(keys.filter((key) => key.group === group)), isWide ? half - 2 : columns),
  );
  if (!isWide) return blocks.flat();
  const total = blocks.flat().length;
  let filled = 0;
  const left: Line[] = [];
  const right: Line[] = [];
  for (const block of blocks) {
    (filled + block.length / 2 <= total / 2 ? left : right).push(...block);
    filled += block.length;
  }
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => [
    ...padLine(left[row] ?? [], half),
    ...(right[row] ?? []),
  ]);
}

function blockOf(group: string, rows: readonly HelpRow[], columns: number): readonly Line[] {
  const width = Math.max(...rows.map((row) => textWidth(row.keys.join(' or ')))) + 2;
  return [
    [span(group, 'heading')],
    ...rows.flatMap(({ keys, label, where }) => {
      const said = [span(label), ...(where === undefined ? [] : [span(`, ${where}`, 'muted')])];
      const key = padLine([span(keys.join(' or '), 'key')], width);
      return wrapLine([...key, ...said], columns, [span(' '.repeat(width))]);
    }),
    [],
  ];
}
