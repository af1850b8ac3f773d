import type { Effect } from '../../app/effect.ts';
import { inExam, type ScreenKey, type Step, type World } from '../../app/screen.ts';
import { cleanText } from '../../text/clean.ts';
import { truncate } from '../../text/width.ts';
import { lineOf } from '../../widgets/prompt/state.ts';
import { chooseCommand, isInView, scrollProse } from '../../widgets/prose/state.ts';
import { withLine } from '../../widgets/shell/state.ts';
import { currentTask } from '../../widgets/tasks/view.ts';
import { helpKey, scrolled, scrollKeys } from '../shared-keys.ts';
import { answerKeys, beginAnswer, isTyping, wantsPane } from './answer.ts';
import { linkKeys } from './links.ts';
import { panes, wideColumns, type Pane } from './layout.ts';
import { shellKeys, withShell } from './shell-keys.ts';
import { measure, taskRows, type LessonState } from './state.ts';

const outside = (state: LessonState, world: World): boolean => state.focus !== 'shell' && !isTyping(state, world);
const mayChoose = (state: LessonState): boolean => inProse(state) && state.prose.link === undefined;
const inProse = (state: LessonState): boolean => state.focus === 'prose';

/** Keys that move through whichever pane of text has the focus. */
const moving: readonly ScreenKey<LessonState>[] = [
  ...(['up', 'down'] as const).map((way): ScreenKey<LessonState> => ({
    keys: [`alt+${way}`],
    label: `scroll the lesson ${way}`,
    group: 'Lesson',
    run: (state, world) => ({ state: scrollPane(state, world, way === 'up' ? -3 : 3, 'prose') }),
  })),
  ...scrollKeys<LessonState>({
    when: outside,
    page(state, world) {
      const { layout } = measure(world, state);
      return state.focus === 'prose' ? layout.prose.rows : taskRows(layout);
    },
    scroll: (state, by, world) => scrollPane(state, world, by, state.focus),
  }),
];

function scrollPane(state: LessonState, world: World, by: number, pane: Pane): LessonState {
  const { prose, layout, tasks } = measure(world, state);
  if (pane === 'prose') return { ...state, prose: scrollProse(state.prose, by, prose, layout.prose.rows) };
  return { ...state, taskTop: scrolled(state.taskTop ?? 0, by, tasks.lines.length, taskRows(layout)) };
}

function focus(state: LessonState, by: 1 | -1): LessonState {
  const next = panes[(panes.indexOf(state.focus) + by + panes.length) % panes.length] ?? 'shell';
  return { ...state, focus: next };
}

/** Keys that lose something want to be pressed twice: a letter meant for the shell may land in another pane. */
function askFirst(state: LessonState, what: 'undo' | 'reset' | 'nextLab' | 'endExam', text: string): Step<LessonState> {
  if (state.asked === what) {
    const effect: Effect = what === 'undo' || what === 'reset' ? { type: 'session', call: what } : { type: what };
    return { state: { ...state, asked: undefined }, effects: [effect] };
  }
  return { state: { ...state, asked: what }, effects: [{ type: 'send', message: { type: 'notice', text, tone: 'muted' } }] };
}

function choose(state: LessonState, world: World, by: 1 | 0 | -1): Step<LessonState> {
  const { prose, layout } = measure(world, state);
  return { state: { ...state, prose: chooseCommand(state.prose, by, prose, layout.prose.rows) } };
}

function isCommandSeen(state: LessonState, world: World): boolean {
  const { prose, layout } = measure(world, state);
  const command = prose.commands[state.prose.command];
  return command !== undefined && isInView(command.row, state.prose, layout.prose.rows);
}

/** Puts the chosen command at the prompt, where Enter runs it. */
function send(state: LessonState, world: World): Step<LessonState> {
  const command = measure(world, state).prose.commands[state.prose.command];
  if (!command) return { state };
  return { state: { ...withShell(state, withLine(state.shell, lineOf(command.text))), focus: 'shell' } };
}

/** Asks with the thing itself, so that nobody takes back something else than they think. */
function undoQuestion(world: World): string {
  const done = cleanText(world.lesson?.session.done().at(-1)?.text ?? 'the last command').split('\n');
  const [first = ''] = done;
  const asks = ['Take back ', '? The same key again does it.'] as const;
  const room = Math.max(20, world.size.columns - 2 - asks.join('').length);
  const { ellipsis } = world.symbols;
  return asks.join(truncate(done.length > 1 ? `${first} ${ellipsis}` : first, room, ellipsis));
}

