import { bodySize, defineScreen, mount, type MountedScreen, type ScreenKey, type Step, type World } from '../../app/screen.ts';
import type { Destination, Effect } from '../../app/effect.ts';
import { graphemes } from '../../text/width.ts';
import { cleanTitle } from '../../text/clean.ts';
import { span } from '../../text/line.ts';
import { helpKey, quitKey } from '../shared-keys.ts';
import { homeRows, lessonsOf, nextLesson } from './rows.ts';
import { homeLines, searchCursor } from './view.ts';

export interface HomeState {
  /** Id of the chosen lesson. */
  readonly chosen: string | undefined;
  /** What is searched for, undefined when nobody searches. */
  readonly query?: string | undefined;
}

const searching = (state: HomeState): boolean => state.query !== undefined;
const browsing = (state: HomeState): boolean => state.query === undefined;

function move(state: HomeState, world: World, by: number): Step<HomeState> {
  const lessons = lessonsOf(homeRows(world, state.query));
  const at = lessons.findIndex((lesson) => lesson.id === state.chosen);
  const next = lessons[Math.max(0, Math.min(lessons.length - 1, at + by))];
  return { state: next ? { ...state, chosen: next.id } : state };
}

function search(state: HomeState, world: World, query: string | undefined): Step<HomeState> {
  const lessons = lessonsOf(homeRows(world, query));
  const kept = lessons.some((lesson) => lesson.id === state.chosen);
  return { state: { query, chosen: kept ? state.chosen : lessons[0]?.id } };
}

/** Titles and terms are there at once; the prose of the lessons follows when it has been read. */
function startSearch(state: HomeState, world: World): Step<HomeState> {
  return { ...search(state, world, ''), effects: world.texts === undefined ? [{ type: 'loadTexts' }] : [] };
}

const loads: { readonly [name: string]: readonly Effect[] } = {
  review: [{ type: 'loadCards' }],
  terms: [{ type: 'loadTerms' }],
  packs: [{ type: 'loadPacks' }],
  settings: [],
};

function elsewhere(
  key: string,
  label: string,
  line: number,
  name: 'review' | 'terms' | 'settings' | 'packs' | 'exam',
): ScreenKey<HomeState> {
  return {
    keys: [key],
    label,
    group: 'Elsewhere',
    line,
    when: browsing,
    run: (state) => ({
      state,
      effects: [{ type: 'go', to: { name }, how: 'push' }, ...(loads[name] ?? [])],
    }),
  };
}

function openLesson(state: HomeState, id: string | undefined): Step<HomeState> {
  if (id === undefined) return { state };
  return { state: { chosen: id }, effects: [{ type: 'go', to: { name: 'lesson', id }, how: 'push' }] };
}

const home = defineScreen<HomeState>({
  name: 'home',
  title: (_state, { course }) => ['kubetutor', cleanTitle(course.title)],
  status(_state, { course, progress, cards = [] }) {
    const lessons = course.modules.flatMap((module) => module.lessons);
    const passed = lessons.filter((lesson) => progress[lesson.id]?.status === 'passed').length;
    const due = cards.length > 0 ? [span(`${cards.length} ${cards.length === 1 ? 'card' : 'cards'} due   `, 'accent')] : [];
    return [...due, span(`${passed} of ${lessons.length} lessons`, 'muted')];
  },
  keys: [
    {
      keys: ['enter', 'right'],
      label: 'open',
      group: 'Lessons',
      line: 1,
      shown: () => 'Enter',
      run: (state) => openLesson(state, state.chosen),
    },
    {
      keys: ['c'],
      label: 'go on where you were',
      group: 'Lessons',
      line: 3,
      when: browsing,
      now: (_state, world) => (world.lastLesson === undefined ? 'begin' : 'go on'),
      run: (state, world) => openLesson(state, nextLesson(world)?.id),
    },
    { keys: ['/'], label: 'search', group: 'Lessons', line: 2, when: browsing, run: startSearch },
    {
      keys: ['escape', 'ctrl+c'],
      label: 'end the search',
      group: 'Lessons',
      line: 2,
      when: searching,
      run: (state, world) => search(state, world, undefined),
    },
    {
      keys: ['backspace'],
      label: 'take back a letter',
      group: 'Lessons',
      when: searching,
      run: (state, world) => {
        const query = graphemes(state.query ?? '')
          .slice(0, -1)
          .join('');
        return search(state, world, state.query === '' ? undefined : query);
      },
    },
    {
      keys: ['up', 'ctrl+p'],
      label: 'lesson before',
      group: 'Moving',
      shown: () => 'Up or k',
      run: (state, world) => move(state, world, -1),
    },
    {
      keys: ['down', 'ctrl+n'],
      label: 'lesson after',
      group: 'Moving',
      shown: () => 'Down or j',
      run: (state, world) => move(state, world, 1),
    },
    { keys: ['k'], label: 'lesson before', group: 'Moving', when: browsing, run: (state, world) => move(state, world, -1) },
    { keys: ['j'], label: 'lesson after', group: 'Moving', when: browsing, run: (state, world) => move(state, world, 1) },
    { keys: ['pageup'], label: 'ten up', group: 'Moving', run: (state, world) => move(state, world, -10) },
    { keys: ['pagedown'], label: 'ten down', group: 'Moving', run: (state, world) => move(state, world, 10) },
    { keys: ['home'], label: 'first lesson', group: 'Moving', run: (state, world) => move(state, world, -1e6) },
    { keys: ['end'], label: 'last lesson', group: 'Moving', run: (state, world) => move(state, world, 1e6) },
    elsewhere('v', 'review', 6, 'review'),
    elsewhere('w', 'terms', 7, 'terms'),
    elsewhere('x', 'exam', 8, 'exam'),
    elsewhere('p', 'packs', 9, 'packs'),
    elsewhere('s', 'settings', 10, 'settings'),
    helpKey(browsing),
    { ...quitKey<HomeState>(['q', 'ctrl+c'], 5), when: browsing },
  ],
  receive(state, message, world) {
    if (message.type !== 'progress') return { state };
    // Who comes back from a lesson finds it chosen, or the next one when it is done.
    const next = world.lastLesson === undefined || state.query !== undefined ? undefined : nextLesson(world);
    return { state: next === undefined ? state : { ...state, chosen: next.id } };
  },
  typed: (state, text, world) => (state.query === undefined ? { state } : search(state, world, state.query + cleanTitle(text))),
  view(state, world) {
    const size = bodySize(world.size);
    const cursor = state.query === undefined ? undefined : searchCursor(state.query);
    return { rows: homeLines(state, world, size), ...(cursor ? { cursor } : {}) };
  },
});

export function open(_to: Destination, world: World): MountedScreen {
  return mount(home, { chosen: (nextLesson(world) ?? world.course.modules[0]?.lessons[0])?.id });
}
