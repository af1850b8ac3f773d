import { defineScreen, mount, type MountedScreen, type Picture, type World } from '../../app/screen.ts';
import type { Destination } from '../../app/effect.ts';
import { cleanTitle } from '../../text/clean.ts';
import { complete } from '../../widgets/shell/state.ts';
import { sessionStatus } from '../../widgets/session-status.ts';
import { lessonKeys } from './keys.ts';
import { lessonPicture } from './view.tsx';
import { typeIntoShell, withShell } from './shell-keys.ts';
import { lessonStart, type LessonState } from './state.ts';

const lesson = defineScreen<LessonState>({
  name: 'lesson',
  title: (_state, world) => (world.lesson ? [cleanTitle(world.lesson.module), cleanTitle(world.lesson.title)] : ['kubetutor']),
  status: (_state, world) => sessionStatus(world),
  keys: lessonKeys,
  typed: (state, text) => ({ state: state.focus === 'shell' ? typeIntoShell(state, text) : state }),
  receive(state, message) {
    if (message.type === 'completion') {
      return { state: withShell(state, complete(state.shell, message.text, message.completion)) };
    }
    if (message.type === 'typeInShell') return { state: { ...typeIntoShell(state, message.text), focus: 'shell' } };
    if (message.type === 'session' && state.shell.cleared > message.state.transcript.length) {
      return { state: withShell(state, { ...state.shell, cleared: 0, scroll: undefined }) };
    }
    return { state };
  },
  view: (state, world): Picture => lessonPicture(state, world),
});

export function open(_to: Destination, world: World): MountedScreen {
  return mount(lesson, lessonStart(world));
}
