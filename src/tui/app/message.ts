import type { DifferenceRow } from '../../course/manifest/difference.ts';
import type { FieldHelp } from '../../course/manifest/field-help.ts';
import type { Judgement } from '../../course/manifest/judgement.ts';
import type { SessionState } from '../../course/session-state.ts';
import type { ClusterFacts } from '../cluster/facts.ts';
import type { KeyPress } from '../keys/key.ts';
import type { Completion, CourseOutline, OpenLesson, PackOutline, ReviewCard, Settings } from '../ports.ts';
import type { Trace } from '../trace/facts.ts';
import type { ExamState, MountedScreen, World } from './screen.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What can happen. Everything that changes the state arrives as one of these. */
export type Message =
  | { readonly type: 'key'; readonly key: KeyPress }
  | { readonly type: 'paste'; readonly text: string }
  | { readonly type: 'resize'; readonly size: Size }
  | { readonly type: 'opened'; readonly screen: MountedScreen; readonly how: 'push' | 'replace' }
  | { readonly type: 'lesson'; readonly lesson: OpenLesson | undefined }
  | { readonly type: 'session'; readonly state: SessionState }
  | { readonly type: 'cluster'; readonly facts: ClusterFacts }
  | { readonly type: 'exam'; readonly exam: ExamState }
  | { readonly type: 'trace'; readonly trace: Trace }
  | { readonly type: 'progress'; readonly progress: World['progress']; readonly lastLesson: string | undefined }
  | { readonly type: 'texts'; readonly texts: { readonly [lesson: string]: string } }
  | { readonly type: 'cards'; readonly cards: readonly ReviewCard[] }
  | { readonly type: 'terms'; readonly terms: { readonly [word: string]: string } }
  | { readonly type: 'packs'; readonly packs: readonly PackOutline[] }
  | { readonly type: 'settings'; readonly settings: Settings }
  /** Another course has taken the place of the one before. */
  | { readonly type: 'course'; readonly course: CourseOutline }
  | { readonly type: 'completion'; readonly text: string; readonly completion: Completion }
  | { readonly type: 'files'; readonly paths: readonly string[] }
  | { readonly type: 'file'; readonly path: string; readonly text: string; readonly isNew: boolean }
  | { readonly type: 'judged'; readonly path: string; readonly text: string; readonly judgement: Judgement }
  | { readonly type: 'field'; readonly help: FieldHelp }
  | { readonly type: 'difference'; readonly rows: readonly DifferenceRow[] }
  | { readonly type: 'saved'; readonly path: string; readonly text: string }
  /** Text that another screen puts into the prompt. */
  | { readonly type: 'typeInShell'; readonly text: string }
  | { readonly type: 'timer'; readonly name: string }
  /** Something a person asked for did not work; a line says so. */
  | { readonly type: 'notice'; readonly text: string; readonly tone: 'good' | 'bad' | 'muted' }
  | { readonly type: 'crashed'; readonly error: unknown }
  | { readonly type: 'reported'; readonly path: string | undefined };
