import { lessonOpened, lessonSeen } from '../course/progress/record.ts';
import type { Lesson } from '../course/lesson/model.ts';
import { LessonSession } from '../course/session/lesson-session.ts';
import type { CreateCluster } from '../course/session/lesson-run.ts';
import type { ProgressStore } from '../platform/progress-store.ts';
import { stopwatch } from '../platform/real-time.ts';

export interface KeptSession {
  readonly session: LessonSession;
  /** Writes what has not been written yet. */
  save(): void;
  close(): void;
}

export interface KeepOptions {
  readonly pack: { readonly id: string; readonly version: string };
  readonly lesson: Lesson;
  readonly createCluster: CreateCluster;
  readonly store: ProgressStore;
  readonly newSeed: () => string;
  readonly now: () => Date;
  /** Begins from the start even when there is an unfinished attempt. */
  readonly fresh?: boolean;
}

/**
 * Opens a lesson where it was left, and from then on keeps on disk what was done and what was passed, after every input, so that
 * nothing is lost even when the program is killed.
 */
export function keepSession({ pack, lesson, createCluster, store, newSeed, now, fresh = false }: KeepOptions): KeptSession {
  const kept = fresh ? undefined : store.attempt(pack.id, lesson.id);
  // An attempt at another version of the pack may no longer fit its tasks.
  const attempt = kept?.pack.version === pack.version ? kept : undefined;
  store.update((record) => lessonOpened(record, pack.id, lesson.id, now().toISOString(), attempt === undefined));
  const session = LessonSession.open({
    pack,
    lesson,
    seed: attempt?.seed ?? newSeed(),
    createCluster,
    ...(attempt === undefined ? {} : { attempt }),
  });
  const passed = stopwatch();
  let written = '';
  const save = (): void => {
    const { phase, tasks } = session.state();
    if (phase === 'starting' || phase === 'failed') return;
    store.saveAttempt(session.unfinished());
    const seen = tasks.map(({ id, status, hintsShown }) => ({ id, passed: status === 'passed', hints: hintsShown.length }));
    store.update((record) =>
      lessonSeen(record, pack.id, lesson.id, { now: now().toISOString(), milliseconds: passed(), tasks: seen }),
    );
  };
  const signature = (): string => {
    const { phase, undoable, tasks } = session.state();
    if (phase === 'starting' || phase === 'failed') return written;
    return `${undoable} ${phase} ${tasks.map(({ status, hintsShown }) => `${status === 'passed'}${hintsShown.length}`).join()}`;
  };
  session.subscribe(() => {
    const next = signature();
    if (next === written) return;
    written = next;
    save();
  });
  return {
    session,
    save,
    close() {
      save();
      session.dispose();
    },
  };
}
