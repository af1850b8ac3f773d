import type { TaskState } from '../../course/session-state.ts';
import type { ExamOptions, ExamRun, OpenLesson, Stop, TuiPlatform } from '../ports.ts';
import type { Message } from './message.ts';

export interface ExamRunnerOptions {
  readonly platform: Pick<TuiPlatform, 'now' | 'after'>;
  begin(options: ExamOptions): Promise<ExamRun>;
  /** Tasks of the lab on the screen. */
  tasks(): readonly TaskState[];
  close(): Promise<void>;
  take(lab: OpenLesson): Promise<void>;
  /** Puts the lesson that was taken on the screen. */
  show(how: 'push' | 'replace'): Promise<void>;
  leave(): void;
  dispatch(message: Message): void;
  refuse(error: unknown): void;
}

/** Leads through an exam: one lab after the other until there is none left or the time is over. */
export interface ExamRunner {
  begin(options: ExamOptions): void;
  next(): void;
  end(): void;
  /** The program ends: what was reached is written down as the result. */
  stop(): Promise<void>;
}

interface Running {
  readonly run: ExamRun;
  readonly began: number;
  readonly endsAt: number;
  readonly lab: number;
  readonly results: readonly (readonly TaskState[])[];
}

export function createExamRunner(options: ExamRunnerOptions): ExamRunner {
  const { platform, dispatch, refuse } = options;
  let running: Running | undefined;
  let moving = false;
  let stopClock: Stop = () => {};

  const tell = ({ run, endsAt, lab }: Running): void => {
    const secondsLeft = Math.max(0, Math.ceil((endsAt - platform.now()) / 1000));
    dispatch({ type: 'exam', exam: { lab, labs: run.labs, secondsLeft } });
  };

  const tick = (): void => {
    stopClock = platform.after(1000, () => {
      if (running === undefined) return;
      tell(running);
      if (platform.now() >= running.endsAt) end();
      else tick();
    });
  };

  /** One step at a time: a key pressed twice must not pass over a lab. */
  const step = (work: () => Promise<void>): void => {
    if (moving) return;
    moving = true;
    work()
      .catch(refuse)
      .finally(() => {
        moving = false;
      });
  };

  const writeDown = async ({ run, began, results }: Running): ReturnType<ExamRun['finish']> => {
    running = undefined;
    stopClock();
    return run.finish([...results, options.tasks()], platform.now() - began);
  };

  const finish = async (): Promise<void> => {
    if (running === undefined) return;
    const { run, lab } = running;
    const scores = await writeDown(running);
    dispatch({ type: 'exam', exam: { lab, labs: run.labs, secondsLeft: 0, scores } });
    await options.close();
    options.leave();
  };

  const end = (): void => step(finish);

  return {
    begin: (asked) =>
      step(async () => {
        const run = await options.begin(asked);
        await options.take(await run.open(0));
        const began = platform.now();
        running = { run, began, endsAt: began + asked.minutes * 60_000, lab: 0, results: [] };
        tell(running);
        tick();
        await options.show('push');
      }),
    next: () =>
      step(async () => {
        if (running === undefined) return;
        const lab = running.lab + 1;
        if (lab >= running.run.labs) return finish();
        const results = [...running.results, options.tasks()];
        await options.close();
        await options.take(await running.run.open(lab));
        running = { ...running, lab, results };
        tell(running);
        await options.show('replace');
      }),
    end,
    async stop() {
      stopClock();
      if (running !== undefined) await writeDown(running);
    },
  };
}
