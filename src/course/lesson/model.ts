import type { ChartRepository, ClusterUser, Image, JsonObject, NodeOptions } from '../../../sandbox/index.ts';
import type { Check, Origin } from '../checks/define-check.ts';

/** A course as its author wrote it, read and checked. Plain data, never changed. */
export interface Pack {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly licence: string;
  readonly authors: readonly string[];
  readonly locales: readonly string[];
  /** Versions of kubetutor that can play it, as a semver range. */
  readonly kubetutor?: string;
  /** What words mean, for the glossary: word → Markdown. */
  readonly terms: { readonly [word: string]: string };
  readonly modules: readonly Module[];
}

export interface Module {
  readonly id: string;
  readonly title: string;
  readonly lessons: readonly Lesson[];
}

export interface Lesson {
  /** `module/lesson`. */
  readonly id: string;
  readonly title: string;
  readonly objectives: readonly string[];
  readonly concepts: readonly string[];
  readonly minutes: number;
  /** 1 (first steps) to 5. */
  readonly difficulty: number;
  readonly requires: readonly string[];
  readonly setup: Setup;
  readonly sections: readonly Section[];
  readonly tasks: readonly Task[];
  readonly solution: readonly TaskSolution[];
  readonly alternatives: readonly Alternative[];
  readonly wrong: readonly WrongAttempt[];
  readonly mistakes: readonly Mistake[];
  /** Markdown. */
  readonly debrief: string;
  readonly cards: readonly Card[];
  /** Simulated images of the pack. */
  readonly images: readonly Image[];
  /** Charts of the pack, as a repository that helm reaches. */
  readonly repositories: readonly ChartRepository[];
  /** What the learner finds in the home folder: path → text. */
  readonly files: { readonly [path: string]: string };
}

/** The cluster before the learner comes. */
export interface Setup {
  readonly nodes?: readonly NodeOptions[];
  readonly objects: readonly JsonObject[];
  readonly components?: readonly string[];
  /** Shell input that finishes the start state. */
  readonly run?: string;
  /** Virtual milliseconds to wait at most until the cluster is at rest. */
  readonly wait: number;
  readonly users: readonly ClusterUser[];
  readonly faults: readonly Fault[];
  readonly load: readonly Load[];
}

/** When something happens: so long (virtual milliseconds) after the lesson began, a task passed, or a check held for the first time. */
export interface Trigger {
  readonly after: number;
  readonly passed?: string;
  readonly when?: Check;
}

/** Pods by name or by labels. */
export interface PodChoice {
  readonly namespace: string;
  readonly name?: string;
  readonly labels?: { readonly [key: string]: string };
}

/** Something that goes wrong, or is mended. */
export type FaultAction =
  | { readonly type: 'killPod'; readonly target: PodChoice }
  | {
      /** `run` types shell lines as somebody else at the cluster would; the target of the others is a node or a component. */
      readonly type: 'stopNode' | 'startNode' | 'cordon' | 'uncordon' | 'stopComponent' | 'startComponent' | 'run';
      readonly target: string;
    };

export interface Fault {
  readonly trigger: Trigger;
  readonly action: FaultAction;
}

/** Requests that are sent one after another. */
export interface Load {
  readonly trigger: Trigger;
  /** What a check calls it by. */
  readonly name?: string;
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  readonly url: string;
  readonly from: Origin;
  /** Virtual milliseconds from one request to the next. */
  readonly every: number;
  readonly times: number;
}

/** A part of the prose: a level-two heading and what follows it. */
export interface Section {
  readonly id: string;
  /** Empty for what stands before the first heading. */
  readonly title: string;
  /** Markdown without the heading. */
  readonly markdown: string;
  readonly commands: readonly CommandBlock[];
}

/** A code block of the prose that the learner may send to the shell. */
export interface CommandBlock {
  readonly text: string;
  /** `run` must end well, `fails` must not, `watch` goes on until it is interrupted. */
  readonly mode: 'run' | 'fails' | 'watch';
  /** Line of lesson.md, from 1. */
  readonly line: number;
  /** What the prose says that it prints. */
  readonly output?: string;
}

export interface Task {
  readonly id: string;
  readonly title: string;
  readonly section: string;
  /** Tasks that must have passed before this one begins. */
  readonly after: readonly string[];
  readonly checks: readonly Check[];
  readonly hints: readonly Hint[];
}

export type Hint = string;

export interface TaskSolution {
  readonly task: string;
  readonly steps: readonly SolutionStep[];
}

export type SolutionStep =
  | { readonly type: 'run'; readonly commands: string }
  | { readonly type: 'write'; readonly file: string; readonly content: string }
  | { readonly type: 'wait'; readonly milliseconds: number }
  | { readonly type: 'answer'; readonly value: Answer };

/** What a learner answers to a question: the id of a choice, several of them, text or a number. */
export type Answer = string | number | readonly string[];

export interface Alternative {
  readonly name: string;
  readonly solution: readonly TaskSolution[];
}

export interface WrongAttempt {
  readonly name: string;
  readonly task: string;
  readonly steps: readonly SolutionStep[];
  /** Part of what must be said. */
  readonly message: string;
}

/** A state that shows a known misunderstanding. */
export interface Mistake {
  readonly task?: string;
  readonly when: Check;
  readonly say: string;
}

export interface Card {
  readonly id: string;
  readonly front: string;
  readonly back: string;
}

export function lessonsOf(pack: Pack): readonly Lesson[] {
  return pack.modules.flatMap((module) => module.lessons);
}

export function findLesson(pack: Pack, id: string): Lesson | undefined {
  return lessonsOf(pack).find((lesson) => lesson.id === id);
}
