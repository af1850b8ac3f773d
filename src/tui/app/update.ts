import { cleanText } from '../text/clean.ts';
import type { KeyPress } from '../keys/key.ts';
import { openCrash } from '../screens/crash/screen.ts';
import { openHelp } from '../screens/help/screen.ts';
import { noFacts } from '../cluster/facts.ts';
import { noTrace } from '../trace/facts.ts';
import type { Effect } from './effect.ts';
import type { Message, Size } from './message.ts';
import type { MountedScreen, World } from './screen.ts';

export interface AppState {
  readonly world: World;
  /** The last one is on the screen. Never empty. */
  readonly screens: readonly MountedScreen[];
  readonly notice?: { readonly text: string; readonly tone: 'good' | 'bad' | 'muted' } | undefined;
}

export interface AppStep {
  readonly state: AppState;
  readonly effects: readonly Effect[];
}

export const smallest: Size = { columns: 60, rows: 18 };

export function isTooSmall(size: Size): boolean {
  return size.columns < smallest.columns || size.rows < smallest.rows;
}

export function topScreen(state: AppState): MountedScreen {
  const top = state.screens.at(-1);
  if (!top) throw new Error('the app has no screen');
  return top;
}

/** The whole app as one function: a state and what happened give the next state and what to do. */
export function updateApp(state: AppState, message: Message): AppStep {
  switch (message.type) {
    case 'key':
      return toTop({ ...state, notice: undefined }, message, message.key);
    case 'paste':
      // Terminals send what is pasted as if it were typed: every line ends as Enter does.
      return toTop({ ...state, notice: undefined }, { type: 'paste', text: cleanText(message.text.replaceAll(/\r\n?/g, '\n')) });
    case 'opened': {
      const kept = message.how === 'replace' ? state.screens.slice(0, -1) : under(state.screens, message.screen);
      return { state: { ...state, screens: [...kept, message.screen] }, effects: [] };
    }
    case 'crashed':
      return crash(state, message.error);
    case 'notice':
      return withNotice(toAll(state, message), message);
    case 'timer':
      if (message.name === 'notice') return { state: { ...state, notice: undefined }, effects: [] };
      return toAll(state, message);
    default:
      return toAll({ ...state, world: nextWorld(state.world, message) }, message);
  }
}

/** Carries out the effects that only move between screens; the others are left to the runtime. */
export function navigate(state: AppState, effect: Effect): AppState | undefined {
  if (effect.type === 'back') {
    return state.screens.length > 1 ? { ...state, screens: state.screens.slice(0, -1) } : state;
  }
  if (effect.type === 'help') return { ...state, screens: [...state.screens, helpFor(topScreen(state), state.world)] };
  if (effect.type === 'show') return { ...state, screens: [...state.screens, effect.screen] };
  return undefined;
}

function nextWorld(world: World, message: Message): World {
  if (message.type === 'resize') return { ...world, size: message.size };
  if (message.type === 'session') return { ...world, session: message.state };
  if (message.type === 'cluster') return { ...world, cluster: message.facts };
  if (message.type === 'exam') return { ...world, exam: message.exam };
  if (message.type === 'trace') return { ...world, trace: message.trace };
  if (message.type === 'texts') return { ...world, texts: message.texts };
  if (message.type === 'cards') return { ...world, cards: message.cards };
  if (message.type === 'terms') return { ...world, terms: message.terms };
  if (message.type === 'packs') return { ...world, packs: message.packs };
  if (message.type === 'settings') {
    const settings = { ...world.settings, ...message.settings };
    return { ...world, settings, theme: message.settings.theme ?? world.theme };
  }
  if (message.type === 'course') {
    // What was read from the course before says nothing of this one.
    const { texts: _texts, terms: _terms, cards: _cards, ...kept } = world;
    return { ...kept, course: message.course };
  }
  if (message.type === 'progress') return { ...world, progress: message.progress, lastLesson: message.lastLesson };
  if (message.type === 'lesson') {
    return { ...world, lesson: message.lesson, session: message.lesson?.session.state, cluster: noFacts, trace: noTrace };
  }
  return world;
}

/** The screens that stay below a new one: another lesson takes the place of the one that was open, and of what lay over it. */
function under(screens: readonly MountedScreen[], { name }: MountedScreen): readonly MountedScreen[] {
  const open = name === 'loading' ? screens.findIndex((screen) => screen.name === 'lesson') : -1;
  return open === -1 ? screens : screens.slice(0, open);
}

function toTop(state: AppState, message: Message, key?: KeyPress): AppStep {
  if (isTooSmall(state.world.size)) {
    const leave = key?.name === 'ctrl+c' || key?.name === 'q';
    return { state, effects: leave ? [{ type: 'quit', code: 0 }] : [] };
  }
  const top = topScreen(state);
  const { screen, effects } = top.handle(message, state.world);
  const next = screen === top ? state : { ...state, screens: [...state.screens.slice(0, -1), screen] };
  return { state: next, effects };
}

function toAll(state: AppState, message: Message): AppStep {
  const results = state.screens.map((screen) => screen.handle(message, state.world));
  return {
    state: { ...state, screens: results.map(({ screen }) => screen) },
    effects: results.flatMap(({ effects }) => effects),
  };
}

function withNotice({ state, effects }: AppStep, { text, tone }: NonNullable<AppState['notice']>): AppStep {
  return {
    state: { ...state, notice: { text, tone } },
    effects: [...effects, { type: 'timer', name: 'notice', milliseconds: 6000 }],
  };
}

function crash(state: AppState, error: unknown): AppStep {
  if (topScreen(state).name === 'crash') return { state, effects: [] };
  return { state: { ...state, screens: [openCrash(error)] }, effects: [{ type: 'report', error }] };
}

/** The screen that lists the keys of the one it lies over. */
function helpFor(screen: MountedScreen, world: World): MountedScreen {
  return openHelp(screen.title(world), screen.help(world, 'all'));
}
