import type { Pack } from '../course/lesson/model.ts';
import type { CourseOutline } from '../tui/index.ts';

/** What the first screen shows of a pack, so that it can be drawn before the pack is read. */
export interface CourseIndex {
  readonly pack: string;
  readonly outline: CourseOutline;
}

declare const __KUBETUTOR_COURSE__: CourseIndex | undefined;

/** The index of the built-in pack, written into the bundle when it is built. Undefined when the program runs from its sources. */
export const builtInIndex: CourseIndex | undefined = typeof __KUBETUTOR_COURSE__ === 'object' ? __KUBETUTOR_COURSE__ : undefined;

const difficulties = ['', 'first steps', 'easy', 'medium', 'hard', 'very hard'];

export function courseIndexOf(pack: Pack): CourseIndex {
  return {
    pack: pack.id,
    outline: {
      title: pack.title,
      locales: pack.locales,
      modules: pack.modules.map(({ id, title, lessons }) => ({
        id,
        title,
        lessons: lessons.map((lesson) => ({
          id: lesson.id,
          title: lesson.title,
          minutes: lesson.minutes,
          difficulty: difficulties[lesson.difficulty] ?? '',
          objectives: lesson.objectives,
          concepts: lesson.concepts,
          tasks: lesson.tasks.length,
        })),
      })),
    },
  };
}
