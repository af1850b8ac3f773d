import { anyText, listOf, mapping, optional, record, text, type ValueOf } from './shape.ts';

const checkWords = record({
  label: optional(text),
  onFail: optional(anyText),
  hints: optional(listOf(text)),
  question: optional(text),
  choices: optional(mapping(text)),
  why: optional(text),
});

/** The texts of a lesson in another language: `lesson.<locale>.yaml`. What is absent stays as it is. */
export const overlayShape = record({
  title: optional(text),
  objectives: optional(listOf(text, { least: 1 })),
  concepts: optional(listOf(text)),
  /** By task id. */
  tasks: optional(
    mapping(record({ title: optional(text), hints: optional(listOf(text)), checks: optional(listOf(checkWords)) })),
  ),
  /** In the order of the lesson's own. */
  mistakes: optional(listOf(text)),
  debrief: optional(text),
  /** By card id. */
  cards: optional(mapping(record({ front: optional(text), back: optional(text) }))),
});

export type LessonOverlay = ValueOf<typeof overlayShape>;

/** The texts of pack.yaml in another language: `pack.<locale>.yaml`. */
export const packOverlayShape = record({
  title: optional(text),
  description: optional(text),
  terms: optional(mapping(text)),
  /** Titles by module id. */
  modules: optional(mapping(text)),
});

export type PackOverlay = ValueOf<typeof packOverlayShape>;
