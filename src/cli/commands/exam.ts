import { examLessons, examScore } from '../../course/review/exam.ts';
import type { Lesson } from '../../course/lesson/model.ts';
import type { TaskState } from '../../course/session-state.ts';
import { LessonSession } from '../../course/session/lesson-session.ts';
import { CommandError, defineCommand, jsonOption, langOption, packOption, printJson } from '../define-command.ts';
import { converse } from '../line-lesson.ts';
import { LinePrinter } from '../line-printer.ts';
import { packFor } from '../packs.ts';
import { taskLines } from '../task-lines.ts';

export const exam = defineCommand({
  name: 'exam',
  summary: 'A timed exam of random labs, without hints; the score by module',
  most: 0,
  options: {
    ...packOption,
    ...langOption,
    minutes: { type: 'string', value: 'N', summary: 'how long it may take; 45 when absent' },
    count: { type: 'string', value: 'N', summary: 'how many labs; 5 when absent' },
    module: { type: 'string', value: 'ID', summary: 'labs of this module only' },
    seed: { type: 'string', value: 'TEXT', summary: 'the same text gives the same labs' },
    ...jsonOption,
  },
  examples: [
    { line: 'kubetutor exam', does: 'five labs in 45 minutes; `:next` goes on to the next one' },
    { line: 'kubetutor exam --count 2 --minutes 10 --module pods', does: 'a short one about Pods' },
  ],
  async run(context) {
    const { console, options } = context;
    const pack = packFor(context);
    const { module } = options;
    const seed = typeof options['seed'] === 'string' ? options['seed'] : console.newSeed();
    const minutes = whole(options['minutes'], 45, 600);
    if (typeof module === 'string' && !pack.modules.some(({ id }) => id === module))
      throw new CommandError(`there is no module ${module}; there are ${pack.modules.map(({ id }) => id).join(', ')}`, 2);
    const lessons = examLessons(pack, {
      count: whole(options['count'], 5, 100),
      seed,
      ...(typeof module === 'string' ? { module } : {}),
    });
    if (lessons.length === 0) throw new CommandError('there are no labs to ask');
    const createCluster = await context.cluster();
    const json = options['json'] === true;
    const started = console.now().getTime();
    const over = (): boolean => console.now().getTime() - started >= minutes * 60_000;
    const results: { readonly lesson: Lesson; readonly tasks: readonly TaskState[] }[] = [];
    let left = false;
    for (const [index, lesson] of lessons.entries()) {
      // Labs that were not reached count with no task passed.
      if (left || over()) {
        results.push({ lesson, tasks: [] });
        continue;
      }
      const session = LessonSession.open({ pack, lesson, seed: `${seed} ${lesson.id}`, createCluster });
      await session.ready();
      const printer = new LinePrinter(json ? () => undefined : (text) => console.out(text));
      if (!json) {
        const minutesLeft = Math.max(0, minutes - Math.floor((console.now().getTime() - started) / 60_000));
        console.out(
          `\n[${index + 1}/${lessons.length}] ${lesson.title}: ${lesson.objectives.join('; ')}. ${minutesLeft} minutes left; \`:next\` for the next lab, \`:quit\` to end.\n\n`,
        );
      }
      printer.show(session.state());
      printer.tasks(session.state());
      left = await converse({ console, session, printer, silent: json, help: false, over });
      results.push({ lesson, tasks: session.state().tasks });
      session.dispose();
    }
    const milliseconds = console.now().getTime() - started;
    const modules = examScore(pack, results);
    (await context.progress()).update((record) => ({
      ...record,
      exams: [...(record.exams ?? []), { pack: pack.id, at: new Date(started).toISOString(), milliseconds, modules }],
    }));
    const passed = results.every(
      ({ lesson, tasks }) => lesson.tasks.length === tasks.filter(({ status }) => status === 'passed').length,
    );
    if (json)
      printJson(console, {
        pack: pack.id,
        seed,
        milliseconds,
        modules,
        labs: results.map(({ lesson, tasks }) => ({ lesson: lesson.id, tasks })),
        passed,
      });
    else {
      for (const { lesson, tasks } of results) console.out(`\n${lesson.title}\n${taskLines(tasks)}`);
      console.out(
        `\nScore\n${Object.entries(modules)
          .map(([id, { passed: count, of }]) => `  ${id}: ${count} of ${of} tasks\n`)
          .join('')}`,
      );
    }
    return passed ? 0 : 1;
  },
});

function whole(given: string | boolean | undefined, usual: number, most: number): number {
  if (given === undefined) return usual;
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new CommandError(`expected a whole number from 1 to ${most}, found ${String(given)}`, 2);
  return value;
}
