import type { Message } from '../../src/tui/app/message.ts';
import { frameOf } from '../../src/tui/app/frame.ts';
import type { MountedScreen, World } from '../../src/tui/app/screen.ts';
import { updateApp, type AppState } from '../../src/tui/app/update.ts';
import { clusterFacts } from '../../src/tui/cluster/from-objects.ts';
import { createPainter } from '../../src/tui/paint/painter.ts';
import { open as openCluster } from '../../src/tui/screens/cluster/screen.ts';
import { open as openEditor } from '../../src/tui/screens/editor/screen.ts';
import { open as openLesson } from '../../src/tui/screens/lesson/screen.ts';
import { demoWorld } from './terminal-demo-world.ts';

/** Work for one frame after a key (update, view, difference, write), in milliseconds of processor time, and what it wrote. */
interface Measured {
  readonly where: string;
  readonly milliseconds: readonly number[];
  readonly bytes: readonly number[];
}

const size = { columns: 160, rows: 50 };
const key = (name: string): Message => ({ type: 'key', key: name.length === 1 ? { name, text: name } : { name } });

async function measure(
  where: string,
  world: World,
  screen: MountedScreen,
  before: readonly Message[],
  keys: readonly string[],
): Promise<Measured> {
  let state: AppState = { world, screens: [screen] };
  for (const message of before) state = updateApp(state, message).state;
  let written = 0;
  const painter = createPainter((text) => {
    written += Buffer.byteLength(text);
  }, 3);
  painter.paint(frameOf(state));
  const milliseconds: number[] = [];
  const bytes: number[] = [];
  for (let index = 0; index < 440; index += 1) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    written = 0;
    const began = process.cpuUsage();
    state = updateApp(state, key(keys[index % keys.length] ?? 'x')).state;
    painter.paint(frameOf(state));
    const { user, system } = process.cpuUsage(began);
    milliseconds.push((user + system) / 1000);
    bytes.push(written);
  }
  // The first frames are slower while the engine warms up, as they are for a learner; but not what is measured here.
  return { where, milliseconds: milliseconds.slice(40), bytes: bytes.slice(40) };
}

const pods = Array.from({ length: 1000 }, (_, index) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `web-${index}`, namespace: 'default', uid: `u${index}` },
  spec: { nodeName: `node-${index % 10}`, containers: [{ name: 'web', image: 'nginx' }] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
}));
const nodes = Array.from({ length: 10 }, (_, index) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: `node-${index}`, uid: `n${index}` },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
}));
const transcript = Array.from({ length: 10_000 }, (_, index) => ({
  kind: 'output' as const,
  text: `web-6d4b7-${index}   1/1     Running   0          12s`,
}));
const text = Array.from({ length: 5000 }, (_, index) => (index % 3 === 0 ? 'metadata:' : `  name: web-${index} # ${index}`)).join(
  '\n',
);

const lesson = demoWorld(size, { session: { transcript } });
const busy: World = { ...demoWorld(size), cluster: clusterFacts([...nodes, ...pods]) };
const letters = [...'kubectl get pods -o wide '];

const results = [
  await measure('shell, 10,000 lines back', lesson, openLesson({ name: 'lesson', id: 'x' }, lesson), [], letters),
  await measure(
    'editor, 5,000 lines',
    lesson,
    openEditor({ name: 'editor' }, lesson),
    [{ type: 'file', path: 'a.yaml', text, isNew: false }, ...Array.from({ length: 40 }, () => key('pagedown'))],
    [...letters, 'enter', 'down', 'up'],
  ),
  await measure(
    'prose',
    lesson,
    openLesson({ name: 'lesson', id: 'x' }, lesson),
    [{ type: 'resize', size: { ...size, rows: 20 } }, key('escape'), key('escape')],
    ['pagedown', 'pageup'],
  ),
  await measure('cluster, 1,000 Pods', busy, openCluster({ name: 'cluster' }, busy), [], ['down', 'down', 'pagedown', 'up']),
];
process.stdout.write(`${JSON.stringify(results)}\n`);
process.exit(0);
