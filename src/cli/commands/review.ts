import { dueCards, graded, grades, type Grade } from '../../course/review/cards.ts';
import { CommandError, defineCommand, jsonOption, langOption, packOption, printJson } from '../define-command.ts';
import { countOf, packFor } from '../packs.ts';

export const review = defineCommand({
  name: 'review',
  summary: 'Ask the review cards of the lessons you have passed, when they are due',
  most: 0,
  options: {
    ...packOption,
    ...langOption,
    grade: { type: 'string', value: 'CARD=GRADE', summary: `grade a card without asking: ${grades.join(', ')}` },
    ...jsonOption,
  },
  examples: [
    { line: 'kubetutor review', does: 'each card: think, Enter, grade yourself' },
    { line: 'kubetutor review --json', does: 'the cards that are due' },
    { line: 'kubetutor review --grade start/tour#pod=good', does: 'grade one card, from a script' },
  ],
  async run(context) {
    const { console, options } = context;
    const pack = packFor(context);
    const store = await context.progress();
    const cards = dueCards(pack, store.read(), console.now());
    const { grade: given } = options;
    if (typeof given === 'string') {
      const [key = '', grade = ''] = given.split(/=(?=[^=]*$)/);
      if (!isGrade(grade)) throw new CommandError(`expected CARD=GRADE with one of ${grades.join(', ')}, found ${given}`, 2);
      if (!cards.some((card) => card.key === key)) throw new CommandError(`no card ${key} is due`);
      store.update((record) => graded(record, pack.id, key, grade, console.now()));
      const next = store.read().reviews?.[pack.id]?.[key]?.due;
      if (options['json'] === true) printJson(console, { card: key, grade, due: next });
      else console.out(`${key}: due again ${next ?? ''}\n`);
      return 0;
    }
    if (options['json'] === true) {
      printJson(console, { pack: pack.id, due: cards.map(({ key, lesson, card, due }) => ({ key, lesson, ...card, due })) });
      return 0;
    }
    if (cards.length === 0) {
      console.out('No card is due.\n');
      return 0;
    }
    const lines = console.lines({ prompt: () => '> ' })[Symbol.asyncIterator]();
    let asked = 0;
    for (const { key, lesson, card } of cards) {
      console.out(`\n[${asked + 1}/${cards.length}] ${card.front.trim()}\n(Enter shows the answer)\n`);
      if ((await lines.next()).done === true) break;
      console.out(
        `${card.back.trim()}\n(the lab that proves it: kubetutor ${lesson})\nHow was it? 1 again, 2 hard, 3 good, 4 easy\n`,
      );
      const answer = await lines.next();
      if (answer.done === true) break;
      const word = answer.value.trim();
      const grade = grades[Number(word) - 1] ?? word;
      if (!isGrade(grade)) {
        console.out('Skipped.\n');
        continue;
      }
      store.update((record) => graded(record, pack.id, key, grade, console.now()));
      asked++;
    }
    await lines.return?.();
    console.out(`${countOf(asked, 'card')} reviewed.\n`);
    return 0;
  },
});

function isGrade(word: string): word is Grade {
  return grades.some((grade) => grade === word);
}
