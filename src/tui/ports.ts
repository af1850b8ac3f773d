import type { Grade } from '../course/review/cards.ts';
import type { Answer } from '../course/lesson/model.ts';
import type { DifferenceRow } from '../course/manifest/difference.ts';
import type { FieldHelp } from '../course/manifest/field-help.ts';
import type { Judgement } from '../course/manifest/judgement.ts';
import type { SessionState, TaskState } from '../course/session-state.ts';
import type { ThemeName } from './theme/theme.ts';
import type { TerminalEnvironment } from './theme/choose.ts';
import type { ClusterFacts } from './cluster/facts.ts';
import type { Trace } from './trace/facts.ts';

/** Ends a subscription or a timer. May be called twice. */
export type Stop = () => void;

/** The course as the home screen lists it. */
export interface CourseOutline {
  readonly title: string;
  readonly modules: readonly ModuleOutline[];
  /** The languages that it is in, its own first. */
  readonly locales?: readonly string[];
  /** The one that it is shown in. */
  readonly locale?: string;
  /** What `--pack` calls it; undefined for the built-in one. */
  readonly pack?: string;
}

export interface ModuleOutline {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly lessons: readonly LessonOutline[];
}

export interface LessonOutline {
  readonly id: string;
  readonly title: string;
  readonly minutes: number;
  readonly difficulty?: string;
  readonly objectives: readonly string[];
  readonly concepts?: readonly string[];
  readonly tasks: number;
}

export interface LessonProgress {
  readonly status: 'new' | 'started' | 'passed';
  readonly tasksPassed: number;
}

/** What a learner can choose. */
export interface Settings {
  readonly theme?: ThemeName;
  /** Language of the lessons, e.g. `zh-CN`. */
  readonly locale?: string;
  /** Virtual seconds in a second when a lesson begins. */
  readonly speed?: number;
  /** Whether a screen reader reads the screens; from the next start on. */
  readonly spoken?: boolean;
}

/** A pack that can be opened. */
export interface PackOutline {
  /** What `--pack` calls it; undefined for the built-in one. */
  readonly name?: string;
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly lessons: number;
  /** How many things are wrong with it; it can be opened when there are none. */
  readonly problems: number;
  readonly open: boolean;
}

/** Which course to open. */
export interface CourseChoice {
  readonly pack?: string;
  readonly locale?: string;
}

/** Labs chosen at random, and how far one came in them. */
export interface ExamPort {
  begin(options: ExamOptions): Promise<ExamRun>;
}

export interface ExamOptions {
  readonly labs: number;
  readonly minutes: number;
}

export interface ExamRun {
  readonly labs: number;
  /** Begins a lab, counted from 0, in a cluster of its own. */
  open(lab: number): Promise<OpenLesson>;
  /** Writes the result down: the tasks of each lab as they were left; labs that were not reached have none. */
  finish(results: readonly (readonly TaskState[])[], milliseconds: number): Promise<readonly ExamScore[]>;
}

/** Tasks passed of those there were, by module. */
export interface ExamScore {
  readonly module: string;
  readonly passed: number;
  readonly of: number;
}

/** A course with all that the screens need of it. */
export interface CourseHome {
  readonly course: CourseOutline;
  readonly progress: ProgressPort;
  readonly library: LibraryPort;
  readonly exam?: ExamPort;
  /** Begins or resumes a lesson. Rejects with an error whose message a learner can read. */
  startLesson(id: string): Promise<OpenLesson>;
}

/** What is kept of the learner. Reads answer from memory; writes are kept safe by whoever implements it. */
export interface ProgressPort {
  readonly firstRun: boolean;
  /** The lesson the learner was in last. */
  readonly lastLesson: string | undefined;
  /** A message about progress that could not be read, to show once. */
  readonly notice?: string;
  readonly settings: Settings;
  of(lesson: string): LessonProgress;
  welcomed(): void;
  /** Keeps what the learner chose; what is absent stays as it was. */
  keep(settings: Settings): void;
}

/** A review card that is due. */
export interface ReviewCard {
  readonly key: string;
  readonly front: string;
  readonly back: string;
  /** Id of the lesson whose lab proves it. */
  readonly lesson: string;
}

