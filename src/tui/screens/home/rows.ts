import type { LessonOutline } from '../../ports.ts';
import type { World } from '../../app/screen.ts';

export type HomeRow =
  | { readonly type: 'module'; readonly title: string; readonly minutes: number }
  | { readonly type: 'lesson'; readonly lesson: LessonOutline }
  | { readonly type: 'gap' };

/** Rows of the list: modules with their lessons, only those that match the search in title, terms, objectives or prose. */
export function homeRows({ course, texts }: Pick<World, 'course' | 'texts'>, query: string | undefined): readonly HomeRow[] {
  const words = (query ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return course.modules.flatMap((module, index): readonly HomeRow[] => {
    const lessons = module.lessons.filter((lesson) => {
      const text = [
        module.title,
        lesson.title,
        lesson.id,
        ...(lesson.concepts ?? []),
        ...lesson.objectives,
        texts?.[lesson.id] ?? '',
      ]
        .join(' ')
        .toLowerCase();
      return words.every((word) => text.includes(word));
    });
    if (lessons.length === 0) return [];
    const minutes = module.lessons.reduce((sum, lesson) => sum + lesson.minutes, 0);
    const gap: readonly HomeRow[] = index === 0 ? [] : [{ type: 'gap' }];
    return [
      ...gap,
      { type: 'module', title: module.title, minutes },
      ...lessons.map((lesson): HomeRow => ({ type: 'lesson', lesson })),
    ];
  });
}

export function lessonsOf(rows: readonly HomeRow[]): readonly LessonOutline[] {
  return rows.flatMap((row) => (row.type === 'lesson' ? [row.lesson] : []));
}

/** Where the learner goes on: the lesson left unfinished, else the first that is not passed. */
export function nextLesson(world: World): LessonOutline | undefined {
  const lessons = world.course.modules.flatMap((module) => module.lessons);
  const status = (lesson: LessonOutline): string => world.progress[lesson.id]?.status ?? 'new';
  const last = lessons.find((lesson) => lesson.id === world.lastLesson);
  if (last && status(last) === 'started') return last;
  const after = last ? lessons.slice(lessons.indexOf(last) + 1) : lessons;
  return after.find((lesson) => status(lesson) !== 'passed') ?? lessons.find((lesson) => status(lesson) !== 'passed');
}
