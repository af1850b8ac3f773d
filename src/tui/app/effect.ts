import type { Answer } from '../../course/lesson/model.ts';
import type { EditRequest } from '../../course/session-state.ts';
import type { Grade } from '../../course/review/cards.ts';
import type { CourseChoice, ExamOptions, Settings } from '../ports.ts';
import type { Message } from './message.ts';
import type { MountedScreen } from './screen.ts';

/** A screen by name, with what it needs to begin. */
export type Destination =
  | { readonly name: 'welcome' }
  | { readonly name: 'home' }
  | { readonly name: 'lesson'; readonly id: string }
  /** With a term, at its meaning. */
  | { readonly name: 'terms'; readonly term?: string }
  | { readonly name: 'cluster' }
  /** With a request, a command waits for the end of the edit. */
  | { readonly name: 'editor'; readonly request?: EditRequest }
  /** What applying a file would change. */
  | { readonly name: 'difference'; readonly path: string; readonly text: string }
  | { readonly name: 'trace' | 'requests' | 'debrief' | 'rewind' | 'review' | 'settings' | 'packs' | 'exam' };

/** What the session is asked to do. */
export type SessionCall =
  | { readonly call: 'run'; readonly input: string }
  | { readonly call: 'type'; readonly text: string }
  | { readonly call: 'hint'; readonly task: string }
  | { readonly call: 'typeSolution'; readonly task: string }
  | { readonly call: 'answer'; readonly task: string; readonly value: Answer }
  | { readonly call: 'edited'; readonly text?: string }
  | { readonly call: 'rewind'; readonly place: number }
  | { readonly call: 'setSpeed'; readonly speed: number }
  | { readonly call: 'endInput' | 'interrupt' | 'undo' | 'reset' | 'restart' | 'step' };

/** What should be done outside. Updates return these; only the runtime carries them out. */
export type Effect =
  | { readonly type: 'quit'; readonly code: number }
  | { readonly type: 'go'; readonly to: Destination; readonly how: 'push' | 'replace' }
  | { readonly type: 'back' }
  | { readonly type: 'help' }
  | { readonly type: 'show'; readonly screen: MountedScreen }
  | { readonly type: 'send'; readonly message: Message }
  | ({ readonly type: 'session' } & SessionCall)
  | ({ readonly type: 'beginExam' } & ExamOptions)
  | { readonly type: 'nextLab' | 'endExam' }
  | { readonly type: 'closeLesson' }
  | { readonly type: 'complete'; readonly text: string; readonly cursor: number }
  | { readonly type: 'listFiles' }
  | { readonly type: 'readFile'; readonly path: string }
  | { readonly type: 'writeFile'; readonly path: string; readonly text: string }
  | { readonly type: 'checkText'; readonly path: string; readonly text: string }
  | { readonly type: 'askField'; readonly rows: readonly string[]; readonly row: number; readonly column: number }
  | { readonly type: 'externalEditor'; readonly path: string; readonly text: string }
  | { readonly type: 'timer'; readonly name: string; readonly milliseconds: number }
  | { readonly type: 'keepSettings'; readonly settings: Settings }
  | ({ readonly type: 'openCourse' } & CourseChoice)
  | { readonly type: 'welcomed' }
  | { readonly type: 'loadTexts' | 'loadCards' | 'loadTerms' | 'loadPacks' }
  | { readonly type: 'grade'; readonly card: string; readonly grade: Grade }
  | { readonly type: 'report'; readonly error: unknown };
