import type { Destination } from '../../app/effect.ts';
import { bodySize, defineScreen, mount, type MountedScreen, type World } from '../../app/screen.ts';
import type { LessonOutline } from '../../ports.ts';
import { cleanTitle } from '../../text/clean.ts';
import { keptProse } from '../../prose/kept.ts';
import { span, type Line } from '../../text/line.ts';
import { rectangle } from '../../text/rectangle.ts';
import { labelledRule } from '../../widgets/labelled-rule.ts';
import { listLines } from '../../widgets/list/lines.ts';
import { choosingKeys } from '../../widgets/list/state.ts';
import { backKey, helpKey } from '../shared-keys.ts';

interface TermsState {
  readonly at: number;
}

interface Term {
  readonly term: string;
  /** Those that explain it, in the order of the course. */
  readonly lessons: readonly LessonOutline[];
}

/** Every concept of the course with the lessons it belongs to. */
export function termsOf({ course }: Pick<World, 'course'>): readonly Term[] {
  const found = new Map<string, LessonOutline[]>();
  for (const lesson of course.modules.flatMap(({ lessons }) => lessons)) {
    for (const term of lesson.concepts ?? []) found.set(term, [...(found.get(term) ?? []), lesson]);
  }
  return [...found]
    .map(([term, lessons]) => ({ term, lessons }))
    .sort((left, right) => left.term.localeCompare(right.term, 'en', { sensitivity: 'base' }));
}

const terms = defineScreen<TermsState>({
  name: 'terms',
  title: () => ['kubetutor', 'Terms'],
  status: (_state, world) => [span(`${termsOf(world).length} terms`, 'muted')],
  keys: [
    {
      keys: ['enter'],
      label: 'the lesson that explains it',
      group: 'Terms',
      line: 1,
      run(state, world) {
        const id = termsOf(world)[state.at]?.lessons[0]?.id;
        return { state, effects: id === undefined ? [] : [{ type: 'go', to: { name: 'lesson', id }, how: 'push' }] };
      },
    },
    backKey(['escape', 'q', 'ctrl+c'], 'back', 2),
    helpKey(),
    ...choosingKeys<TermsState>({
      at: ({ at }) => at,
      choose: (state, at) => ({ ...state, at }),
      count: (_state, world) => termsOf(world).length,
    }),
  ],
  view({ at }, world) {
    const { columns, rows } = bodySize(world.size);
    const items = termsOf(world).map(({ term, lessons }) => ({
      text: cleanTitle(term),
      note: lessons.map(({ title }) => cleanTitle(title)).join(', '),
    }));
    const none: readonly Line[] = [[span('   The lessons name no terms.', 'muted')]];
    const said = meaningOf(termsOf(world)[at]?.term, world);
    const width = Math.min(columns, 90);
    const height = Math.max(3, rows - 1 - said.length);
    const list = items.length === 0 ? none : listLines(items, at, width, height, world.symbols);
    return { rows: [[], ...rectangle(list, columns, height, world.symbols), ...said] };
  },
});

/** What the chosen word means, below the list, in no more than a third of the screen. */
function meaningOf(term: string | undefined, world: World): readonly Line[] {
  const { columns, rows } = bodySize(world.size);
  const text = term === undefined || !Object.hasOwn(world.terms ?? {}, term) ? undefined : world.terms?.[term];
  if (term === undefined || text === undefined) return [];
  const lines = keptProse(text, Math.min(columns - 6, 84), world.symbols).lines;
  const rule = labelledRule([{ text: cleanTitle(term), focused: true }], columns, world.symbols);
  return [rule, ...lines.slice(0, Math.max(2, Math.floor(rows / 3))).map((line): Line => [span('   '), ...line])];
}

export function open(_to: Destination, _world: World): MountedScreen {
  return mount(terms, { at: 0 });
}