const paneNames: { readonly [pane in Pane]: string } = { prose: 'lesson', shell: 'shell', tasks: 'tasks' };
const inAnExam = (_state: LessonState, world: World): boolean => inExam(world);
const outsideExams = (_state: LessonState, world: World): boolean => !inExam(world);

const speeds = [0, 1, 10] as const;

/** A letter outside the shell, which takes letters itself; with Alt it is the same everywhere, and the shell names it so. */
function letter(key: string, row: Omit<ScreenKey<LessonState>, 'keys'>): readonly ScreenKey<LessonState>[] {
  const holds = (state: LessonState, world: World): boolean => row.when?.(state, world) ?? true;
  const inShell = (state: LessonState): boolean => state.focus === 'shell' && state.shell.search === undefined;
  return [
    { ...row, keys: [key], when: (state, world) => outside(state, world) && holds(state, world) },
    {
      ...row,
      keys: [`alt+${key}`],
      ...(row.line === undefined ? {} : { line: row.line + 2 }),
      when: (state, world) => inShell(state) && holds(state, world),
    },
    {
      ...row,
      keys: [`alt+${key}`],
      line: undefined,
      belongs: () => false,
      when: (state, world) => outside(state, world) && holds(state, world),
    },
  ];
}

/** In an exam: on to the next lab, or to the end. */
const examKeys: readonly ScreenKey<LessonState>[] = [
  ...letter('N', {
    label: 'next lab',
    group: 'Exam',
    line: 1,
    belongs: inAnExam,
    when: (_state, world) => inExam(world),
    run(state, world) {
      const last = world.exam !== undefined && world.exam.lab + 1 >= world.exam.labs;
      const text = isDone(world) ? 'All done here.' : 'Not all is done here, and there is no way back.';
      return askFirst(state, 'nextLab', `${text} Press the same key again ${last ? 'to end the exam' : 'for the next lab'}.`);
    },
  }),
  {
    keys: ['q', 'ctrl+c'],
    label: 'end the exam',
    group: 'Exam',
    line: 5,
    belongs: inAnExam,
    when: (state, world) => outside(state, world) && inExam(world),
    run: (state) => askFirst(state, 'endExam', 'End the exam? Labs not reached count as not passed. Press the same key again.'),
  },
];

