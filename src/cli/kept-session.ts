import { lessonOpened, lessonSeen } from '../course/progress/record.ts';
import type { Lesson } from '../course/lesson/model.ts';
import { LessonSession } from '../course/session/lesson-session.ts';
import type { CreateCluster } from '../course/session/lesson-run.ts';
import type { ProgressStore } from '../platform/progress-store.ts';
import { stopwatch } from '../platform/real-time.ts';

export interface KeptSession {
  readonly session: LessonSession;
  /** Resolves when the session is there, with words for a learner whose earlier session could not be gone on with as it was. */
  resumed(): Promise<string | undefined>;
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
  /** Told what the learner should know of the attempt: words for a person. */
  notice?(text: string): void;
}

/**
 * Opens a lesson where it was left, and from then on keeps on disk what was done and what was passed, after every input, so that
 * nothing is lost even when the program is killed.
 */
export function keepSession({
  pack,
  lesson,
  createCluster,
  store,
  newSeed,
  now,
  fresh = false,
  notice,
}: KeepOptions): KeptSession {
  const file = store.attemptFile(pack.id, lesson.id);
  const attempt = fresh ? undefined : file.attempt;
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
    const moved = file.save(session.unfinished());
    if (moved !== undefined)
      notice?.(
        `Another window works at this lesson too. What you do here is kept as an attempt of its own, in ${moved}; tasks that pass in either window count.`,
      );
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
    async resumed() {
      await session.ready();
      const [other] = file.others();
      if (other !== undefined)
        notice?.(
          `There is another unfinished attempt at this lesson, from another window (${other.inputs} inputs, ${other.changed.toISOString().slice(0, 16).replace('T', ' ')}). To go on with it: kubetutor run ${lesson.id} --attempt ${other.file}`,
        );
      if (attempt === undefined) return undefined;
      const { phase, tasks, failure } = session.state();
      const lost = (attempt.passed ?? []).filter((id) => !tasks.some((task) => task.id === id && task.status === 'passed'));
      if (phase !== 'failed' && lost.length === 0) return undefined;
      const why = phase === 'failed' ? (failure ?? '') : `it does not come to the same: ${lost.join(', ')} had passed`;
      const versions =
        attempt.pack.version === pack.version
          ? ''
          : ` It was made with version ${attempt.pack.version} of the lessons; these are ${pack.version}.`;
      return `Your earlier session cannot be played again (${why}).${versions} What you passed is kept. To begin the lesson again: \`:reset\` here, or --reset when you open it.`;
    },
    save,
    close() {
      save();
      session.dispose();
    },
  };
}
