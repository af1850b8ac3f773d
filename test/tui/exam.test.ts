import { describe, expect, it } from 'vitest';
import type { TaskState } from '../../src/course/session-state.ts';
import { createExamRunner } from '../../src/tui/app/exam-runner.ts';
import type { Message } from '../../src/tui/app/message.ts';
import { inExam, type World } from '../../src/tui/app/screen.ts';
import { updateApp, type AppState } from '../../src/tui/app/update.ts';
import type { ExamRun } from '../../src/tui/ports.ts';
import { open as openLesson } from '../../src/tui/screens/lesson/screen.ts';
import { demoLesson } from '../harness/terminal-demo-course.ts';
import { demoWorld } from '../harness/terminal-demo-world.ts';

/** An exam of two labs, with a clock that is set by hand. */
function table(fails = false) {
  const said: string[] = [];
  let now = 0;
  let due: { readonly at: number; readonly run: () => void } | undefined;
  const run: ExamRun = {
    labs: 2,
    async open(lab) {
      said.push(`open ${lab}`);
      return demoLesson('start/first-deploy');
    },
    async finish(results, milliseconds) {
      said.push(`finish ${results.length} after ${milliseconds}`);
      return [{ module: 'Pods', passed: 0, of: 3 }];
    },
  };
  const runner = createExamRunner({
    platform: {
      now: () => now,
      after(milliseconds, then) {
        due = { at: now + milliseconds, run: then };
        return () => {
          due = undefined;
        };
      },
    },
    begin: async () => (fails ? Promise.reject(new Error('no labs')) : run),
    tasks: (): readonly TaskState[] => [],
    close: async () => void said.push('close'),
    take: async () => void said.push('take'),
    show: async (how) => void said.push(`show ${how}`),
    leave: () => void said.push('leave'),
    dispatch(message: Message) {
      if (message.type === 'exam')
        said.push(`lab ${message.exam.lab}, ${message.exam.scores ? 'over' : message.exam.secondsLeft}`);
    },
    refuse: (error) => void said.push(String(error)),
  });
  const rest = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    runner,
    said,
    rest,
    async pass(milliseconds: number) {
      now += milliseconds;
      const timer = due;
      due = undefined;
      timer?.run();
      await rest();
    },
  };
}

describe('an exam', () => {
  it('goes from lab to lab and ends with the score', async () => {
    const { runner, said, rest } = table();
    runner.begin({ labs: 2, minutes: 1 });
    await rest();
    expect(said.splice(0)).toEqual(['open 0', 'take', 'lab 0, 60', 'show push']);
    runner.next();
    runner.next();
    await rest();
    expect(said.splice(0)).toEqual(['close', 'open 1', 'take', 'lab 1, 60', 'show replace']);
    runner.next();
    await rest();
    expect(said).toEqual(['finish 2 after 0', 'lab 1, over', 'close', 'leave']);
  });

  it('keeps what was reached when the program ends', async () => {
    const { runner, said, rest, pass } = table();
    runner.begin({ labs: 2, minutes: 1 });
    await rest();
    await pass(5_000);
    said.length = 0;
    await runner.stop();
    await runner.stop();
    expect(said).toEqual(['finish 1 after 5000']);
  });

  it('ends when the time is over', async () => {
    const { runner, said, rest, pass } = table();
    runner.begin({ labs: 2, minutes: 1 });
    await rest();
    await pass(1000);
    expect(said.at(-1)).toBe('lab 0, 59');
    await pass(59_000);
    expect(said.slice(-4)).toEqual(['finish 1 after 60000', 'lab 0, over', 'close', 'leave']);
    said.length = 0;
    await pass(5000);
    runner.next();
    runner.end();
    await rest();
    expect(said).toEqual([]);
  });

  it('says why it cannot begin', async () => {
    const { runner, said, rest } = table(true);
    runner.begin({ labs: 2, minutes: 1 });
    await rest();
    expect(said).toEqual(['Error: no labs']);
  });

  it('gives no hints, asks before a lab is left, and has no other way out', () => {
    const world: World = { ...demoWorld(), exam: { lab: 0, labs: 2, secondsLeft: 90 } };
    expect(inExam(world)).toBe(true);
    let state: AppState = { world, screens: [openLesson({ name: 'lesson', id: 'x' }, world)] };
    const press = (name: string): readonly unknown[] => {
      const key = name.length === 1 ? { name, text: name } : { name };
      const step = updateApp(state, { type: 'key', key });
      ({ state } = step);
      return step.effects;
    };
    press('escape');
    expect(press('h')).toEqual([]);
    expect(press('N')).toMatchObject([{ type: 'send' }]);
    expect(press('N')).toEqual([{ type: 'nextLab' }]);
    expect(press('q')).toMatchObject([{ type: 'send' }]);
    expect(press('q')).toEqual([{ type: 'endExam' }]);
  });
});