const bindings: readonly ScreenKey<LessonState>[] = [
  ...answerKeys,
  ...shellKeys,
  ...linkKeys,
  {
    keys: ['enter'],
    label: 'put into the shell',
    group: 'Lesson',
    line: 1,
    when: (state, world) => mayChoose(state) && isCommandSeen(state, world),
    run: send,
  },
  {
    keys: ['enter'],
    label: 'to the next command',
    where: 'while none is in view',
    group: 'Lesson',
    line: 1,
    when: (state, world) => mayChoose(state) && measure(world, state).prose.commands.length > 0,
    run: (state, world) => choose(state, world, 0),
  },
  {
    keys: ['left', 'p'],
    label: 'command before',
    group: 'Lesson',
    when: inProse,
    run: (state, world) => choose(state, world, -1),
  },
  {
    keys: ['right', 'n'],
    label: 'next command',
    group: 'Lesson',
    line: 8,
    shown: () => 'n',
    when: inProse,
    run: (state, world) => choose(state, world, 1),
  },
  {
    keys: ['escape'],
    label: 'next pane',
    group: 'Panes',
    line: 2,
    now: (state) => paneNames[focus(state, 1).focus],
    run: (state) => ({ state: focus(state, 1) }),
  },
  {
    keys: ['tab'],
    label: 'next pane',
    where: 'outside the shell',
    group: 'Panes',
    when: outside,
    run: (state) => ({ state: focus(state, 1) }),
  },
  { keys: ['shift+tab'], label: 'pane before', group: 'Panes', run: (state) => ({ state: focus(state, -1) }) },
  ...examKeys,
  ...letter('a', {
    label: 'answer the question',
    group: 'Tasks',
    line: 1,
    when: (state, world) => state.focus !== 'tasks' && wantsPane(world),
    run: (state, world) => ({ state: beginAnswer({ ...state, focus: 'tasks', taskTop: undefined }, world) }),
  }),
  ...letter('h', {
    label: 'hint',
    group: 'Tasks',
    line: 3,
    belongs: outsideExams,
    when: (_state, world) => !inExam(world) && (currentTask(world.session?.tasks ?? [])?.hintsLeft ?? 0) > 0,
    run(state, world) {
      const task = currentTask(world.session?.tasks ?? []);
      return { state: { ...state, taskTop: undefined }, effects: task ? [{ type: 'session', call: 'hint', task: task.id }] : [] };
    },
  }),
  ...letter('s', {
    label: 'type the solution',
    group: 'Tasks',
    line: 2,
    belongs: outsideExams,
    when: (_state, world) => !inExam(world) && world.session?.phase === 'idle' && isSolutionShown(world),
    run(state, world) {
      const task = currentTask(world.session?.tasks ?? []);
      return { state, effects: task ? [{ type: 'session', call: 'typeSolution', task: task.id }] : [] };
    },
  }),
  ...letter('u', {
    label: 'undo',
    group: 'Tasks',
    line: 4,
    when: (_state, world) => (world.session?.undoable ?? 0) > 0,
    run: (state, world) => askFirst(state, 'undo', undoQuestion(world)),
  }),
  ...letter('r', {
    label: 'begin the step again',
    group: 'Tasks',
    line: 9,
    when: (_state, world) => (world.session?.undoable ?? 0) > 0,
    run: (state) => askFirst(state, 'reset', 'Back to where this step began? The same key again does it.'),
  }),
  ...letter('R', {
    label: 'back in time, or to the beginning',
    group: 'Time',
    when: (_state, world) => (world.session?.undoable ?? 0) > 0,
    run: (state) => ({ state, effects: [{ type: 'go', to: { name: 'rewind' }, how: 'push' }] }),
  }),
  {
    keys: ['d'],
    label: 'what to keep',
    where: 'when all is done',
    group: 'Tasks',
    line: 1,
    belongs: outsideExams,
    when: (state, world) => outside(state, world) && isDone(world) && !inExam(world),
    run: (state) => ({ state, effects: [{ type: 'go', to: { name: 'debrief' }, how: 'push' }] }),
  },
  ...letter('z', {
    label: 'this pane alone',
    belongs: (state, world) => world.size.columns >= wideColumns && state.zoomed !== true,
    group: 'Panes',
    line: 8,
    when: (state, world) => world.size.columns >= wideColumns && state.zoomed !== true,
    run: (state) => ({ state: { ...state, zoomed: true } }),
  }),
  ...letter('z', {
    label: 'all panes',
    belongs: (state, world) => world.size.columns >= wideColumns && state.zoomed === true,
    group: 'Panes',
    line: 1,
    when: (state, world) => world.size.columns >= wideColumns && state.zoomed === true,
    run: (state) => ({ state: { ...state, zoomed: false } }),
  }),
  ...letter('c', {
    label: 'cluster',
    group: 'Elsewhere',
    line: 6,
    run: (state) => ({ state, effects: [{ type: 'go', to: { name: 'cluster' }, how: 'push' }] }),
  }),
  ...letter('e', {
    label: 'editor',
    group: 'Elsewhere',
    line: 7,
    run: (state) => ({ state, effects: [{ type: 'go', to: { name: 'editor' }, how: 'push' }] }),
  }),
  ...letter('t', {
    label: 'pause or speed up time',
    group: 'Time',
    run(state, world) {
      const now = speeds.findIndex((speed) => speed === world.session?.speed);
      return { state, effects: [{ type: 'session', call: 'setSpeed', speed: speeds[(now + 1) % speeds.length] ?? 1 }] };
    },
  }),
  {
    keys: ['q', 'ctrl+c'],
    label: 'lessons',
    group: 'Elsewhere',
    line: 5,
    belongs: outsideExams,
    when: (state, world) => outside(state, world) && !inExam(world),
    run: (state) => ({ state, effects: [{ type: 'closeLesson' }, { type: 'back' }] }),
  },
  // The key line stays as it is while one types, so in the shell it names the key that always helps.
  { ...helpKey<LessonState>((state) => state.focus === 'shell'), keys: ['ctrl+g'], where: 'in the shell' },
  {
    ...helpKey<LessonState>((state) => state.focus === 'shell' && state.shell.line.text === ''),
    line: undefined,
    belongs: () => false,
  },
  helpKey(outside),
  ...moving,
];

/** Whether the learner has been shown the solution of the task at hand, which is its last hint. */
function isSolutionShown(world: World): boolean {
  const task = currentTask(world.session?.tasks ?? []);
  return task !== undefined && task.hintsLeft === 0 && task.hintsShown.length > 0;
}

export function isDone(world: World): boolean {
  const tasks = world.session?.tasks ?? [];
  return tasks.length > 0 && tasks.every((task) => task.status === 'passed');
}

/** Each key, and the end of a question that it does not answer. */
export const lessonKeys: readonly ScreenKey<LessonState>[] = bindings.map((binding) => ({
  ...binding,
  run(state, world, name) {
    const step = binding.run(state, world, name);
    return state.asked !== undefined && step.state.asked === state.asked
      ? { ...step, state: { ...step.state, asked: undefined } }
      : step;
  },
}));
