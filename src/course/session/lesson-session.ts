import type { Answer, Lesson, SolutionStep } from '../lesson/model.ts';
import type { SessionState } from '../session-state.ts';
import type { Attempt } from './attempt.ts';
import { solutionSteps } from './hints.ts';
import { countUndoable, firstInputs, undoableInputs, withoutLast, type SessionInput, type TerminalSize } from './inputs.ts';
import { inputLines } from './input-lines.ts';
import { LessonRun, type CreateCluster } from './lesson-run.ts';
import type { Happening } from './script-keeper.ts';
import { virtualMilliseconds } from './pace.ts';

export interface SessionOptions {
  readonly pack: { readonly id: string; readonly version: string };
  readonly lesson: Lesson;
  readonly seed: string;
  readonly createCluster: CreateCluster;
  /** A session to go on with. */
  readonly attempt?: Attempt;
}

/** The longest that a single tick makes pass, so that a machine that slept does not wake up hours later in the lesson. */
const LONGEST_TICK = 250;
/** While a command waits, time passes in pieces of this length, so that what it prints is seen at once. */
const PIECE = 200;
/** A cluster is at rest when nothing is due for this long: an image pull takes seconds. */
const HORIZON = 10_000;
/** How long `finish` waits for a command. */
const FINISH_LIMIT = 10 * 60_000;

/**
 * A lesson being played. Everything that the learner does goes through here and is noted with its virtual time; undo, reset and
 * resume build the cluster anew and replay. Only this class drives the clock: calls wait for each other.
 */
export class LessonSession {
  readonly lesson: Lesson;
  private inputs: readonly SessionInput[] = [];
  private current: LessonRun | undefined;
  private speed = 1;
  private failure: string | undefined;
  private snapshot: SessionState | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  /** Which step of a task's solution is typed next. */
  private readonly nextStep = new Map<string, number>();
  private readonly listeners = new Set<() => void>();

  private constructor(private readonly options: SessionOptions) {
    this.lesson = options.lesson;
  }

  /** Begins a session without waiting: its state is `starting` at first, and `failed` when the start state cannot be made. */
  static open(options: SessionOptions): LessonSession {
    const session = new LessonSession(options);
    const { inputs = [], end = 0 } = options.attempt ?? {};
    void session.exclusive(() => session.rebuild(inputs, end));
    return session;
  }

