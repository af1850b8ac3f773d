import type { SessionState } from '../../course/session-state.ts';
import type { ClusterFacts } from '../cluster/facts.ts';
import { findBinding, keyHelp, type Binding, type KeyHelp } from '../keys/bindings.ts';
import type { CourseOutline, ExamScore, LessonProgress, OpenLesson, PackOutline, ReviewCard, Settings } from '../ports.ts';
import type { Line } from '../text/line.ts';
import type { Trace } from '../trace/facts.ts';
import type { Symbols } from '../theme/symbols.ts';
import type { ThemeName } from '../theme/theme.ts';
import type { Effect } from './effect.ts';
import type { Message, Size } from './message.ts';

/** What every screen can see. Nobody changes it but the app's own update. */
export interface World {
  readonly size: Size;
  readonly symbols: Symbols;
  readonly theme: ThemeName;
  readonly settings: Settings;
  readonly course: CourseOutline;
  readonly progress: { readonly [lesson: string]: LessonProgress };
  /** Prose of the lessons, once somebody searches. */
  readonly texts?: { readonly [lesson: string]: string };
  /** What words mean, once somebody asked. */
  readonly terms?: { readonly [word: string]: string };
  /** Packs that can be opened, once somebody asked. */
  readonly packs?: readonly PackOutline[];
  /** Cards that are due, once they were counted. */
  readonly cards?: readonly ReviewCard[];
  readonly lastLesson?: string | undefined;
  readonly lesson?: OpenLesson | undefined;
  readonly session?: SessionState | undefined;
  /** The exam that is being taken, or the result of the last one. */
  readonly exam?: ExamState;
  readonly cluster: ClusterFacts;
  readonly trace: Trace;
  readonly canEditOutside: boolean;
  /** Whether a screen reader reads the screens aloud: one pane at a time, nothing that is only drawn. */
  readonly spoken?: boolean;
}

export interface ExamState {
  /** Which lab it is at, counted from 0. */
  readonly lab: number;
  readonly labs: number;
  readonly secondsLeft: number;
  /** Once it is over. */
  readonly scores?: readonly ExamScore[];
}

/** Whether the lesson on the screen is a lab of an exam. */
export function inExam({ exam }: Pick<World, 'exam'>): boolean {
  return exam !== undefined && exam.scores === undefined;
}

export interface Step<State> {
  readonly state: State;
  readonly effects?: readonly Effect[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The rows a screen draws into its body, and where in it the terminal's cursor stands. */
export interface Picture {
  readonly rows: readonly Line[];
  readonly cursor?: Point;
}

export type ScreenKey<State> = Binding<State, World, Step<State>>;

/** A screen as a value. All of it is pure: keys and messages in, state and effects out. */
export interface ScreenDefinition<State> {
  readonly name: string;
  /** What stands in the title bar, from the general to the particular. */
  title(state: State, world: World): readonly string[];
  /** What stands at the right end of the title bar. */
  status?(state: State, world: World): Line;
  readonly keys: readonly ScreenKey<State>[];
  /** Keys that no row of the table takes, and pasted text. */
  typed?(state: State, text: string, world: World): Step<State>;
  /** Everything but keys and pastes. */
  receive?(state: State, message: Message, world: World): Step<State>;
  view(state: State, world: World): Picture;
}

/** A screen with its state inside, so that screens of every kind can stand in one stack. */
export interface MountedScreen {
  readonly name: string;
  handle(message: Message, world: World): { readonly screen: MountedScreen; readonly effects: readonly Effect[] };
  title(world: World): readonly string[];
  status(world: World): Line;
  help(world: World, which: 'now' | 'all'): readonly KeyHelp[];
  view(world: World): Picture;
}

export function defineScreen<State>(definition: ScreenDefinition<State>): ScreenDefinition<State> {
  return definition;
}

export function mount<State>(definition: ScreenDefinition<State>, state: State): MountedScreen {
  const mounted: MountedScreen = {
    name: definition.name,
    handle(message, world) {
      const step = updateScreen(definition, state, message, world);
      return { screen: step.state === state ? mounted : mount(definition, step.state), effects: step.effects ?? [] };
    },
    title: (world) => definition.title(state, world),
    status: (world) => definition.status?.(state, world) ?? [],
    help: (world, which) => keyHelp(definition.keys, state, world, world.symbols, which),
    view: (world) => definition.view(state, world),
  };
  return mounted;
}

/** The update of a screen: its key table first, then its own ways. */
export function updateScreen<State>(
  definition: ScreenDefinition<State>,
  state: State,
  message: Message,
  world: World,
): Step<State> {
  if (message.type === 'key') {
    const binding = findBinding(definition.keys, message.key, state, world);
    if (binding) return binding.run(state, world, message.key.name);
    return message.key.text === undefined ? { state } : (definition.typed?.(state, message.key.text, world) ?? { state });
  }
  if (message.type === 'paste') return definition.typed?.(state, message.text, world) ?? { state };
  return definition.receive?.(state, message, world) ?? { state };
}

/** Rows and columns of the body: all but the title bar and the key line. */
export function bodySize(size: Size): Size {
  return { columns: size.columns, rows: Math.max(1, size.rows - 2) };
}
