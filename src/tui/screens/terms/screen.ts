import type { Destination } from '../../app/effect.ts';
import { bodySize, defineScreen, inExam, mount, type MountedScreen, type World } from '../../app/screen.ts';
import type { LessonOutline } from '../../ports.ts';
import { cleanTitle } from '../../text/clean.ts';
import { keptProse } from '../../prose/kept.ts';
import { span, type Line } from '../../text/line.ts';
import { rectangle } from '../../text/rectangle.ts';
import { graphemes, textWidth } from '../../text/width.ts';
import { labelledRule } from '../../widgets/labelled-rule.ts';
import { listLines } from '../../widgets/list/lines.ts';
import { choosingKeys } from '../../widgets/list/state.ts';
import { backKey, helpKey } from '../shared-keys.ts';

interface TermsState {
  /** The chosen word; the first when there is no such word. */
  readonly term: string | undefined;
  /** What is looked for, undefined when nobody looks for anything. */
  readonly query?: string | undefined;
}

interface Term {
  readonly term: string;
  /** Those that explain it, in the order of the course. */
  readonly lessons: readonly LessonOutline[];
}

/** Every word that the course explains, with the lessons it belongs to. */
export function termsOf({ course, terms = {} }: Pick<World, 'course' | 'terms'>): readonly Term[] {
  const found = new Map<string, LessonOutline[]>(Object.keys(terms).map((term) => [term, []]));
  for (const lesson of course.modules.flatMap(({ lessons }) => lessons)) {
    for (const term of lesson.concepts ?? []) found.set(term, [...(found.get(term) ?? []), lesson]);
  }
  return [...found]
    .map(([term, lessons]) => ({ term, lessons }))
    .sort((left, right) => left.term.localeCompare(right.term, 'en', { sensitivity: 'base' }));
}

/** Words that begin with what is looked for, then those that hold it. */
function matching({ query = '' }: TermsState, world: World): readonly Term[] {
  const wanted = query.toLowerCase();
  const all = termsOf(world).filter(({ term }) => term.toLowerCase().includes(wanted));
  const begins = ({ term }: Term): boolean => term.toLowerCase().startsWith(wanted);
  return wanted === '' ? all : [...all.filter(begins), ...all.filter((term) => !begins(term))];
}

const place = (state: TermsState, world: World): number =>
  Math.max(
    0,
    matching(state, world).findIndex(({ term }) => term === state.term),
  );
const chosen = (state: TermsState, world: World): Term | undefined => matching(state, world)[place(state, world)];
const looking = ({ query }: TermsState): boolean => query !== undefined;
const search = (query: string | undefined): TermsState => ({ term: undefined, query });

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
      when: (state, world) => chosen(state, world)?.lessons[0] !== undefined && !inExam(world),
      run(state, world) {
        const id = chosen(state, world)?.lessons[0]?.id;
        return { state, effects: id === undefined ? [] : [{ type: 'go', to: { name: 'lesson', id }, how: 'push' }] };
      },
    },
    {
      keys: ['escape', 'ctrl+c'],
      label: 'all terms',
      group: 'Terms',
      line: 2,
      when: looking,
      run: (state, world) => ({ state: { term: chosen(state, world)?.term } }),
    },
    {
      keys: ['backspace'],
      label: 'take back a letter',
      group: 'Terms',
      when: looking,
      run: ({ query = '' }) => ({ state: search(graphemes(query).slice(0, -1).join('')) }),
    },
    {
      keys: ['/'],
      label: 'search',
      group: 'Terms',
      line: 3,
      when: (state) => !looking(state),
      run: () => ({ state: search('') }),
    },
    { ...backKey<TermsState>(['escape', 'q', 'ctrl+c'], 'back', 2), when: (state) => !looking(state) },
    helpKey((state) => !looking(state)),
    ...choosingKeys<TermsState>({
      at: place,
      choose: (state, at, world) => ({ ...state, term: matching(state, world)[at]?.term }),
      count: (state, world) => matching(state, world).length,
      letters: (state) => !looking(state),
    }),
  ],
  typed: (state, text) => (state.query === undefined ? { state } : { state: search(state.query + cleanTitle(text)) }),
  view(state, world) {
    const { columns, rows } = bodySize(world.size);
    const items = matching(state, world).map(({ term, lessons }) => ({
      text: cleanTitle(term),
      note: lessons.map(({ title }) => cleanTitle(title)).join(', '),
    }));
    const none = state.query === undefined ? 'The lessons name no terms.' : 'No term has that in it.';
    const said = meaningOf(chosen(state, world)?.term, world);
    const width = Math.min(columns, 90);
    const height = Math.max(3, rows - 1 - said.length);
    const list =
      items.length === 0 ? [[span(`   ${none}`, 'muted')]] : listLines(items, place(state, world), width, height, world.symbols);
    const head: Line = state.query === undefined ? [] : [span(' Search: ', 'key'), span(state.query)];
    return {
      rows: [head, ...rectangle(list, columns, height, world.symbols), ...said],
      ...(state.query === undefined ? {} : { cursor: { x: 9 + textWidth(state.query), y: 0 } }),
    };
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

export function open(to: Destination, _world: World): MountedScreen {
  return mount(terms, { term: to.name === 'terms' ? to.term : undefined });
}
