import { lessonsOf } from '../../course/lesson/model.ts';
import { proveLesson, type Proof } from '../../course/pack/prove.ts';
import { defineCommand, jsonOption, printJson } from '../define-command.ts';
import { countOf, lessonFor, packFor } from '../packs.ts';

export const packProve = defineCommand({
  name: 'pack prove',
  summary: 'Play every exercise of a pack: what must pass and what must fail',
  usage: '[PATH]',
  most: 1,
  options: { lesson: { type: 'string', value: 'LESSON', summary: 'only this lesson' }, ...jsonOption },
  examples: [
    { line: 'kubetutor pack prove ./my-pack', does: 'play all lessons' },
    { line: 'kubetutor pack prove --lesson start/tour', does: 'play one of the built-in ones' },
  ],
  async run(context) {
    const { console, options, positionals } = context;
    const pack = packFor({ options: { pack: positionals[0] } });
    const createCluster = await context.cluster();
    const lessons = typeof options['lesson'] === 'string' ? [lessonFor(pack, options['lesson'])] : lessonsOf(pack);
    const json = options['json'] === true;
    const proofs: Proof[] = [];
    for (const lesson of lessons) {
      if (!json) console.out(`${lesson.id}\n`);
      const report = ({ claim, problems }: Proof): void => {
        if (json) return;
        console.out(
          `  ${problems.length === 0 ? '✓' : '✗'} ${claim}\n${problems.map((problem) => `      ${problem}\n`).join('')}`,
        );
      };
      proofs.push(...(await proveLesson({ pack, lesson, createCluster, report })));
    }
    const failed = proofs.filter(({ problems }) => problems.length > 0).length;
    if (json) printJson(console, { proofs, failed });
    else console.out(`${countOf(proofs.length, 'claim')}, ${failed === 0 ? 'all true' : `${failed} not true`}\n`);
    return failed === 0 ? 0 : 1;
  },
});
