import { defineScreen, mount, type MountedScreen, type Picture, type Step, type World } from '../../app/screen.ts';
import type { SessionState } from '../../../course/session-state.ts';
import type { Destination } from '../../app/effect.ts';
import { cleanTitle } from '../../text/clean.ts';
import { showSection } from '../../widgets/prose/state.ts';
import { complete } from '../../widgets/shell/state.ts';
import { sessionStatus } from '../../widgets/session-status.ts';
import { currentTask } from '../../widgets/tasks/view.ts';
import { isTyping, typeAnswer } from './answer.ts';
import { lessonKeys } from './keys.ts';
import { lessonPicture } from './view.ts';
import { typeIntoShell, withShell } from './shell-keys.ts';
import { lessonStart, measure, type LessonState } from './state.ts';

const lesson = defineScreen<LessonState>({
  name: 'lesson',
  title: (_state, world) => (world.lesson ? [cleanTitle(world.lesson.module), cleanTitle(world.lesson.title)] : ['kubetutor']),
  status: (_state, world) => sessionStatus(world),
  keys: lessonKeys,
  typed(before, text, world) {
    const state = { ...before, asked: undefined };
    if (state.focus === 'shell') return { state: typeIntoShell(state, text) };
    return { state: isTyping(state, world) ? typeAnswer(state, text) : state };
  },
  receive(state, message, world) {
    if (message.type === 'completion') {
      return { state: withShell(state, complete(state.shell, message.text, message.completion)) };
    }
    if (message.type === 'typeInShell') return { state: { ...typeIntoShell(state, message.text), focus: 'shell' } };
    if (message.type === 'session') return follow(state, message.state, world);
    return { state };
  },
  view: (state, world): Picture => lessonPicture(state, world),
});

/** The session went on: the prose goes along to the section of the task that began, and a command's edit opens. */
function follow(state: LessonState, session: SessionState, world: World): Step<LessonState> {
  let next = state;
  if (state.shell.cleared > session.transcript.length) next = withShell(next, { ...next.shell, cleared: 0, scroll: undefined });
  const section = currentTask(session.tasks)?.section;
  if (section !== undefined && section !== next.section) {
    const { prose, layout } = measure(world, next);
    // The first task's section follows the introduction, which is to be read first.
    const first = next.section === undefined && session.tasks[0]?.section === section;
    next = {
      ...next,
      section,
      taskTop: undefined,
      prose: first ? next.prose : showSection(next.prose, section, prose, layout.prose.rows),
    };
  }
  const request = session.editing;
  if (request === undefined || request === state.editing)
    return { state: request === state.editing ? next : { ...next, editing: request } };
  return { state: { ...next, editing: request }, effects: [{ type: 'go', to: { name: 'editor', request }, how: 'push' }] };
}

export function open(_to: Destination, world: World): MountedScreen {
  return mount(lesson, lessonStart(world));
}
