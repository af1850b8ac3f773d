import type { Lesson, SolutionStep, Task, TaskSolution } from '../lesson/model.ts';
import { imageTroubles } from './image-trouble.ts';
import { outputDifference } from './expected-output.ts';
import { inputLines } from '../session/input-lines.ts';
import type { CreateCluster } from '../session/lesson-run.ts';
import { LessonSession } from '../session/lesson-session.ts';
import type { Happening } from '../session/script-keeper.ts';

/** One claim of a lesson, played. */
export interface Proof {
  readonly lesson: string;
  /** What was played: `start`, `solution`, `faults`, `alternative: NAME`, `wrong: NAME`, `prose`. */
  readonly claim: string;
  /** What did not come true; empty when all did. */
  readonly problems: readonly string[];
  /** Why nothing could be shown: what it builds on is not true itself. */
  readonly open?: string;
  /** What should be read even when all came true. */
  readonly warnings?: readonly string[];
  /** What happened, for an author who wants to know. */
  readonly notes?: readonly string[];
}

/** What came of playing a claim. */
type Outcome = Omit<Proof, 'lesson' | 'claim'>;

/** How long a task may take to pass after its solution, when its checks do not say more. */
const PATIENCE = 120_000;
/** How long a wrong attempt is watched. */
const WRONG_PATIENCE = 30_000;
/** After this virtual time a command of the prose that watches is interrupted. */
const WATCH_TIME = 30_000;

export interface ProveOptions {
  readonly pack: { readonly id: string; readonly version: string };
  readonly lesson: Lesson;
  readonly createCluster: CreateCluster;
  report(proof: Proof): void;
}

/** Plays everything that a lesson claims. */
export async function proveLesson(options: ProveOptions): Promise<readonly Proof[]> {
  const { lesson } = options;
  const proofs: Proof[] = [];
  const tell = (claim: string, outcome: Outcome): void => {
    const proof = { lesson: lesson.id, claim, ...outcome };
    proofs.push(proof);
    options.report(proof);
  };
  /** Why a claim cannot be shown: the start state, or the solution of a task that it begins with. */
  const missing = (task?: string): string | undefined => {
    if (proofs[0]?.claim === 'start' && startFailed) return 'the start state cannot be made';
    const order = lesson.solution.map((one) => one.task);
    const reached = failedTask === undefined ? Infinity : order.indexOf(failedTask);
    return task !== undefined && order.indexOf(task) >= reached
      ? `the solution of the task ${failedTask ?? ''} does not pass`
      : undefined;
  };
  let startFailed = false;
  let failedTask: string | undefined;
  const prove = async (claim: string, play: (session: LessonSession) => Promise<Outcome>, task?: string): Promise<void> => {
    const open = missing(task);
    if (open !== undefined) return tell(claim, { problems: [], open });
    const { pack, createCluster } = options;
    const session = LessonSession.open({ pack, lesson, seed: `prove ${lesson.id}`, createCluster });
    await session.ready();
    const { phase, failure } = session.state();
    startFailed = phase === 'failed';
    tell(claim, startFailed ? { problems: [`the start state cannot be made: ${failure ?? ''}`] } : await play(session));
    session.dispose();
  };
  await prove('start', async (session) => ({
    problems: startProblems(session),
    warnings: imageTroubles(lesson, session.cluster),
  }));
  let happenings: readonly Happening[] = [];
  let took = 0;
  await prove('solution', async (session) => {
    const { problems, failed } = await playSolution(session, lesson.solution);
    failedTask = failed;
    happenings = session.happenings();
    took = session.unfinished().end;
    return { problems };
  });
  if (lesson.setup.faults.length + lesson.setup.load.length > 0) {
    const open = missing(lesson.solution[0]?.task) ?? (failedTask === undefined ? undefined : 'the solution does not pass');
    tell('faults', open === undefined ? faultsOutcome(happenings, took) : { problems: [], open });
  }
  for (const alternative of lesson.alternatives) {
    const solution = lesson.solution.map((own) => alternative.solution.find(({ task }) => task === own.task) ?? own);
    await prove(`alternative: ${alternative.name}`, async (session) => {
      const { problems } = await playSolution(session, solution);
      return { problems };
    });
  }
  for (const wrong of lesson.wrong) await prove(`wrong: ${wrong.name}`, (session) => playWrong(session, wrong), wrong.task);
  if (lesson.sections.some(({ commands }) => commands.length > 0))
    await prove('prose', async (session) => ({ problems: await playProse(session) }));
  return proofs;
}

/** Whether all that the setup says will happen did so while the solution was played. */
function faultsOutcome(happenings: readonly Happening[], took: number): Outcome {
  const seconds = (milliseconds: number): string => `${Math.round(milliseconds / 1_000)}s`;
  const problems = happenings.flatMap(({ name, at, refused }) => {
    if (at === undefined) return [`${name} did not happen: the solution took ${seconds(took)}`];
    return refused === undefined ? [] : [`${name} came to nothing: ${refused}`];
  });
  return {
    problems,
    notes: happenings.flatMap(({ name, at }) => (at === undefined ? [] : [`${name} happened at ${seconds(at)}`])),
  };
}

function passed(session: LessonSession, task: string): boolean {
  return session.state().tasks.some(({ id, status }) => id === task && status === 'passed');
}

