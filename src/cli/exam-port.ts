import type { Lesson, Pack } from '../course/lesson/model.ts';
import { examLessons, examScore } from '../course/review/exam.ts';
import type { CreateCluster } from '../course/session/lesson-run.ts';
import { LessonSession } from '../course/session/lesson-session.ts';
import type { Console } from '../platform/console.ts';
import type { ProgressStore } from '../platform/progress-store.ts';
import { completeLine } from '../shell/complete-line.ts';
import type { ExamPort, OpenLesson, TuiPlatform } from '../tui/index.ts';
import { createSessionPort } from '../tui/lesson/session-port.ts';

export interface ExamPortOptions {
  readonly pack: Pack;
  readonly store: ProgressStore;
  readonly console: Pick<Console, 'now' | 'newSeed'>;
  readonly createCluster: CreateCluster;
  readonly platform: TuiPlatform;
}

/** Exams as the screens take them: labs at random, and the result written down by module. */
export function examPort(options: ExamPortOptions): ExamPort {
  const { pack, store, console } = options;
  return {
    async begin({ labs: count }) {
      const seed = console.newSeed();
      const labs = examLessons(pack, { count, seed });
      if (labs.length === 0) throw new Error('There are no labs to ask.');
      const started = console.now();
      return {
        labs: labs.length,
        async open(index) {
          const lesson = labs[index];
          if (lesson === undefined) throw new Error(`There is no lab ${index + 1}.`);
          return openLab(options, lesson, `${seed} ${lesson.id}`, `Lab ${index + 1} of ${labs.length}`);
        },
        async finish(results, milliseconds) {
          const modules = examScore(
            pack,
            labs.map((lesson, index) => ({ lesson, tasks: results[index] ?? [] })),
          );
          const record = { pack: pack.id, at: started.toISOString(), milliseconds: Math.round(milliseconds), modules };
          store.update((kept) => ({ ...kept, exams: [...(kept.exams ?? []), record] }));
          return Object.entries(modules).map(([id, { passed, of }]) => ({
            module: pack.modules.find((module) => module.id === id)?.title ?? id,
            passed,
            of,
          }));
        },
      };
    },
  };
}

function openLab({ pack, createCluster, platform }: ExamPortOptions, lesson: Lesson, seed: string, place: string): OpenLesson {
  const session = LessonSession.open({ pack, lesson, seed, createCluster });
  const files = Object.keys(lesson.files);
  const aims = lesson.objectives.map((objective) => `- ${objective}`).join('\n');
  const given = files.length === 0 ? '' : `\n\nFiles that are there: ${files.map((file) => `\`${file}\``).join(', ')}.`;
  return {
    id: lesson.id,
    title: lesson.title,
    module: place,
    minutes: lesson.minutes,
    prose: `## ${lesson.title}\n\n${aims}\n\nThe tasks say what there shall be in the end. Every way that leads there is right.${given}`,
    session: createSessionPort({
      session,
      platform,
      complete: completeLine,
      terminal: () => ({ columns: platform.stdout.columns || 80, rows: platform.stdout.rows || 24 }),
    }),
  };
}
