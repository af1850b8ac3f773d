import { defineScreen, mount, bodySize, type MountedScreen } from '../../app/screen.ts';
import type { KeyHelp } from '../../keys/bindings.ts';
import { padLine, span, type Line } from '../../text/line.ts';
import { textWidth } from '../../text/width.ts';
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
    return {
      rows: [[], ...lines.slice(top).map((line): Line => [span('   '), ...line])],
    };
  },
});

export function openHelp(title: readonly string[], keys: readonly KeyHelp[]): MountedScreen {
  return mount(help, { title, keys, top: 0 });
}

/** Groups that come last: what they hold is known from elsewhere or needed in a moment of its own only. */
const seldom: ReadonlySet<string> = new Set(['Answering', 'Searching', 'Editing the line']);

/** Keys under their headings, in two columns where there is room. */
export function helpLines(keys: readonly KeyHelp[], columns: number): readonly Line[] {
  const named = [...new Set(keys.map(({ group }) => group))];
  const groups = [...named.filter((group) => !seldom.has(group)), ...named.filter((group) => seldom.has(group))];
  const blocks = groups.map((group): readonly Line[] => {
    const rows = [...new Map(keys.filter((key) => key.group === group).map((key) => [`${key.keys} ${key.label}`, key])).values()];
    const width = Math.max(...rows.map((key) => textWidth(key.keys)));
    return [
      [span(group, 'heading')],
      ...rows.map((key): Line => [...padLine([span(key.keys, 'key')], width + 2), span(key.label)]),
      [],
    ];
  });
  if (columns < 72) return blocks.flat();
  const half = blocks.flat().length / 2;
  let filled = 0;
  const left: Line[] = [];
  const right: Line[] = [];
  for (const block of blocks) {
    (filled + block.length / 2 <= half ? left : right).push(...block);
    filled += block.length;
  }
  const width = Math.floor(columns / 2);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => [
    ...padLine(left[row] ?? [], width),
    ...(right[row] ?? []),
  ]);
}
