import type { ScreenKey, Step, World } from '../../app/screen.ts';
import type { Answer } from '../../../course/lesson/model.ts';
import type { TaskState } from '../../../course/session-state.ts';
import { graphemes } from '../../text/width.ts';
import { currentTask } from '../../widgets/tasks/view.ts';
import type { LessonState } from './state.ts';

type Question = NonNullable<TaskState['question']>;

/** The task whose question waits for an answer, if the learner is at one. */
export function asked(world: World): { readonly task: string; readonly question: Question } | undefined {
  const task = currentTask(world.session?.tasks ?? []);
  return task?.question && task.begun ? { task: task.id, question: task.question } : undefined;
}

const inTasks = (state: LessonState): boolean => state.focus === 'tasks';
const isKind = (world: World, ...kinds: readonly Question['kind'][]): boolean => {
  const question = asked(world)?.question;
  return question !== undefined && kinds.includes(question.kind);
};

/** Whether there is a question that cannot be answered by one key from every pane, so that its own pane must come to the front. */
export function wantsPane(world: World): boolean {
  return isKind(world, 'several', 'order', 'text', 'number');
}

/** At a question of words or numbers the next letter is the answer's. */
export function beginAnswer(state: LessonState, world: World): LessonState {
  return isKind(world, 'text', 'number') ? { ...state, answer: state.answer ?? { text: '', chosen: [] } } : state;
}

function give(state: LessonState, world: World, value: Answer): Step<LessonState> {
  const at = asked(world);
  if (!at) return { state };
  return { state: { ...state, answer: undefined }, effects: [{ type: 'session', call: 'answer', task: at.task, value }] };
}

/** A digit chooses: at once where one choice is asked for, else it is put in or taken out. */
function choose(state: LessonState, world: World, digit: number): Step<LessonState> {
  const question = asked(world)?.question;
  const choice = question?.choices[digit - 1];
  if (!question || !choice) return { state };
  if (question.kind === 'choice') return give(state, world, choice.id);
  const chosen = state.answer?.chosen ?? [];
  const next = chosen.includes(choice.id) ? chosen.filter((id) => id !== choice.id) : [...chosen, choice.id];
  return { state: { ...state, answer: { text: '', chosen: next } } };
}

/** Whether letters go into the answer. */
export function isTyping(state: LessonState, world: World): boolean {
  return inTasks(state) && state.answer !== undefined && isKind(world, 'text', 'number');
}

export function typeAnswer(state: LessonState, text: string): LessonState {
  const { text: before, chosen } = state.answer ?? { text: '', chosen: [] };
  return { ...state, answer: { text: before + text.replaceAll('\n', ' '), chosen } };
}

const digits: readonly string[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Keys for the question of a task. They stand before the others, so that an answer being typed takes every letter. */
export const answerKeys: readonly ScreenKey<LessonState>[] = [
  {
    keys: digits,
    label: 'choose',
    group: 'Answering',
    belongs: (_state, world) => isKind(world, 'choice', 'several', 'order'),
    line: 1,
    shown: () => '1-9',
    when: (state, world) =>
      (inTasks(state) && isKind(world, 'choice', 'several', 'order')) || (state.focus === 'prose' && isKind(world, 'choice')),
    run: (state, world, key) => choose(state, world, Number(key)),
  },
  {
    keys: digits.map((digit) => `alt+${digit}`),
    label: 'answer',
    where: 'from the shell',
    group: 'Answering',
    line: 1,
    belongs: (_state, world) => isKind(world, 'choice'),
    shown: () => 'Alt-1 to 9',
    when: (state, world) => state.focus === 'shell' && isKind(world, 'choice'),
    run: (state, world, key) => choose(state, world, Number(key.slice('alt+'.length))),
  },
  {
    keys: ['enter'],
    label: 'that is the answer',
    where: 'after choosing',
    group: 'Answering',
    line: 2,
    belongs: (_state, world) => isKind(world, 'several', 'order'),
    when: (state, world) => inTasks(state) && isKind(world, 'several', 'order') && (state.answer?.chosen.length ?? 0) > 0,
    run: (state, world) => give(state, world, state.answer?.chosen ?? []),
  },
  {
    keys: ['enter'],
    label: 'answer',
    where: 'at the question',
    group: 'Answering',
    line: 1,
    belongs: (_state, world) => isKind(world, 'text', 'number'),
    when: (state, world) => inTasks(state) && state.answer === undefined && isKind(world, 'text', 'number'),
    run: (state, world) => ({ state: beginAnswer(state, world) }),
  },
  {
    keys: ['enter'],
    label: 'that is the answer',
    where: 'behind its last letter',
    group: 'Answering',
    line: 1,
    belongs: (_state, world) => isKind(world, 'text', 'number'),
    when: isTyping,
    run(state, world) {
      const text = state.answer?.text.trim() ?? '';
      if (text === '') return { state };
      return give(state, world, isKind(world, 'number') && !Number.isNaN(Number(text)) ? Number(text) : text);
    },
  },
  {
    keys: ['backspace'],
    label: 'take back a letter',
    group: 'Answering',
    belongs: (_state, world) => isKind(world, 'text', 'number'),
    when: isTyping,
    run: (state) => ({
      state: {
        ...state,
        answer: {
          text: graphemes(state.answer?.text ?? '')
            .slice(0, -1)
            .join(''),
          chosen: [],
        },
      },
    }),
  },
  {
    keys: ['escape', 'ctrl+c'],
    label: 'no answer yet',
    group: 'Answering',
    belongs: (_state, world) => isKind(world, 'text', 'number'),
    line: 2,
    when: isTyping,
    run: (state) => ({ state: { ...state, answer: undefined } }),
  },
];
