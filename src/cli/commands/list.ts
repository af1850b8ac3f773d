import { statusOf, tasksPassed, lessonRecord } from '../../course/progress/record.ts';
import { defineCommand, jsonOption, packOption, langOption, printJson } from '../define-command.ts';
import { packFor } from '../packs.ts';

export const list = defineCommand({
  name: 'list',
  summary: 'List the lessons',
  most: 0,
  options: { ...packOption, ...langOption, ...jsonOption },
  examples: [
    { line: 'kubetutor list', does: 'all lessons with what you have passed' },
    { line: 'kubetutor list --json', does: 'the same for a program' },
  ],
  async run(context) {
    const { console, options } = context;
    const pack = packFor(context);
    const record = (await context.progress()).read();
    const modules = pack.modules.map((module) => ({
      id: module.id,
      title: module.title,
      lessons: module.lessons.map((lesson) => {
        const kept = lessonRecord(record, pack.id, lesson.id);
        return {
          id: lesson.id,
          title: lesson.title,
          minutes: lesson.minutes,
          difficulty: lesson.difficulty,
          tasks: lesson.tasks.length,
          tasksPassed: tasksPassed(kept),
          status: statusOf(kept),
        };
      }),
    }));
    if (options['json'] === true) {
      printJson(console, { pack: pack.id, version: pack.version, title: pack.title, modules });
      return 0;
    }
    const width = Math.max(0, ...modules.flatMap(({ lessons }) => lessons.map(({ id }) => id.length)));
    console.out(`${pack.title}\n`);
    for (const module of modules) {
      console.out(`\n${module.title}\n`);
      for (const lesson of module.lessons) {
        const mark = lesson.status === 'passed' ? '✓' : lesson.status === 'started' ? '·' : ' ';
        console.out(
          `  ${mark} ${lesson.id.padEnd(width)}  ${lesson.title} (${lesson.minutes} min, ${lesson.tasksPassed}/${lesson.tasks} tasks)\n`,
        );
      }
    }
    return 0;
  },
});
