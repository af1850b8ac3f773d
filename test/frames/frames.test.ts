import { describe, expect, it } from 'vitest';
import type { DifferenceRow } from '../../src/course/manifest/difference.ts';
import type { Destination } from '../../src/tui/app/effect.ts';
import type { Message, Size } from '../../src/tui/app/message.ts';
import type { MountedScreen, World } from '../../src/tui/app/screen.ts';
import { frameOf } from '../../src/tui/app/frame.ts';
import { frameText } from '../harness/screen-text.ts';
import { navigate, updateApp, type AppState } from '../../src/tui/app/update.ts';
import { open as openCluster } from '../../src/tui/screens/cluster/screen.ts';
import { openCrash } from '../../src/tui/screens/crash/screen.ts';
import { open as openDebrief } from '../../src/tui/screens/debrief/screen.ts';
import { open as openDifference } from '../../src/tui/screens/difference/screen.ts';
import { open as openEditor } from '../../src/tui/screens/editor/screen.ts';
import { open as openExam } from '../../src/tui/screens/exam/screen.ts';
import { open as openHome } from '../../src/tui/screens/home/screen.ts';
import { open as openLesson } from '../../src/tui/screens/lesson/screen.ts';
import { openLoading } from '../../src/tui/screens/loading/screen.ts';
import { open as openPacks } from '../../src/tui/screens/packs/screen.ts';
import { open as openRequests } from '../../src/tui/screens/requests/screen.ts';
import { open as openReview } from '../../src/tui/screens/review/screen.ts';
import { open as openRewind } from '../../src/tui/screens/rewind/screen.ts';
import { open as openSettings } from '../../src/tui/screens/settings/screen.ts';
import { open as openTerms } from '../../src/tui/screens/terms/screen.ts';
import { open as openTrace } from '../../src/tui/screens/trace/screen.ts';
import { open as openWelcome } from '../../src/tui/screens/welcome/screen.ts';
import { textWidth } from '../../src/tui/text/width.ts';
import { noTrace } from '../../src/tui/trace/facts.ts';
import { asciiSymbols } from '../../src/tui/theme/symbols.ts';
import { demoCards, demoCourse, demoPacks, demoTerms } from '../harness/terminal-demo-course.ts';
import { demoWorld } from '../harness/terminal-demo-world.ts';

interface Scene {
  readonly name: string;
  open(world: World): MountedScreen;
  readonly messages?: readonly Message[];
  /** Pane of the lesson to look at. */
  readonly pane?: 'prose' | 'shell' | 'tasks';
}

const key = (name: string): Message => ({ type: 'key', key: name.length === 1 ? { name, text: name } : { name } });
const lesson: Destination = { name: 'lesson', id: 'start/first-deploy' };
const transcript = [
  { kind: 'command', text: '~ $ kubectl get pods' },
  { kind: 'output', text: 'NAME              READY   STATUS    RESTARTS   AGE' },
  { kind: 'output', text: 'web-6d4b7-x2x9p   1/1     Running   0          12s' },
  { kind: 'command', text: '~ $ kubectl get pod nginx' },
  { kind: 'error', text: 'Error from server (NotFound): pods "nginx" not found' },
  { kind: 'output', text: '存活探针失败会重启容器 🚀 '.repeat(6) },
] as const;

/** The world after a few commands. */
function withSteps(world: World): World {
  const { lesson } = world;
  if (lesson === undefined) return world;
  const steps = ['kubectl apply -f web.yaml', 'kubectl get pods', 'wrote web.yaml'];
  const session = { ...lesson.session, done: () => steps.map((text, index) => ({ text, at: 65_000 * (index + 1) })) };
  return { ...world, lesson: { ...lesson, session } };
}

const demoScores = {
  lab: 1,
  labs: 2,
  secondsLeft: 0,
  scores: [
    { module: 'First steps', passed: 3, of: 6 },
    { module: '探针', passed: 0, of: 4 },
  ],
};
const demoFields = [
  { text: 'selector:', description: 'Which Pods belong to it, by their labels. The labels of the template must match. Cannot be changed.' },
  { text: 'strategy:', description: 'How the old Pods give way to new ones.' },
];
const demoDifference: readonly DifferenceRow[] = [
  { kind: 'head', text: 'Deployment web would change' },
  { kind: 'place', text: '@@ -5,4 +5,4 @@' },
  { kind: 'same', text: '  name: web' },
  { kind: 'gone', text: '  replicas: 2' },
  { kind: 'new', text: `  replicas: 3 # ${'long '.repeat(50)}` },
  { kind: 'head', text: 'Service web would stay as it is' },
];

