import { statusOf, tasksPassed, lessonRecord } from '../../course/progress/record.ts';
import { lessonsOf } from '../../course/lesson/model.ts';
import { defineCommand, jsonOption, packOption, langOption, printJson } from '../define-command.ts';
import { countOf, packFor } from '../packs.ts';

export const progress = defineCommand({
  name: 'progress',
  summary: 'Show what you have passed',
  most: 0,
  options: { ...packOption, ...langOption, ...jsonOption },
  examples: [
    { line: 'kubetutor progress', does: 'lessons begun and passed' },
    { line: 'kubetutor progress --json', does: 'all that is kept, for a program' },
  ],
  async run(context) {
    const { console, options } = context;
    const store = await context.progress();
    const record = store.read();
    if (options['json'] === true) {
      printJson(console, record);
      return 0;
    }
    const pack = packFor(context);
    const lessons = lessonsOf(pack).map((lesson) => ({ lesson, kept: lessonRecord(record, pack.id, lesson.id) }));
    if (store.notice !== undefined) console.error(`${store.notice}\n`);
    const passed = lessons.filter(({ kept }) => statusOf(kept) === 'passed').length;
    console.out(`${passed} of ${countOf(lessons.length, 'lesson')} passed\n`);
    for (const { lesson, kept } of lessons) {
      if (kept === undefined) continue;
      const minutes = Math.round(kept.milliseconds / 60_000);
      console.out(
        `  ${lesson.id}: ${tasksPassed(kept)} of ${countOf(lesson.tasks.length, 'task')}, ${countOf(minutes, 'minute')}\n`,
      );
    }
    return 0;
  },
});