function startProblems(session: LessonSession): readonly string[] {
  return session
    .state()
    .tasks.filter(({ status }) => status === 'passed')
    .map(({ id }) => `task ${id} passes before anything was done`);
}

interface Played {
  readonly problems: readonly string[];
  /** The task that did not pass; those after it were not played. */
  readonly failed?: string;
}

async function playSolution(session: LessonSession, solution: readonly TaskSolution[]): Promise<Played> {
  const problems: string[] = [];
  for (const { task, steps } of solution) {
    if (passed(session, task)) problems.push(`task ${task} passed before its own solution was played`);
    await playSteps(session, task, steps);
    if (await session.waitForTask(task, patience(session.lesson, task))) continue;
    const images = imageTroubles(session.lesson, session.cluster).map((trouble) => `\n      ${trouble}`);
    const problem = `task ${task} did not pass: ${foundIn(session, task)}${lastOutput(session)}${images.join('')}`;
    return { problems: [...problems, problem], failed: task };
  }
  return { problems };
}

async function playWrong(session: LessonSession, wrong: Lesson['wrong'][number]): Promise<Outcome> {
  const { solution } = session.lesson;
  const index = solution.findIndex(({ task }) => task === wrong.task);
  const { problems } = await playSolution(session, solution.slice(0, index));
  if (problems.length > 0) return { problems };
  await playSteps(session, wrong.task, wrong.steps);
  if (await session.waitForTask(wrong.task, Math.max(WRONG_PATIENCE, withinOf(session.lesson, wrong.task)))) {
    return { problems: [`task ${wrong.task} passed, which it must not`] };
  }
  const said = foundIn(session, wrong.task);
  return said.includes(wrong.message)
    ? { problems: [], notes: [`it is told: ${said}`] }
    : { problems: [`task ${wrong.task}: expected a message with "${wrong.message}", found: ${said}${lastOutput(session)}`] };
}

async function playProse(session: LessonSession): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const section of session.lesson.sections) {
    for (const { text, mode, line, output } of section.commands) {
      let printed = '';
      for (const input of inputLines(text, (open) => session.isUnfinished(open))) {
        const before = session.state().transcript.length;
        const done = session.run(input);
        await session.finish(mode === 'watch' ? WATCH_TIME : undefined);
        if (session.state().phase === 'running') {
          await session.interrupt();
          await session.finish();
          if (mode !== 'watch') problems.push(`lesson.md:${line}: \`${input}\` does not end`);
          continue;
        }
        const code = await done;
        printed += printedSince(session, before);
        if (mode === 'run' && code !== 0)
          problems.push(`lesson.md:${line}: \`${input}\` ended with the exit code ${code}${lastOutput(session)}`);
        if (mode === 'fails' && code === 0) problems.push(`lesson.md:${line}: \`${input}\` ended well, which it must not`);
      }
      const difference = output === undefined ? undefined : outputDifference(output, printed);
      if (difference !== undefined) problems.push(`lesson.md:${line}: ${difference}`);
    }
    for (const task of session.lesson.tasks.filter((one) => one.section === section.id)) {
      // A command of the prose may already be on its way to pass the task.
      await session.waitForTask(task.id, 5_000);
      if (passed(session, task.id)) continue;
      const steps = session.lesson.solution.find((solution) => solution.task === task.id)?.steps ?? [];
      await playSteps(session, task.id, steps);
      await session.waitForTask(task.id, patience(session.lesson, task.id));
    }
  }
  return problems;
}

/** What commands printed since the transcript had so many lines. */
function printedSince(session: LessonSession, count: number): string {
  return session
    .state()
    .transcript.slice(count)
    .filter(({ kind }) => kind === 'output' || kind === 'error')
    .map(({ text }) => `${text}\n`)
    .join('');
}

/** Does the steps as a learner would, each command to its end. */
export async function playSteps(session: LessonSession, task: string, steps: readonly SolutionStep[]): Promise<void> {
  for (const step of steps) {
    if (step.type === 'write') await session.writeFile(step.file, step.content);
    else if (step.type === 'wait') await session.pass(step.milliseconds);
    else if (step.type === 'answer') await session.answer(task, step.value);
    else {
      for (const line of inputLines(step.commands, (text) => session.isUnfinished(text))) {
        void session.run(line);
        await session.finish();
      }
    }
  }
}

function taskOf(lesson: Lesson, id: string): Task | undefined {
  return lesson.tasks.find((task) => task.id === id);
}

function withinOf(lesson: Lesson, task: string): number {
  return Math.max(0, ...(taskOf(lesson, task)?.checks.map(({ within }) => within) ?? []));
}

function patience(lesson: Lesson, task: string): number {
  return Math.max(PATIENCE, withinOf(lesson, task));
}

function foundIn(session: LessonSession, task: string): string {
  const state = session.state().tasks.find(({ id }) => id === task);
  if (state?.begun === false) return 'it has not begun, because tasks before it are open';
  return [state?.found, state?.advice].filter((text) => text !== undefined).join(' ') || 'nothing was found';
}

function lastOutput(session: LessonSession): string {
  const lines = session
    .state()
    .transcript.slice(-6)
    .map(({ text }) => `\n      ${text}`);
  return lines.join('');
}
