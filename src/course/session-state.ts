import type { AskedQuestion } from './checks/answer.ts';

/** What a lesson session shows of itself: plain data that only `session` makes anew. */
export interface SessionState {
  /** `starting` while the cluster is being set up, `running` while a command is in the foreground. */
  readonly phase: 'starting' | 'idle' | 'running' | 'failed';
  readonly tasks: readonly TaskState[];
  readonly transcript: readonly TranscriptLine[];
  /** Virtual time, milliseconds since the epoch. */
  readonly now: number;
  /** Virtual seconds in a second; 0 is paused. */
  readonly speed: number;
  /** How many commands `undo` can take back. */
  readonly undoable: number;
  readonly prompt: string;
  /** Exit code of the last command. */
  readonly exitCode?: number;
  /** A file that a command wants the learner to edit: the command goes on after `edited`. */
  readonly editing?: EditRequest;
  /** What went wrong when `phase` is `failed`. */
  readonly failure?: string;
}

export interface EditRequest {
  /** Absolute path on the learner's machine in the sandbox. */
  readonly path: string;
  readonly text: string;
}

export interface TaskState {
  readonly id: string;
  readonly title: string;
  /** Id of the section of the prose that it belongs to. */
  readonly section: string;
  /** False while tasks that come before it are open. */
  readonly begun: boolean;
  readonly status: 'open' | 'failing' | 'passed';
  /** What the first check that does not hold found, in plain words. */
  readonly found?: string;
  /** Virtual time until which what is missing may still come by itself, after the learner did something for it. */
  readonly waitsUntil?: number;
  /** What to look at, when the lesson recognises the mistake. */
  readonly advice?: string;
  readonly hintsShown: readonly string[];
  readonly hintsLeft: number;
  readonly question?: AskedQuestion;
  /** Virtual time at which it passed. */
  readonly passedAt?: number;
}

export interface TranscriptLine {
  readonly kind: 'command' | 'output' | 'error' | 'note';
  readonly text: string;
}
