import { defineCommand, jsonOption, packOption, langOption, printJson } from '../define-command.ts';
import { lessonFor, packFor } from '../packs.ts';

export const show = defineCommand({
  name: 'show',
  summary: 'Print the text and the tasks of a lesson',
  usage: 'LESSON',
  least: 1,
  most: 1,
  options: { ...packOption, ...langOption, ...jsonOption },
  examples: [{ line: 'kubetutor show start/tour', does: 'read the lesson as Markdown' }],
  async run(context) {
    const { console, options, positionals } = context;
    const lesson = lessonFor(packFor(context), positionals[0] ?? '');
    const { id, title, objectives, concepts, minutes, difficulty, requires, sections, tasks } = lesson;
    if (options['json'] === true) {
      printJson(console, {
        id,
        title,
        objectives,
        concepts,
        minutes,
        difficulty,
        requires,
        sections: sections.map((section) => ({ id: section.id, title: section.title, markdown: section.markdown })),
        tasks: tasks.map((task) => ({
          id: task.id,
          title: task.title,
          section: task.section,
          after: task.after,
          hints: task.hints.length,
        })),
      });
      return 0;
    }
    console.out(
      `# ${title}\n\n${minutes} minutes. You will learn to:\n${objectives.map((objective) => `- ${objective}\n`).join('')}`,
    );
    for (const section of sections) {
      console.out(`\n${section.title === '' ? '' : `## ${section.title}\n\n`}${section.markdown}\n`);
      for (const task of tasks.filter((one) => one.section === section.id)) console.out(`\n[ ] ${task.title}\n`);
    }
    return 0;
  },
});
