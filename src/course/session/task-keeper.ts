import type { Cancel, Cluster } from '../../../sandbox/index.ts';
import { asked, questionOf } from '../checks/answer.ts';
import type { Check, CheckWorld, Invariant, LoadRequest, RanCommand } from '../checks/define-check.ts';
import type { Answer, Lesson, Task } from '../lesson/model.ts';
import type { TaskState } from '../session-state.ts';
import { checkWorld, nothingDone } from './check-world.ts';
import { hintsOf } from './hints.ts';
import { SurvivalKeeper } from './survival-keeper.ts';
import { keepInvariant } from './invariant-keeper.ts';

/** How often tasks are looked at while something may still change. */
const LOOK_EVERY = 1_000;
/** How long after the last change tasks are looked at again: what follows from it shows within this time. */
const RESTLESS = 10_000;

/** Groups whose objects change all the time without anything having happened. */
const housekeeping: ReadonlySet<string> = new Set(['coordination.k8s.io', 'events.k8s.io']);

interface Progress {
  readonly task: Task;
  begun: boolean;
  begunAt: number;
  firstCommand: number;
  invariants: readonly { readonly check: Check; readonly invariant: () => Invariant; readonly cancel: Cancel }[];
  survival: SurvivalKeeper;
  passedAt: number | undefined;
  failing: Check | undefined;
  /** Whether it fails for good: nothing that is still to come mends it. */
  broken: boolean;
  found: string | undefined;
  firstFound: string | undefined;
  /** Whether some of its checks hold already. */
  partly: boolean;
  advice: string | undefined;
  answer: Answer | undefined;
  /** Virtual time of the last thing that the learner did for it. */
  touchedAt: number | undefined;
  /** Virtual time at which the learner last changed something in the cluster: only that can still take effect by itself. */
  changedAt: number | undefined;
  readonly hintsShown: string[];
}

/** Looks at the tasks of a lesson whenever the cluster or the learner did something. Once a task passed, it stays passed. */
export class TaskKeeper {
  private readonly progress: readonly Progress[];
  private readonly commands: RanCommand[] = [];
  private readonly cancels: Cancel[] = [];
  private restlessUntil = -Infinity;
  private looking = false;
  private again = false;

  constructor(
    private readonly lesson: Lesson,
    private readonly cluster: Cluster,
    private readonly home: string,
    private readonly listener: {
      changed(): void;
      passed(task: string): void;
      /** What came of a load's requests since then. */
      requests(load: string, since: number): readonly LoadRequest[] | undefined;
    },
  ) {
    this.progress = lesson.tasks.map((task) => ({
      task,
      begun: false,
      begunAt: 0,
      firstCommand: 0,
      invariants: [],
      survival: new SurvivalKeeper(cluster, () => void cluster.clock.run(() => this.look())),
      passedAt: undefined,
      failing: undefined,
      broken: false,
      found: undefined,
      firstFound: undefined,
      partly: false,
      advice: undefined,
      answer: undefined,
      touchedAt: undefined,
      changedAt: undefined,
      hintsShown: [],
    }));
    const { username } = cluster.client().user;
    this.cancels.push(
      cluster.onAudit(({ request, code }) => {
        if (
          code >= 400 ||
          request.options?.dryRun === true ||
          request.verb === 'get' ||
          request.verb === 'list' ||
          request.verb === 'watch'
        )
          return;
        if (housekeeping.has(request.group) || request.resource === 'events') return;
        this.stir();
        if (request.user.username === username) this.touch(cluster.clock.now());
      }),
      cluster.clock.every(LOOK_EVERY, () => {
        if (cluster.clock.now() <= this.restlessUntil) void cluster.clock.run(() => this.look());
      }),
    );
    this.beginTasks();
  }

  get allPassed(): boolean {
    return this.progress.every(({ passedAt }) => passedAt !== undefined);
  }

  /** Whether the checks are being tried: what is read meanwhile was not asked for by the learner. */
  get isLooking(): boolean {
    return this.looking;
  }

  /** Notes a command that the learner's shell ran. */
  noteCommand(command: RanCommand): void {
    this.commands.push(command);
    this.stir();
  }

  /** Notes that the learner changed a file. */
  noteFile(): void {
    this.touch();
    this.stir();
  }

  noteAnswer(task: string, value: Answer): void {
    const progress = this.find(task);
    if (progress === undefined) return;
    progress.answer = value;
    progress.touchedAt = this.cluster.clock.now();
    this.stir();
  }

  /** Shows the next hint of a task; returns it, or undefined when all were shown. */
  showHint(task: string): string | undefined {
    const progress = this.find(task);
    if (progress === undefined) return undefined;
    const next = this.hintsLeft(progress)[0];
    if (next !== undefined) progress.hintsShown.push(next);
    this.listener.changed();
    return next;
  }

  /** Looks at every open task. Belongs inside an activity of the clock. */
  async look(): Promise<void> {
    this.again = true;
    if (this.looking) return;
    this.looking = true;
    try {
      while (this.again) {
        this.again = false;
        for (const progress of this.progress) {
          if (progress.begun && progress.passedAt === undefined) await this.lookAt(progress);
        }
        this.beginTasks();
      }
    } finally {
      this.looking = false;
      this.listener.changed();
    }
  }

  states(): readonly TaskState[] {
    const current = this.progress.find(({ begun, passedAt }) => begun && passedAt === undefined);
    return this.progress.map((progress) => this.stateOf(progress, progress === current));
  }

