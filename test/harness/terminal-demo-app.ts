import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runApp, type LessonProgress, type ThemeName, type TuiPlatform } from '../../src/tui/index.ts';
import { demoCards, demoPacks, demoTerms, demoCourse, demoLesson, demoLessonIds } from './terminal-demo-course.ts';

// The screens with a scripted session behind them, as a program of its own for tests in a real terminal.
const { env } = process;
const platform: TuiPlatform = {
  stdin: process.stdin,
  stdout: process.stdout,
  environment: env,
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
  onTerminate(listener) {
    const end = (): void => listener(143);
    process.on('SIGTERM', end);
    return () => void process.off('SIGTERM', end);
  },
  onUncaught(listener) {
    process.on('uncaughtException', listener);
    process.on('unhandledRejection', listener);
    return () => {};
  },
  editText: async (name, text) => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'kubetutor-edit-')), name);
    writeFileSync(file, text);
    spawnSync(env['EDITOR'] ?? 'vi', [file], { stdio: 'inherit', shell: true });
    return readFileSync(file, 'utf8');
  },
  writeReport: async () => '~/.cache/kubetutor/report-1.txt',
};

const passed = new Map<string, LessonProgress>([
  ['start/tour', { status: 'passed', tasksPassed: 3 }],
  ['start/first-deploy', { status: 'started', tasksPassed: 2 }],
]);

const code = await runApp({
  course: demoCourse,
  platform,
  progress: {
    firstRun: env['DEMO_FIRST'] === '1',
    lastLesson: 'start/tour',
    of: (lesson) => passed.get(lesson) ?? { status: 'new', tasksPassed: 0 },
    welcomed: () => {},
    settings: {},
    keep: () => {},
  },
  library: {
    texts: async () => Object.fromEntries(demoLessonIds.map((id) => [id, demoLesson(id).prose])),
    dueCards: async () => demoCards,
    terms: async () => demoTerms,
    packs: async () => demoPacks,
    grade: async (card) => demoCards.filter(({ key }) => key !== card),
  },
  startLesson: async (id) => {
    if (id === 'pods/wide' && env['DEMO_REFUSE'] === '1')
      throw new Error('The lesson pods/wide cannot be read: lesson.yaml line 3');
    const lesson = demoLesson(id);
    if (env['DEMO_CRASH'] !== '1') return lesson;
    return {
      ...lesson,
      get prose(): string {
        throw new Error('the prose went up in smoke');
      },
    };
  },
  ...(env['DEMO_LESSON'] === undefined ? {} : { lesson: env['DEMO_LESSON'] }),
  ...(env['DEMO_THEME'] === undefined ? {} : { theme: env['DEMO_THEME'] as ThemeName }),
});
process.stdout.write(`left with ${code}\n`);
process.exit(code);
