import type { Destination } from '../../app/effect.ts';
import { bodySize, defineScreen, mount, type MountedScreen, type ScreenKey, type World } from '../../app/screen.ts';
import { keptProse } from '../../prose/kept.ts';
import { span, type Line } from '../../text/line.ts';
import { backKey, helpKey } from '../shared-keys.ts';

interface ReviewState {
  /** The card whose back is shown. */
  readonly turned?: string | undefined;
}

const current = (world: World): NonNullable<World['cards']>[number] | undefined => world.cards?.[0];
const isTurned = (state: ReviewState, world: World): boolean =>
  state.turned !== undefined && state.turned === current(world)?.key;

const grade = (key: string, value: 'again' | 'hard' | 'good' | 'easy', label: string, line: number): ScreenKey<ReviewState> => ({
  keys: [key],
  label,
  group: 'How well it came back',
  line,
  when: isTurned,
  run(_state, world) {
    const card = current(world);
    return { state: { turned: undefined }, effects: card === undefined ? [] : [{ type: 'grade', card: card.key, grade: value }] };
  },
});

const review = defineScreen<ReviewState>({
  name: 'review',
  title: () => ['kubetutor', 'Review'],
  status: (_state, { cards }) => (cards === undefined ? [] : [span(`${cards.length} due`, 'muted')]),
  keys: [
    {
      keys: ['enter', 'space'],
      label: 'show the answer',
      group: 'Cards',
      line: 1,
      when: (state, world) => current(world) !== undefined && !isTurned(state, world),
      run: (_state, world) => ({ state: { turned: current(world)?.key } }),
    },
    grade('1', 'again', 'forgot', 1),
    grade('2', 'hard', 'with effort', 2),
    grade('3', 'good', 'well', 3),
    grade('4', 'easy', 'at once', 4),
    {
      keys: ['l'],
      label: 'its lesson',
      group: 'Cards',
      line: 6,
      when: isTurned,
      run(state, world) {
        const card = current(world);
        return {
          state,
          effects: card === undefined ? [] : [{ type: 'go', to: { name: 'lesson', id: card.lesson }, how: 'push' }],
        };
      },
    },
    backKey(['escape', 'q', 'ctrl+c'], 'lessons', 7),
    helpKey(),
  ],
  view(state, world) {
    const { columns, rows } = bodySize(world.size);
    const width = Math.min(70, columns - 8);
    const margin = span(' '.repeat(Math.max(2, Math.floor((columns - width) / 2))));
    const text = lines(state, world, width).map((line): Line => (line.length === 0 ? line : [margin, ...line]));
    const above = Math.max(1, Math.floor((rows - text.length) / 3));
    return { rows: [...Array.from({ length: above }, (): Line => []), ...text] };
  },
});

function lines(state: ReviewState, world: World, width: number): readonly Line[] {
  const { cards, symbols } = world;
  if (cards === undefined) return [[span(`Looking for cards ${symbols.waits}`, 'muted')]];
  const card = current(world);
  if (card === undefined)
    return [
      [span('No card is due.')],
      [],
      [span('Each lesson you pass adds a few, and they come back when you are about to forget them.', 'muted')],
    ].flatMap((line) => (line.length === 0 ? [line] : keptProse(line.map(({ text }) => text).join(''), width, symbols).lines));
  const front = keptProse(card.front, width, symbols).lines.map((line): Line => line.map((part) => ({ ...part, bold: true })));
  if (!isTurned(state, world)) return [...front, [], [span('Think of the answer, then press Enter.', 'muted')]];
  return [...front, [], [span(symbols.horizontal.repeat(width), 'rule')], [], ...keptProse(card.back, width, symbols).lines];
}

export function open(_to: Destination, _world: World): MountedScreen {
  return mount(review, {});
}
