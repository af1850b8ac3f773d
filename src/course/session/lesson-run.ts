import { learnerShell } from '../../shell/learner-shell.ts';
import type { Cluster, ClusterOptions, Shell, ShellRunOptions } from '../../../sandbox/index.ts';
import { FileError } from '../../../sandbox/index.ts';
import { survivalOf } from '../checks/survives.ts';
import type { Lesson } from '../lesson/model.ts';
import type { EditRequest } from '../session-state.ts';
import { readHomeFile, readHomeFolder } from './check-world.ts';
import type { SessionInput, TerminalSize } from './inputs.ts';
import { NotSimulatedKeeper } from './not-simulated-keeper.ts';
import { ScriptKeeper, type Happening } from './script-keeper.ts';
import { TaskKeeper } from './task-keeper.ts';
import { Transcript } from './transcript.ts';

export type CreateCluster = (options: ClusterOptions) => Cluster;

/** Objects to begin with pull images and become ready: the cluster is at rest when nothing is due for this long. */
const START_HORIZON = 10_000;
/** How long the shell lines of a start state may take. */
const SETUP_LIMIT = 10 * 60_000;

/** Thrown when the start state of a lesson cannot be made. */
export class SetupError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SetupError';
  }
}

/** Virtual milliseconds for which the end of a command waits for the look at the tasks that follows it. */
const LONGEST_LOOK = 10_000;

/**
 * One life of a lesson's cluster, from its start state on. What it does is a function of the lesson, the seed and the inputs with
 * their times, however the time between them was cut into pieces.
 */
export class LessonRun {
  readonly transcript = new Transcript();
  readonly tasks: TaskKeeper;
  private readonly script: ScriptKeeper;
  private readonly notSimulated: NotSimulatedKeeper;
  /** Virtual time at which the learner came. */
  readonly startedAt: number;
  exitCode: number | undefined;
  editing: EditRequest | undefined;
  /** How many inputs had been given when a task passed last. */
  inputsAtLastPass = 0;
  /** Virtual time of the last sign of life: an input or output. */
  lastStirAt: number;
  private given = 0;
  private foregroundPromise: Promise<number> | undefined;
  private endEdit: ((text: string | undefined) => void) | undefined;

  private constructor(
    lesson: Lesson,
    readonly cluster: Cluster,
    private readonly shell: Shell,
    readonly home: string,
    private readonly changed: () => void,
  ) {
    this.startedAt = cluster.clock.now();
    this.lastStirAt = this.startedAt;
    this.script = new ScriptKeeper(lesson, cluster, home);
    this.notSimulated = new NotSimulatedKeeper(cluster);
    this.tasks = new TaskKeeper(lesson, cluster, home, {
      changed,
      passed: (task) => {
        this.inputsAtLastPass = this.given;
        this.script.passed(task);
      },
      requests: (load, since) => this.script.requests(load, since),
    });
    shell.onCommand((command) => this.tasks.noteCommand(command));
  }

  /** Builds the cluster and its start state. Throws SetupError. */
  static async start(lesson: Lesson, seed: string, createCluster: CreateCluster, changed: () => void): Promise<LessonRun> {
    const { nodes, objects, components, wait, users, run: lines } = lesson.setup;
    const cluster = createCluster({
      seed,
      objects,
      files: lesson.files,
      images: lesson.images,
      repositories: lesson.repositories,
      users,
      ...(nodes === undefined ? {} : { nodes }),
      ...(components === undefined ? {} : { components }),
    });
    await cluster.clock.settle({ limit: wait, ...(objects.length === 0 ? {} : { horizon: START_HORIZON }) });
    assertTargets(lesson, cluster);
    const shell = await learnerShell(cluster);
    const home = shell.cwd;
    if (lines !== undefined) {
      const own = await cluster.shell();
      let printed = '';
      const done = own.run(lines, { onOutput: ({ text }) => void (printed += text) });
      if (!(await cluster.clock.runUntil(done, SETUP_LIMIT))) throw new SetupError(`setup.run did not end:\n${printed}`);
      const code = await done;
      if (code !== 0) throw new SetupError(`setup.run ended with the exit code ${code}:\n${printed}`);
      await cluster.clock.settle({ limit: wait, horizon: START_HORIZON });
    }
    const made = new LessonRun(lesson, cluster, shell, home, changed);
    await driven(
      cluster,
      cluster.clock.run(() => made.tasks.look()),
    );
    return made;
  }

  get elapsed(): number {
    return this.cluster.clock.now() - this.startedAt;
  }

  get prompt(): string {
    return this.shell.prompt;
  }

  get cwd(): string {
    return this.shell.cwd;
  }

  /** The command that runs in front, if any: resolves with its exit code when the tasks have been looked at after it. */
  get foreground(): Promise<number> | undefined {
    return this.foregroundPromise;
  }

  /** What became of the faults and loads of the setup. */
  happenings(): readonly Happening[] {
    return this.script.happenings();
  }

  isUnfinished(line: string): boolean {
    return this.shell.isUnfinished(line);
  }

