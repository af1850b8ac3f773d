import { number, oneOf, oneOrMore, optional, record, scalar, text, turned, type Shape } from '../pack/shape.ts';
import { choices } from './choices.ts';
import { defineCheck, fails, holds, type Check } from './define-check.ts';
import type { Answer } from '../lesson/model.ts';

const spelling: Shape<string | number> = scalar('text or a number', { type: ['string', 'number'] }, (value) =>
  (typeof value === 'string' && value.trim() !== '') || typeof value === 'number' ? value : undefined,
);

/** A question of a task, with what is right. */
export interface Question {
  readonly question: string;
  readonly kind: 'choice' | 'several' | 'order' | 'text' | 'number';
  /** Ids and texts, in the author's order; empty for `text` and `number`. */
  readonly choices: readonly { readonly id: string; readonly text: string }[];
  readonly correct: readonly (string | number)[];
  readonly tolerance: number;
  /** Markdown, told when the question has been answered well. */
  readonly why?: string;
}

const shape: Shape<Question> = turned(
  record({
    question: text,
    kind: oneOf('choice', 'several', 'order', 'text', 'number'),
    choices: optional(choices),
    correct: oneOrMore(spelling),
    tolerance: optional(number),
    why: optional(text),
  }),
  (value, refuse) => {
    const { kind, correct, choices: given = [], tolerance = 0, why } = value;
    const chosen = kind === 'choice' || kind === 'several' || kind === 'order';
    if (chosen && given.length < 2)
      return refuse(`expected at least two \`choices\` for a question of the kind \`${kind}\``, 'choices');
    if (!chosen && given.length > 0) return refuse(`expected no \`choices\` for a question of the kind \`${kind}\``, 'choices');
    const ids = given.map(({ id }) => id);
    const strange = chosen ? correct.find((id) => !ids.includes(String(id))) : undefined;
    if (strange !== undefined)
      return refuse(`expected \`correct\` to name choices (${ids.join(', ')}), found "${strange}"`, 'correct');
    if (kind === 'choice' && correct.length !== 1) return refuse('expected one `correct` choice', 'correct');
    if (kind === 'order' && new Set(correct).size !== given.length)
      return refuse('expected `correct` to name every choice once', 'correct');
    if (kind === 'number' && (correct.length !== 1 || typeof correct[0] !== 'number'))
      return refuse('expected `correct` to be a number', 'correct');
    const { question } = value;
    return {
      question,
      kind,
      choices: given,
      correct: correct.map((id) => (chosen ? String(id) : id)),
      tolerance,
      ...(why === undefined ? {} : { why }),
    };
  },
);

/** A question was answered well. */
export const answer = defineCheck<Question>({
  type: 'answer',
  shape,
  label: ({ question }) => question,
  choices: ({ choices: given }) => given,
  reword: (value, { question, choices: words, why }) => ({
    ...value,
    question: question ?? value.question,
    choices: value.choices.map(({ id, text: own }) => ({
      id,
      text: words !== undefined && Object.hasOwn(words, id) ? (words[id] ?? own) : own,
    })),
    ...(why === undefined ? {} : { why }),
  }),
  async evaluate(question, world) {
    if (world.answer === undefined) return fails('the question is not answered yet');
    return isRight(question, world.answer) ? holds : fails(`${shown(question, world.answer)} is not the answer`);
  },
});

export function isRight({ kind, correct, tolerance }: Question, given: Answer): boolean {
  const several = Array.isArray(given) ? given.map(String) : [String(given)];
  const wanted = correct.map(String);
  switch (kind) {
    case 'choice':
      return several.length === 1 && several[0] === wanted[0];
    case 'several':
      return (
        several.length === wanted.length && new Set(several).size === wanted.length && several.every((id) => wanted.includes(id))
      );
    case 'order':
      return several.length === wanted.length && several.every((id, index) => id === wanted[index]);
    case 'text':
      return several.length === 1 && wanted.some((word) => plain(word) === plain(several[0] ?? ''));
    case 'number':
      return (
        several.length === 1 && (several[0] ?? '').trim() !== '' && Math.abs(Number(several[0]) - Number(wanted[0])) <= tolerance
      );
  }
}

function plain(word: string): string {
  return word.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

function shown({ choices: given }: Question, value: Answer): string {
  const words = (Array.isArray(value) ? value : [String(value)]).map(
    (id) => given.find((choice) => choice.id === id)?.text ?? String(id),
  );
  return `"${words.join(', ').slice(0, 120)}"`;
}

/** A question as it is shown: the right answer is in nothing that is printed, and the reason comes when it was found. */
export type AskedQuestion = Omit<Question, 'correct' | 'tolerance'>;

export function asked(
  { correct: _correct, tolerance: _tolerance, why, ...question }: Question,
  isAnswered: boolean,
): AskedQuestion {
  return isAnswered && why !== undefined ? { ...question, why } : question;
}

/** The question of a check, when it asks one. */
export function questionOf(check: Check): Question | undefined {
  return check.type === 'answer' ? (check.value as Question) : undefined;
}