const scenes: readonly Scene[] = [
  { name: 'welcome', open: () => openWelcome() },
  { name: 'home', open: (world) => openHome({ name: 'home' }, world) },
  { name: 'search', open: (world) => openHome({ name: 'home' }, world), messages: [key('/'), key('p'), key('o'), key('d')] },
  { name: 'loading', open: () => openLoading('Your first deployment') },
  { name: 'lesson in the shell', open: (world) => openLesson(lesson, world), pane: 'shell', messages: [key('l'), key('s')] },
  { name: 'lesson in the prose', open: (world) => openLesson(lesson, world), pane: 'prose', messages: [key('pagedown')] },
  { name: 'lesson in the tasks', open: (world) => openLesson(lesson, world), pane: 'tasks' },
  { name: 'cluster', open: (world) => openCluster({ name: 'cluster' }, world) },
  { name: 'files', open: (world) => openEditor({ name: 'editor' }, world), messages: [{ type: 'files', paths: ['web.yaml', 'notes.txt'] }] },
  {
    name: 'editor',
    open: (world) => openEditor({ name: 'editor' }, world),
    messages: [{ type: 'file', path: 'web.yaml', text: `kind: Pod\nmetadata:\n  name: 探针 # ${'long '.repeat(40)}\n`, isNew: false }, key('down'), key('down'), key('end')],
  },
  {
    name: 'editor with a problem',
    open: (world) => openEditor({ name: 'editor' }, world),
    messages: [
      { type: 'file', path: 'web.yaml', text: 'kind: Pod\nspec:\n  containerz: []\n', isNew: false },
      {
        type: 'judged',
        path: 'web.yaml',
        text: 'kind: Pod\nspec:\n  containerz: []\n',
        judgement: { judge: 'server', problems: [{ row: 2, column: 2, length: 10, text: 'unknown field "spec.containerz"' }] },
      },
    ],
  },
  { name: 'trace', open: (world) => openTrace({ name: 'trace' }, world) },
  { name: 'trace of everything', open: (world) => openTrace({ name: 'trace' }, world), messages: [key('a')] },
  { name: 'trace of nothing', open: (world) => openTrace({ name: 'trace' }, world), messages: [{ type: 'trace', trace: noTrace }] },
  { name: 'requests', open: (world) => openRequests({ name: 'requests' }, world) },
  { name: 'request that failed', open: (world) => openRequests({ name: 'requests' }, world), messages: [key('down')] },
  { name: 'no requests', open: (world) => openRequests({ name: 'requests' }, world), messages: [{ type: 'trace', trace: noTrace }] },
  {
    name: 'editor with help',
    open: (world) => openEditor({ name: 'editor' }, world),
    messages: [
      { type: 'file', path: 'web.yaml', text: 'kind: Deployment\nspec:\n  replicas: 2\n  s\n', isNew: false },
      ...['down', 'down', 'down', 'end'].map(key),
      { type: 'field', help: { row: 3, column: 3, from: 2, candidates: demoFields } },
      key('tab'),
      key('down'),
    ],
  },
  {
    name: 'editor with a field',
    open: (world) => openEditor({ name: 'editor' }, world),
    messages: [
      { type: 'file', path: 'web.yaml', text: 'kind: Deployment\nspec:\n  replicas: 2\n', isNew: false },
      ...['down', 'down'].map(key),
      { type: 'field', help: { row: 2, column: 0, from: 0, candidates: [], field: { name: 'replicas', type: 'int32', text: 'How many Pods there shall be. Default is 1.' } } },
    ],
  },
  { name: 'difference', open: (world) => openDifference({ name: 'difference', path: 'web.yaml', text: '' }, world), messages: [{ type: 'difference', rows: demoDifference }] },
  { name: 'settings', open: (world) => openSettings({ name: 'settings' }, world) },
  {
    name: 'settings with languages',
    open: (world) => openSettings({ name: 'settings' }, world),
    messages: [{ type: 'course', course: { ...demoCourse, locales: ['en', 'zh-CN'], locale: 'zh-CN' } }, ...Array.from({ length: 5 }, () => key('down'))],
  },
  { name: 'exam', open: (world) => openExam({ name: 'exam' }, world) },
  { name: 'exam that is over', open: (world) => openExam({ name: 'exam' }, world), messages: [{ type: 'exam', exam: demoScores }] },
  {
    name: 'lab of an exam',
    open: (world) => openLesson(lesson, world),
    pane: 'tasks',
    messages: [{ type: 'exam', exam: { lab: 1, labs: 5, secondsLeft: 245 } }],
  },
  { name: 'packs', open: (world) => openPacks({ name: 'packs' }, world), messages: [{ type: 'packs', packs: demoPacks }, key('down')] },
  { name: 'broken pack', open: (world) => openPacks({ name: 'packs' }, world), messages: [{ type: 'packs', packs: demoPacks }, key('end')] },
  { name: 'words with their meaning', open: (world) => openTerms({ name: 'terms' }, world), messages: [{ type: 'terms', terms: demoTerms }, key('down')] },
  { name: 'terms', open: (world) => openTerms({ name: 'terms' }, world), messages: [key('down')] },
  { name: 'search in the terms', open: (world) => openTerms({ name: 'terms' }, world), messages: [{ type: 'terms', terms: demoTerms }, key('/'), key('p')] },
  { name: 'review', open: (world) => openReview({ name: 'review' }, world), messages: [{ type: 'cards', cards: demoCards }] },
  {
    name: 'review answered',
    open: (world) => openReview({ name: 'review' }, world),
    messages: [{ type: 'cards', cards: demoCards }, key('enter')],
  },
  { name: 'review without cards', open: (world) => openReview({ name: 'review' }, world), messages: [{ type: 'cards', cards: [] }] },
  { name: 'back in time', open: (world) => openRewind({ name: 'rewind' }, withSteps(world)) },
  { name: 'debrief', open: (world) => openDebrief({ name: 'debrief' }, world) },
  { name: 'crash', open: () => openCrash(new TypeError('the prose went up in smoke')), messages: [{ type: 'reported', path: '/home/me/.cache/kubetutor/report.txt' }] },
  { name: 'help', open: (world) => openLesson(lesson, world), pane: 'tasks', messages: [key('?')] },
];