  /** What the session shows now. The same value until something changes. */
  state(): SessionState {
    this.snapshot ??= this.makeState();
    return this.snapshot;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Resolves when everything that was asked for so far is done, the start included. */
  async ready(): Promise<void> {
    await this.exclusive(async () => undefined);
  }

  /**
   * Gives a line to the shell, or to the program that runs in front. Resolves with the exit code when the command has ended; for
   * that time must pass, by `tick` or `finish`.
   */
  async run(line: string, terminal?: TerminalSize): Promise<number> {
    const { done } = await this.exclusive(async () => {
      const run = this.current;
      if (run === undefined) return { done: Promise.resolve(1) };
      if (run.foreground !== undefined) await this.give(run, { kind: 'type', text: `${line}\n` });
      else await this.give(run, { kind: 'run', line, ...(terminal === undefined ? {} : { terminal }) });
      return { done: run.foreground ?? Promise.resolve(run.exitCode ?? 0) };
    });
    return done;
  }

  /** Ctrl-C. */
  interrupt(): Promise<void> {
    return this.input({ kind: 'interrupt' });
  }

  /** Text for the program that runs in front. */
  type(text: string): Promise<void> {
    return this.input({ kind: 'type', text });
  }

  /** Ctrl-D. */
  endInput(): Promise<void> {
    return this.input({ kind: 'end-input' });
  }

  /** The end of the edit that `state().editing` asks for; without text nothing was changed. */
  edited(text?: string): Promise<void> {
    return this.input({ kind: 'edited', ...(text === undefined ? {} : { text }) });
  }

  /** Writes a file of the home folder. The path is relative to it. */
  writeFile(path: string, text: string): Promise<void> {
    return this.input({ kind: 'write', path, text });
  }

  answer(task: string, value: Answer): Promise<void> {
    return this.input({ kind: 'answer', task, value });
  }

  /** Shows the next hint of a task, of the first open one when none is named. */
  async nextHint(task?: string): Promise<void> {
    const id = task ?? this.state().tasks.find(({ begun, status }) => begun && status !== 'passed')?.id;
    if (id !== undefined) await this.input({ kind: 'hint', task: id });
  }

  /** Puts words of the course into the transcript, where the learner reads. They are no part of the session. */
  note(text: string): void {
    this.current?.transcript.add('note', text);
    this.changed();
  }

  readFile(path: string): string | undefined {
    return this.current?.readFile(path);
  }

  readFolder(path: string): { readonly [path: string]: Uint8Array } | undefined {
    return this.current?.readFolder(path);
  }

  listFiles(): readonly string[] {
    return this.current?.listFiles() ?? [];
  }

  /** Whether the shell wants another line before it runs this one. */
  isUnfinished(line: string): boolean {
    return this.current?.isUnfinished(line) ?? false;
  }

  /** The cluster that the session plays in now; another one after undo, reset and resume. For screens that show it. */
  get cluster(): LessonRun['cluster'] | undefined {
    return this.current?.cluster;
  }

  /** Whether what is asked of the cluster in the learner's name now comes from the command in front, not from the checks. */
  get commandAsks(): boolean {
    return this.current?.foreground !== undefined && !this.current.tasks.isLooking;
  }

  /** What became of the faults and loads of the setup. */
  happenings(): readonly Happening[] {
    return this.current?.happenings() ?? [];
  }

  /** The folder that the shell is in, absolute. */
  get cwd(): string {
    return this.current?.cwd ?? '/';
  }

  /** Takes back the last command, written file or answer. Returns whether there was one. */
  undo(): Promise<boolean> {
    return this.exclusive(async () => {
      const before = withoutLast(this.inputs);
      if (before !== undefined) await this.rebuild(before.inputs, before.end);
      return before !== undefined;
    });
  }

  /** What undo can take back, the oldest first. */
  done(): readonly SessionInput[] {
    return undoableInputs(this.inputs);
  }

  /** Goes back to the moment before the thing at this place in `done()`. */
  rewind(place: number): Promise<void> {
    return this.exclusive(async () => {
      const input = undoableInputs(this.inputs)[place];
      if (input === undefined) return;
      await this.rebuild(firstInputs(this.inputs, this.inputs.indexOf(input), input.at), input.at);
    });
  }

  /** Goes back to where the last task passed, or to the start. */
  resetStep(): Promise<void> {
    return this.exclusive(async () => {
      const count = this.current?.inputsAtLastPass ?? 0;
      const end = this.inputs[count]?.at ?? this.current?.elapsed ?? 0;
      await this.rebuild(firstInputs(this.inputs, count, end), count === 0 ? 0 : end);
    });
  }

  /** Goes back to the start of the lesson. */
  reset(): Promise<void> {
    return this.exclusive(() => this.rebuild([], 0));
  }

  /**
   * Does the next step of a task's solution as if the learner had. Returns what was done for `run` steps, which take time like
   * any command; undefined when the solution is at its end.
   */
  async typeSolution(task: string): Promise<string | undefined> {
    const steps = solutionSteps(this.lesson, task).flatMap((step): readonly SolutionStep[] =>
      step.type === 'run'
        ? inputLines(step.commands, (text) => this.isUnfinished(text)).map((commands) => ({ ...step, commands }))
        : [step],
    );
    const index = this.nextStep.get(task) ?? 0;
    const step = steps[index];
    if (step === undefined) return undefined;
    this.nextStep.set(task, index + 1);
    if (step.type === 'write') await this.writeFile(step.file, step.content);
    else if (step.type === 'answer') await this.answer(task, step.value);
    else if (step.type === 'wait') await this.pass(step.milliseconds);
    else {
      void this.run(step.commands);
      await this.ready();
      return step.commands;
    }
    return '';
  }

  /** Gives an input of an attempt at its own time: for a replay step by step. Returns when all that needs no more time has happened. */
  play(input: SessionInput): Promise<void> {
    return this.exclusive(async () => {
      const run = this.current;
      if (run === undefined) return;
      await run.passTo(input.at);
      this.inputs = [...this.inputs, input];
      run.give(input);
      await run.passTo(input.at);
      this.changed();
    });
  }

  /** Lets virtual time pass until so many milliseconds after the start. */
  playTo(elapsed: number): Promise<void> {
    return this.exclusive(async () => {
      await this.current?.passTo(elapsed);
      this.changed();
    });
  }

  /** Lets real time go by: the clock follows at its speed. Ticks that come too fast are dropped. */
  async tick(realMilliseconds: number): Promise<void> {
    if (this.waiting > 0) return;
    await this.exclusive(async () => {
      const run = this.current;
      if (run === undefined || run.editing !== undefined) return;
      const commandRuns = run.foreground !== undefined;
      const quietFor = run.cluster.clock.now() - run.lastStirAt;
      const real = Math.min(realMilliseconds, LONGEST_TICK);
      let left = virtualMilliseconds(real, { speed: this.speed, commandRuns, quietFor });
      const stirred = run.lastStirAt;
      while (left > 0 && run === this.current) {
        const piece = commandRuns ? Math.min(left, PIECE) : left;
        await run.cluster.clock.advance(piece);
        left -= piece;
        // Something was printed or the command ended: that is to be seen before more happens.
        if (commandRuns && (run.lastStirAt !== stirred || run.foreground === undefined)) break;
      }
      this.changed();
    });
  }

  /** Virtual seconds in a second; 0 pauses. */
  setSpeed(speed: number): void {
    this.speed = Math.min(1_000, Math.max(0, speed));
    this.changed();
  }

  /** Lets virtual time pass at once. */
  pass(milliseconds: number): Promise<void> {
    return this.exclusive(async () => {
      await this.current?.cluster.clock.advance(milliseconds);
      this.changed();
    });
  }

  /** Lets virtual time pass until the cluster is at rest, at most so long. */
  settle(limit: number): Promise<void> {
    return this.exclusive(async () => {
      await this.current?.cluster.clock.settle({ horizon: HORIZON, limit });
      // The tasks are looked at every second, and once more after the last change.
      await this.current?.cluster.clock.advance(1_000);
      this.changed();
    });
  }

  /** Lets virtual time pass as fast as it can be computed until the command in front has ended. Returns whether it did. */
  finish(limit = FINISH_LIMIT): Promise<boolean> {
    return this.passUntil((run) => run.foreground === undefined || run.editing !== undefined, limit);
  }

  /** Lets virtual time pass until a task has passed, at most so long. */
  waitForTask(task: string, limit: number): Promise<boolean> {
    const passed = (run: LessonRun): boolean => run.tasks.states().some(({ id, status }) => id === task && status === 'passed');
    return this.passUntil(passed, limit);
  }

  /** The session as it can be sent and replayed, with the fingerprint of the cluster it ends in. */
  attempt(): Attempt {
    const fingerprint = this.fingerprint();
    return { ...this.unfinished(), ...(fingerprint === undefined ? {} : { fingerprint }) };
  }

  /** The session as it is stored to go on with later. */
  unfinished(): Attempt {
    const { pack, lesson, seed } = this.options;
    return {
      format: 'kubetutor-attempt',
      version: 1,
      pack: { id: pack.id, version: pack.version },
      lesson: lesson.id,
      seed,
      inputs: this.inputs,
      passed: this.state()
        .tasks.filter(({ status }) => status === 'passed')
        .map(({ id }) => id),
      end: this.current?.elapsed ?? this.inputs.at(-1)?.at ?? 0,
    };
  }

  fingerprint(): string | undefined {
    return this.current?.cluster.fingerprint();
  }

  dispose(): void {
    this.listeners.clear();
    this.current?.dispose();
    this.current = undefined;
  }

  private async passUntil(done: (run: LessonRun) => boolean, limit: number): Promise<boolean> {
    await this.ready();
    const run = this.current;
    if (run === undefined) return false;
    const end = run.elapsed + limit;
    while (run === this.current && !done(run) && run.elapsed < end) {
      await this.exclusive(async () => {
        const target = Math.min(run.elapsed + 1_000, end);
        if (run.foreground !== undefined) await run.cluster.clock.runUntil(run.foreground, target - run.elapsed);
        // With nothing due before it, `runUntil` leaves the time where it is.
        if (!done(run)) await run.passTo(target);
      });
      await breath();
    }
    await this.pass(0);
    return done(run);
  }

  private input(input: WithoutTime<SessionInput>): Promise<void> {
    return this.exclusive(async () => {
      if (this.current !== undefined) await this.give(this.current, input);
    });
  }

  /** Notes an input with its time, gives it, and lets everything happen that needs no time. */
  private async give(run: LessonRun, input: WithoutTime<SessionInput>): Promise<void> {
    // What is due at this instant happens before the input, here and in every replay.
    await run.passTo(run.elapsed);
    const timed: SessionInput = { ...input, at: run.elapsed };
    this.inputs = [...this.inputs, timed];
    run.give(timed);
    await run.passTo(timed.at);
    this.changed();
  }

  private async rebuild(inputs: readonly SessionInput[], end: number): Promise<void> {
    const before = this.current;
    this.current = undefined;
    this.failure = undefined;
    this.nextStep.clear();
    this.changed();
    before?.dispose();
    const { lesson, seed, createCluster } = this.options;
    try {
      const run = await LessonRun.start(lesson, seed, createCluster, () => this.changed());
      for (const input of inputs) {
        await run.passTo(input.at);
        run.give(input);
        await run.passTo(input.at);
      }
      await run.passTo(end);
      this.inputs = inputs;
      this.current = run;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.changed();
  }

  private async exclusive<T>(action: () => Promise<T>): Promise<T> {
    this.waiting++;
    const before = this.turn;
    const mine = before.then(action, action);
    this.turn = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      this.waiting--;
    }
  }

  private makeState(): SessionState {
    const run = this.current;
    const common = { speed: this.speed, undoable: countUndoable(this.inputs) };
    if (run === undefined) {
      const failed = this.failure !== undefined;
      return {
        ...common,
        phase: failed ? 'failed' : 'starting',
        tasks: [],
        transcript: [],
        now: 0,
        prompt: '',
        ...(failed ? { failure: this.failure } : {}),
      };
    }
    return {
      ...common,
      phase: run.foreground === undefined ? 'idle' : 'running',
      tasks: run.tasks.states(),
      transcript: run.transcript.lines,
      now: run.cluster.clock.now(),
      prompt: run.prompt,
      ...(run.exitCode === undefined ? {} : { exitCode: run.exitCode }),
      ...(run.editing === undefined ? {} : { editing: run.editing }),
    };
  }

  private changed(): void {
    this.snapshot = undefined;
    for (const listener of this.listeners) listener();
  }
}

type WithoutTime<T> = T extends { readonly at: number } ? Omit<T, 'at'> : never;

/** Lets the program's own events in (keys, signals) between two pieces of work. A timer of no time at all would take a millisecond each. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