  /** Gives an input now. Time must not be passing meanwhile; what it sets off happens as time passes. */
  give(input: SessionInput): void {
    this.given++;
    this.lastStirAt = this.cluster.clock.now();
    switch (input.kind) {
      case 'run':
        this.run(input.line, input.terminal);
        break;
      case 'type':
        this.shell.type(input.text);
        break;
      case 'end-input':
        this.shell.endInput();
        break;
      case 'interrupt':
        this.shell.interrupt();
        break;
      case 'write':
        this.write(input.path, input.text);
        break;
      case 'edited':
        this.endEdit?.(input.text);
        break;
      case 'answer':
        this.tasks.noteAnswer(input.task, input.value);
        this.look();
        break;
      case 'hint':
        this.tasks.showHint(input.task);
        break;
    }
    this.changed();
  }

  /** Lets virtual time pass until this many milliseconds after the start. */
  async passTo(elapsed: number): Promise<void> {
    await this.cluster.clock.advance(Math.max(0, elapsed - this.elapsed));
  }

  readFile(path: string): string | undefined {
    return readHomeFile(this.cluster, this.home, path);
  }

  /** All files below a folder, hidden ones too, by path relative to it. */
  readFolder(path: string): { readonly [path: string]: Uint8Array } | undefined {
    return readHomeFolder(this.cluster, this.home, path);
  }

  /** Paths of the files in the home folder, relative to it, without hidden ones. */
  listFiles(): readonly string[] {
    const { files } = this.cluster.workstation;
    const below = (folder: string): readonly string[] =>
      files.list(`${this.home}/${folder}`).flatMap((name) => {
        if (name.startsWith('.')) return [];
        const path = folder === '' ? name : `${folder}/${name}`;
        return files.stat(`${this.home}/${path}`)?.type === 'directory' ? below(path) : [path];
      });
    return below('');
  }

  dispose(): void {
    this.tasks.dispose();
    this.script.dispose();
    this.notSimulated.dispose();
    this.cluster.dispose();
  }

  private run(line: string, terminal: TerminalSize | undefined): void {
    const { clock } = this.cluster;
    // What goes on over several lines stands behind the shell's second prompt.
    this.transcript.add('command', `${this.shell.prompt}${line.replaceAll('\n', '\n> ')}`);
    const options: ShellRunOptions = {
      onOutput: ({ channel, text }) => {
        this.transcript.write(channel === 'stdout' ? 'output' : 'error', text);
        this.lastStirAt = clock.now();
        this.changed();
      },
      edit: (path) => this.edit(path),
      ...(terminal === undefined ? {} : { terminal }),
    };
    this.foregroundPromise = clock.run(async () => {
      let code = 1;
      try {
        code = await clock.join(this.shell.run(line, options));
      } catch (error) {
        // A defect of the sandbox must not end the lesson.
        this.transcript.add('note', `The command broke off: ${error instanceof Error ? error.message : String(error)}`);
      }
      this.exitCode = code;
      for (const text of this.notSimulated.take()) this.transcript.add('note', text);
      // A look may take its time (hundreds of requests, or one that is not answered), and new ones may follow it: the command has
      // ended when it has, or after this long.
      const look = clock.run(() => this.tasks.look());
      await clock.block<void>((wake) => {
        void look.finally(() => wake(undefined));
        return clock.after(LONGEST_LOOK, () => wake(undefined));
      });
      this.foregroundPromise = undefined;
      this.changed();
      return code;
    });
  }

  /** Called by a program that wants its file edited; goes on with the input `edited`. */
  private async edit(path: string): Promise<void> {
    const { files } = this.cluster.workstation;
    this.editing = { path, text: files.stat(path) === undefined ? '' : files.readText(path) };
    this.changed();
    const text = await this.cluster.clock.block<string | undefined>((wake) => {
      this.endEdit = wake;
      return undefined;
    });
    this.endEdit = undefined;
    this.editing = undefined;
    if (text !== undefined) {
      files.write(path, text);
      this.tasks.noteFile();
    }
  }

  private write(path: string, text: string): void {
    const { files } = this.cluster.workstation;
    const full = `${this.home}/${path}`;
    const folder = full.slice(0, full.lastIndexOf('/'));
    try {
      files.makeDirectory(folder, { recursive: true });
      files.write(full, text);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.transcript.add('note', `${path} cannot be written: ${error.message}`);
      return;
    }
    this.tasks.noteFile();
    this.look();
  }

  private look(): void {
    void this.cluster.clock.run(() => this.tasks.look());
  }
}

/** A fault whose node or component there is not would never be noticed. Throws SetupError. */
function assertTargets({ setup, tasks }: Lesson, cluster: Cluster): void {
  const actions = [
    ...setup.faults.map(({ action }) => action),
    ...tasks.flatMap(({ checks }) => checks.filter(({ type }) => type === 'survives').map((check) => survivalOf(check).action)),
  ];
  for (const { type, target } of actions) {
    if (typeof target !== 'string' || type === 'run') continue;
    if (type === 'stopComponent' || type === 'startComponent') {
      // With all components running, starting one changes nothing and names those that there are.
      if (setup.components !== undefined) continue;
      try {
        cluster.components.start(target);
      } catch (error) {
        throw new SetupError(`${type}: ${error instanceof Error ? error.message : String(error)}`);
      }
    } else if (!cluster.nodes.has(target)) {
      throw new SetupError(`${type}: there is no node ${target}; there are ${[...cluster.nodes.keys()].join(', ')}`);
    }
  }
}

async function driven<T>(cluster: Cluster, promise: Promise<T>): Promise<T> {
  await cluster.clock.runUntil(promise, SETUP_LIMIT);
  return promise;
}
