import { frameOf } from '../../src/tui/app/frame.ts';
import type { Message } from '../../src/tui/app/message.ts';
import { updateApp, type AppState } from '../../src/tui/app/update.ts';
import { createPainter } from '../../src/tui/paint/painter.ts';
import { open as openCluster } from '../../src/tui/screens/cluster/screen.ts';
import { open as openEditor } from '../../src/tui/screens/editor/screen.ts';
import { open as openLesson } from '../../src/tui/screens/lesson/screen.ts';
import { demoWorld } from './terminal-demo-world.ts';

// How much memory is held after many inputs in the shell, the editor and the picture of the cluster. The first thousands fill caches
// and what undo keeps. Runs with --expose-gc.
const size = { columns: 160, rows: 50 };
const key = (name: string): Message => ({ type: 'key', key: name.length === 1 ? { name, text: name } : { name } });
const world = demoWorld(size);
const painter = createPainter(() => {}, 3);
const screens = [
  {
    screen: openLesson({ name: 'lesson', id: 'x' }, world),
    keys: [...'kubectl get pods', 'left', 'ctrl+w', 'ctrl+u', 'pageup', 'up', 'ctrl+c'],
  },
  {
    screen: openEditor({ name: 'editor' }, world),
    keys: [...'  name: web', 'enter', 'backspace', 'ctrl+z', 'ctrl+y', 'up', 'ctrl+k'],
  },
  { screen: openCluster({ name: 'cluster' }, world), keys: ['down', 'pagedown', 'up', 's', 'home'] },
];
const states = screens.map(({ screen }): AppState => ({ world, screens: [screen] }));
const file: Message = { type: 'file', path: 'a.yaml', text: 'kind: Pod\n'.repeat(500), isNew: false };
states[1] = updateApp(states[1] ?? { world, screens: [] }, file).state;

const held = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
};

const measured: { readonly inputs: number; readonly megabytes: number }[] = [];
for (let input = 1; input <= 8000; input += 1) {
  const which = Math.floor(input / 25) % screens.length;
  const keys = screens[which]?.keys ?? [];
  const state = states[which];
  if (state === undefined) continue;
  const next = updateApp(state, key(keys[input % keys.length] ?? 'x')).state;
  states[which] = next;
  painter.paint(frameOf(next));
  if (input % 2000 === 0) measured.push({ inputs: input, megabytes: held() });
}
process.stdout.write(`${JSON.stringify(measured)}\n`);