const sizes: readonly Size[] = [
  { columns: 60, rows: 18 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];

function frame(scene: Scene, world: World): string {
  let state: AppState = { world, screens: [scene.open(world)] };
  // A wide lesson begins in the shell, a narrow one in the prose; shift+tab goes round the other way.
  const order = ['prose', 'shell', 'tasks'];
  const first = world.size.columns >= 110 ? 'shell' : 'prose';
  const presses = scene.pane ? (order.indexOf(scene.pane) - order.indexOf(first) + 3) % 3 : 0;
  const moves = Array.from({ length: presses }, () => key('escape'));
  for (const message of [...moves, ...(scene.messages ?? [])]) {
    const step = updateApp(state, message);
    state = step.state;
    for (const effect of step.effects) state = navigate(state, effect) ?? state;
  }
  return frameText(frameOf(state));
}

const failing = demoWorld().session?.tasks.map((task, index) =>
  index === 0
    ? {
        ...task,
        status: 'failing' as const,
        found: 'Deployment default/web: status.readyReplicas is 1, expected 2',
        advice: 'Look at the Pods: `kubectl get pods` says what each waits for.',
        hintsShown: ['The file web.yaml says all that is needed.'],
      }
    : task,
);
const session = { transcript, tasks: failing ?? [] };

describe.each(sizes)('frames of $columns×$rows', (size) => {
  it.each(scenes.map((scene) => [scene.name, scene] as const))('%s', (_name, scene) => {
    const rows = frame(scene, demoWorld(size, { session })).split('\n');
    expect(rows.length).toBe(size.rows);
    expect(rows.filter((row) => textWidth(row) > size.columns)).toEqual([]);
    expect(`\n${rows.map((row) => row.trimEnd()).join('\n')}\n`).toMatchSnapshot();
  });
});

describe('every screen in every size', () => {
  const odd: readonly Size[] = [
    { columns: 60, rows: 18 },
    { columns: 61, rows: 100 },
    { columns: 99, rows: 19 },
    { columns: 109, rows: 30 },
    { columns: 110, rows: 18 },
    { columns: 250, rows: 70 },
    { columns: 59, rows: 40 },
    { columns: 20, rows: 5 },
    { columns: 8, rows: 2 },
  ];
  it.each(scenes.map((scene) => [scene.name, scene] as const))('%s stays within the window', (_name, scene) => {
    for (const size of odd) {
      const rows = frame(scene, demoWorld(size, { session })).split('\n');
      expect(rows.length, `${size.columns}×${size.rows}`).toBeLessThanOrEqual(size.rows);
      expect(rows.filter((row) => textWidth(row) > size.columns), `${size.columns}×${size.rows}`).toEqual([]);
    }
  });

  it.each(scenes.map((scene) => [scene.name, scene] as const))('%s draws with ASCII alone when asked', (_name, scene) => {
    const plain = demoWorld({ columns: 120, rows: 40 }, { session: { ...session, transcript: [] }, symbols: asciiSymbols });
    const text = frame(scene, plain).replaceAll(/[探针：存活与就绪失败会重启容器别的内部课程简体中文🚀]/gu, '');
    expect(text).toMatch(/^[\u0020-\u007e\n]*$/);
  });
});
