import type { Effect } from '../../app/effect.ts';
import { inExam, type ScreenKey, type Step, type World } from '../../app/screen.ts';
import { chooseLink, showSection } from '../../widgets/prose/state.ts';
import { measure, type LessonState } from './state.ts';

const inProse = (state: LessonState): boolean => state.focus === 'prose';

function chosen(state: LessonState, world: World): string | undefined {
  const { link } = state.prose;
  return link === undefined ? undefined : measure(world, state).prose.links[link]?.target;
}

const leadsTo =
  (what: RegExp) =>
  (state: LessonState, world: World): boolean =>
    inProse(state) && what.test(chosen(state, world) ?? '');

function go(state: LessonState, effects: readonly Effect[]): Step<LessonState> {
  return { state, effects };
}

function next(by: 1 | -1): ScreenKey<LessonState>['run'] {
  return (state, world) => {
    const { prose, layout } = measure(world, state);
    return { state: { ...state, prose: chooseLink(state.prose, by, prose, layout.prose.rows) } };
  };
}

const rest = (target: string | undefined, scheme: string): string => (target ?? '').slice(scheme.length);
const hasLinks = (state: LessonState, world: World): boolean => inProse(state) && measure(world, state).prose.links.length > 0;

/** Links of the prose: words lead to what they mean, the others to a section or another lesson. */
export const linkKeys: readonly ScreenKey<LessonState>[] = [
  {
    keys: ['enter'],
    label: 'what it means',
    where: 'at a term',
    group: 'Links',
    line: 1,
    when: leadsTo(/^term:/),
    run: (state, world) =>
      go(state, [
        { type: 'go', to: { name: 'terms', term: rest(chosen(state, world), 'term:') }, how: 'push' },
        { type: 'loadTerms' },
      ]),
  },
  {
    keys: ['enter'],
    label: 'go to that section',
    where: 'at a link to one',
    group: 'Links',
    line: 1,
    when: leadsTo(/^#/),
    run(state, world) {
      const { prose, layout } = measure(world, state);
      const { link: _followed, ...reading } = state.prose;
      return go({ ...state, prose: showSection(reading, rest(chosen(state, world), '#'), prose, layout.prose.rows) }, []);
    },
  },
  {
    keys: ['enter'],
    label: 'go to that lesson',
    where: 'at a link to one of them',
    group: 'Links',
    line: 1,
    when: (state, world) => leadsTo(/^lesson:/)(state, world) && !inExam(world),
    run: (state, world) =>
      go(state, [{ type: 'go', to: { name: 'lesson', id: rest(chosen(state, world), 'lesson:') }, how: 'push' }]),
  },
  { keys: ['l'], label: 'next link', group: 'Links', line: 8, when: hasLinks, run: next(1) },
  { keys: ['L'], label: 'link before', group: 'Links', when: hasLinks, run: next(-1) },
];