  dispose(): void {
    for (const cancel of this.cancels) cancel();
    for (const { invariants, survival } of this.progress) {
      for (const { cancel } of invariants) cancel();
      survival.dispose();
    }
  }

  private stateOf(progress: Progress, isCurrent: boolean): TaskState {
    const { task, begun, passedAt, found, advice, touchedAt, changedAt, hintsShown, failing, broken } = progress;
    const question = task.checks.map(questionOf).find((one) => one !== undefined);
    const open = passedAt === undefined;
    const due = (touchedAt ?? 0) + (failing?.within ?? 0);
    const waited = touchedAt !== undefined && this.cluster.clock.now() >= due;
    // A command that is still to come is not missing just because something else was done.
    const changed = (touchedAt !== undefined && failing?.byCommand !== true) || found !== progress.firstFound;
    const isFailing =
      open &&
      begun &&
      found !== undefined &&
      (broken || (changed && (waited || touchedAt === undefined) && (isCurrent || progress.partly)));
    const mayCome = !isFailing && open && begun && found !== undefined && changed && !waited && (isCurrent || progress.partly);
    return {
      id: task.id,
      title: task.title,
      section: task.section,
      begun,
      status: open ? (isFailing ? 'failing' : 'open') : 'passed',
      ...(open && begun && found !== undefined ? { found } : {}),
      ...(mayCome && changedAt !== undefined ? { waitsUntil: changedAt + (failing?.within ?? 0) } : {}),
      ...(open && begun && advice !== undefined ? { advice } : {}),
      hintsShown: [...hintsShown],
      hintsLeft: open ? this.hintsLeft(progress).length : 0,
      ...(question === undefined ? {} : { question: asked(question, passedAt !== undefined) }),
      ...(passedAt === undefined ? {} : { passedAt }),
    };
  }

  private async lookAt(progress: Progress): Promise<void> {
    const world = checkWorld(this.cluster, this.home, {
      commands: this.commands.slice(progress.firstCommand),
      answer: progress.answer,
      invariant: (inner) => progress.invariants.find(({ check }) => check === inner)?.invariant(),
      survival: (check) => progress.survival.survival(check),
      load: (name) => this.listener.requests(name, progress.begunAt),
    });
    let held = 0;
    const { checks } = progress.task;
    const broken = await brokenOf(checks, world);
    progress.broken = broken !== undefined;
    const rest = [...checks.filter(({ last }) => !last), ...checks.filter(({ last }) => last)];
    // What nothing can mend any more is said first.
    for (const check of broken === undefined ? rest : [broken]) {
      const finding = await check.evaluate(world);
      if (finding.holds) {
        held++;
        continue;
      }
      progress.failing = check;
      const disturbed = check.last ? undefined : progress.survival.disturbed();
      progress.found = disturbed === undefined ? finding.found : `${disturbed}: ${finding.found}`;
      progress.firstFound ??= finding.found;
      progress.partly = held > 0;
      progress.advice = await this.adviceFor(progress);
      return;
    }
    progress.failing = undefined;
    progress.found = undefined;
    progress.advice = undefined;
    progress.passedAt = this.cluster.clock.now();
    for (const { cancel } of progress.invariants) cancel();
    // What comes after it may hold already, or have begun to matter only now.
    this.again = true;
    this.listener.passed(progress.task.id);
  }

  private async adviceFor({ task, answer }: Progress): Promise<string | undefined> {
    const world = checkWorld(this.cluster, this.home, { ...nothingDone, commands: this.commands, answer });
    for (const mistake of this.lesson.mistakes) {
      if (mistake.task !== undefined && mistake.task !== task.id) continue;
      if ((await mistake.when.evaluate(world)).holds) return mistake.say.trim();
    }
    return undefined;
  }

  private beginTasks(): void {
    for (const progress of this.progress) {
      const ready = progress.task.after.every((id) => this.find(id)?.passedAt !== undefined);
      if (progress.begun || !ready) continue;
      progress.begun = true;
      progress.begunAt = this.cluster.clock.now();
      progress.firstCommand = this.commands.length;
      progress.invariants = progress.task.checks.flatMap(({ inner }) =>
        inner === undefined ? [] : [{ check: inner, ...keepInvariant(this.cluster, inner) }],
      );
    }
  }

  private hintsLeft({ task, failing, hintsShown }: Progress): readonly string[] {
    return hintsOf(this.lesson, task, failing).filter((hint) => !hintsShown.includes(hint));
  }

  private find(task: string): Progress | undefined {
    return this.progress.find((progress) => progress.task.id === task);
  }

  private stir(): void {
    this.restlessUntil = this.cluster.clock.now() + RESTLESS;
  }

  private touch(changedAt?: number): void {
    for (const progress of this.progress) {
      if (!progress.begun || progress.passedAt !== undefined) continue;
      progress.touchedAt = this.cluster.clock.now();
      progress.changedAt = changedAt ?? progress.changedAt;
    }
  }
}

/** The check that fails for good, if one does. Those are cheap to ask: what they look at has been noted already. */
async function brokenOf(checks: readonly Check[], world: CheckWorld): Promise<Check | undefined> {
  for (const check of checks.filter(({ breaks }) => breaks)) {
    const finding = await check.evaluate(world);
    if (!finding.holds && finding.final === true) return check;
  }
  return undefined;
}