/** What is read from the lessons themselves, when it is asked for. */
export interface LibraryPort {
  /** Plain prose by lesson, to search in. */
  texts(): Promise<{ readonly [lesson: string]: string }>;
  dueCards(): Promise<readonly ReviewCard[]>;
  /** What words mean: Markdown by word. */
  terms(): Promise<{ readonly [word: string]: string }>;
  packs(): Promise<readonly PackOutline[]>;
  /** Notes how well a card was remembered. Resolves with what is due then. */
  grade(card: string, grade: Grade): Promise<readonly ReviewCard[]>;
}

/** A lesson with its running session. */
export interface OpenLesson {
  readonly id: string;
  readonly title: string;
  readonly module: string;
  readonly minutes: number;
  /** Markdown. */
  readonly prose: string;
  /** Markdown, shown once all tasks have passed. */
  readonly debrief?: string;
  /** Other ways through the lesson that work too: what each is called, and what is typed for it. */
  readonly otherWays?: readonly { readonly name: string; readonly commands: readonly string[] }[];
  /** How many cards it adds to the review. */
  readonly cards?: number;
  readonly next?: { readonly id: string; readonly title: string; readonly minutes: number };
  readonly session: SessionPort;
}

export interface Completion {
  /** Where the completed word begins in the text. */
  readonly from: number;
  readonly candidates: readonly { readonly text: string; readonly description?: string }[];
}

/** A command, a written file or an answer. */
export interface DoneStep {
  readonly text: string;
  /** Virtual milliseconds since the lesson began. */
  readonly at: number;
}

/** What the screens ask of a session. Calls return at once; what comes of them arrives as a new state. */
export interface SessionPort {
  readonly state: SessionState;
  subscribe(listener: (state: SessionState) => void): Stop;
  /** Runs what was typed at the prompt. */
  run(input: string): void;
  /** Text for the program in the foreground, such as the shell of `kubectl exec -it`. */
  type(text: string): void;
  endInput(): void;
  interrupt(): void;
  /** Whether the prompt should go on to another line. */
  isUnfinished(input: string): boolean;
  complete(text: string, cursor: number): Promise<Completion>;
  hint(task: string): void;
  answer(task: string, value: Answer): void;
  /** The end of the edit that the state asks for; without a text nothing was changed. */
  edited(text?: string): void;
  /** Does the next step of a task's solution. Resolves with what was typed, undefined when there is no more. */
  typeSolution(task: string): Promise<string | undefined>;
  /** What was done in the lesson, the oldest first. */
  done(): readonly DoneStep[];
  /** Goes back to the moment before the thing at this place in `done()`. */
  rewind(place: number): void;
  undo(): void;
  /** Goes back to where the step began. */
  reset(): void;
  /** Goes back to the beginning of the lesson: nothing in it has been done. */
  restart(): void;
  /** Virtual seconds in a second; 0 pauses. */
  setSpeed(speed: number): void;
  /** Lets a little virtual time pass while paused. */
  step(): void;
  readonly history: readonly string[];
  readonly files: WorkspaceFiles;
  /** What the schema knows of a place in a manifest. */
  fieldHelp(rows: readonly string[], row: number, column: number): Promise<FieldHelp | undefined>;
  /** What applying a manifest would change. */
  difference(text: string): Promise<readonly DifferenceRow[]>;
  /** What the cluster would say to a manifest, or helm to a file of a chart. */
  judge(path: string, text: string): Promise<Judgement | undefined>;
  /** Tells of what the cluster did for the last command, and of the requests through its network. */
  watchTrace(listener: (trace: Trace) => void): Stop;
  watchCluster(listener: (facts: ClusterFacts) => void): Stop;
  /** Keeps what must be kept and lets the cluster go. */
  close(): Promise<void>;
}

/** The learner's folder inside the sandbox, by path relative to it. */
export interface WorkspaceFiles {
  list(): Promise<readonly string[]>;
  /** Rejects when there is no such file. */
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
}

/** What the screens need of the machine they run on. */
export interface TuiPlatform {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly environment: TerminalEnvironment;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  after(milliseconds: number, run: () => void): Stop;
  /** SIGTERM, SIGHUP and the like: the app ends in order and answers with this exit code. */
  onTerminate(listener: (exitCode: number) => void): Stop;
  /** Errors that nobody caught. */
  onUncaught(listener: (error: unknown) => void): Stop;
  /** Opens the learner's own editor on the text and answers with the text as it was left. Absent without an editor. */
  readonly editText?: (name: string, text: string) => Promise<string>;
  /** Writes a report of a crash and answers where it is. */
  writeReport(error: unknown): Promise<string>;
}
