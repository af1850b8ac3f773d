import { createEmptyCard, fsrs, Rating, type Card as Memory, type Grade as FsrsGrade } from 'ts-fsrs';
import { lessonsOf, type Card, type Pack } from '../lesson/model.ts';
import { lessonRecord, statusOf, type CardRecord, type ProgressRecord } from '../progress/record.ts';

/** How well a card was remembered. */
export const grades = ['again', 'hard', 'good', 'easy'] as const;
export type Grade = (typeof grades)[number];

const ratings: { readonly [grade in Grade]: FsrsGrade } = {
  again: Rating.Again,
  hard: Rating.Hard,
  good: Rating.Good,
  easy: Rating.Easy,
};

/** A card that can be asked now. */
export interface DueCard {
  /** `lesson#card`. */
  readonly key: string;
  /** The lesson whose lab proves it. */
  readonly lesson: string;
  readonly card: Card;
  /** When it became due; undefined for one that was never asked. */
  readonly due?: string;
}

/** The cards of passed lessons that are due, the longest due first, new ones last. */
export function dueCards(pack: Pack, record: ProgressRecord, now: Date): readonly DueCard[] {
  const kept = record.reviews?.[pack.id] ?? {};
  return lessonsOf(pack)
    .filter(({ id }) => statusOf(lessonRecord(record, pack.id, id)) === 'passed')
    .flatMap(({ id, cards }) => cards.map((card) => ({ key: `${id}#${card.id}`, lesson: id, card })))
    .flatMap((one): readonly DueCard[] => {
      const memory = Object.hasOwn(kept, one.key) ? kept[one.key] : undefined;
      if (memory === undefined) return [one];
      return Date.parse(memory.due) <= now.getTime() ? [{ ...one, due: memory.due }] : [];
    })
    .sort((left, right) => (left.due ?? '9').localeCompare(right.due ?? '9'));
}

/** The record after a card was asked. Models the FSRS scheduler of ts-fsrs, without its chance. */
export function graded(record: ProgressRecord, pack: string, key: string, grade: Grade, now: Date): ProgressRecord {
  const cards = record.reviews?.[pack] ?? {};
  const kept = Object.hasOwn(cards, key) ? cards[key] : undefined;
  const memory = kept === undefined ? createEmptyCard(now) : memoryOf(kept);
  const { card } = fsrs({ enable_fuzz: false }).next(memory, now, ratings[grade]);
  return { ...record, reviews: { ...record.reviews, [pack]: { ...cards, [key]: recordOf(card) } } };
}

function memoryOf(kept: CardRecord): Memory {
  return {
    due: new Date(kept.due),
    stability: kept.stability,
    difficulty: kept.difficulty,
    elapsed_days: 0,
    scheduled_days: kept.scheduledDays,
    learning_steps: kept.learningSteps,
    reps: kept.reps,
    lapses: kept.lapses,
    state: kept.state,
    ...(kept.lastReview === undefined ? {} : { last_review: new Date(kept.lastReview) }),
  };
}

function recordOf(card: Memory): CardRecord {
  return {
    due: card.due.toISOString(),
    stability: card.stability,
    difficulty: card.difficulty,
    scheduledDays: card.scheduled_days,
    learningSteps: card.learning_steps,
    reps: card.reps,
    lapses: card.lapses,
    state: card.state,
    ...(card.last_review === undefined ? {} : { lastReview: card.last_review.toISOString() }),
  };
}
