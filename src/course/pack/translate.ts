import type { Lesson, Pack, Section, Task } from '../lesson/model.ts';
import type { Check } from '../checks/define-check.ts';
import { packOverlayShape, overlayShape, type LessonOverlay, type PackOverlay } from './overlay-shape.ts';
import { nearest } from './problems.ts';
import { readProse } from './prose.ts';
import { place, type PackReader } from './reader.ts';
import { SourceText, textProblems } from './read-yaml.ts';

/** A file of translations beside the file it translates. */
const overlayName = /\/lesson\.([A-Za-z0-9-]+)\.(md|yaml)$/;

/**
 * The lesson in the language asked for. Reads every translation of it, so that what is wrong with one is reported whichever is
 * played.
 */
export function translateLesson(
  reader: PackReader,
  folder: string,
  lesson: Lesson,
  { locales, locale }: { readonly locales: readonly string[]; readonly locale?: string },
): Lesson {
  const [own, ...others] = locales;
  for (const path of reader.files.list(folder)) {
    const [, language = '', ending] = overlayName.exec(path) ?? [];
    if (path.slice(folder.length + 1).includes('/') || ending === undefined || others.includes(language)) continue;
    const message =
      language === own
        ? `expected the texts in ${language}, the pack's first language, in lesson.${ending}`
        : `expected one of the \`locales\` of pack.yaml (${locales.join(', ')}), found a translation into ${language}`;
    reader.used.add(path);
    reader.report(new SourceText(path, '').problemAt(1, 1, message));
  }
  const translations = others.map((language) => {
    const prose = reader.optional(`${folder}/lesson.${language}.md`);
    const words = reader.optional(`${folder}/lesson.${language}.yaml`);
    const sections = prose === undefined ? lesson.sections : translatedSections(reader, lesson, prose);
    const overlay = words === undefined ? undefined : reader.one(words, overlayShape);
    if (overlay !== undefined && words !== undefined) overlayProblems(reader, lesson, overlay, words);
    return { language, lesson: withWords({ ...lesson, sections }, overlay ?? {}) };
  });
  return translations.find(({ language }) => language === locale)?.lesson ?? lesson;
}

function translatedSections(reader: PackReader, lesson: Lesson, source: SourceText): readonly Section[] {
  textProblems(source).forEach(reader.report);
  const translated = readProse(source, reader.report);
  const ids = lesson.sections.map(({ id }) => id);
  for (const section of translated) {
    const original = lesson.sections.find(({ id }) => id === section.id);
    const at = section.title === '' ? '' : `## ${section.title}`;
    if (original === undefined) {
      const near = nearest(section.id, ids);
      const message = `expected a section of lesson.md (${ids.map((id) => `\`${id}\``).join(', ')}), found \`${section.id}\`; a translated heading names its section: \`## … {#${ids.at(-1) ?? 'id'}}\``;
      reader.report(place(reader.files, source.file, at, message, near === undefined ? undefined : `\`{#${near}}\``));
    } else if (commandsOf(original) !== commandsOf(section)) {
      const message = `expected the same commands as in lesson.md in the section \`${section.id}\`, found others: only those of lesson.md are proved`;
      reader.report(place(reader.files, source.file, at, message));
    }
  }
  return lesson.sections.map((section) => {
    const found = translated.find(({ id }) => id === section.id);
    // What `prove` compares are the blocks of lesson.md.
    return found === undefined ? section : { ...found, commands: section.commands };
  });
}

function commandsOf({ commands }: Section): string {
  return JSON.stringify(commands.map(({ text, mode }) => [text, mode]));
}

function overlayProblems(reader: PackReader, lesson: Lesson, overlay: LessonOverlay, source: SourceText): void {
  const report = (at: string, message: string): void => reader.report(place(reader.files, source.file, at, message));
  const known = (what: string, given: readonly string[], ids: readonly string[]): void => {
    for (const id of given.filter((one) => !ids.includes(one)))
      report(`${id}:`, `expected the id of a ${what} of lesson.yaml (${ids.join(', ')}), found \`${id}\``);
  };
  known(
    'task',
    Object.keys(overlay.tasks ?? {}),
    lesson.tasks.map(({ id }) => id),
  );
  known(
    'card',
    Object.keys(overlay.cards ?? {}),
    lesson.cards.map(({ id }) => id),
  );
  const count = (at: string, what: string, given: number | undefined, own: number): void => {
    if (given !== undefined && given !== own) report(at, `expected ${own} ${what}, as in lesson.yaml, found ${given}`);
  };
  count('objectives:', 'objectives', overlay.objectives?.length, lesson.objectives.length);
  count('mistakes:', 'mistakes', overlay.mistakes?.length, lesson.mistakes.length);
  for (const task of lesson.tasks) {
    const words = own(overlay.tasks, task.id);
    count(`${task.id}:`, `hints of the task \`${task.id}\``, words?.hints?.length, task.hints.length);
    count(`${task.id}:`, `checks of the task \`${task.id}\``, words?.checks?.length, task.checks.length);
    for (const [index, check] of (words?.checks ?? []).entries()) {
      if (check.choices === undefined) continue;
      const ids = choiceIds(task.checks[index]);
      known(`choice of the task \`${task.id}\``, Object.keys(check.choices), ids);
    }
  }
}

function choiceIds(check: Check | undefined): readonly string[] {
  return check?.choices?.map(({ id }) => id) ?? [];
}

function withWords(lesson: Lesson, overlay: LessonOverlay): Lesson {
  const { title, objectives, concepts, debrief } = overlay;
  return {
    ...lesson,
    ...(title === undefined ? {} : { title }),
    ...(objectives === undefined ? {} : { objectives }),
    ...(concepts === undefined ? {} : { concepts }),
    ...(debrief === undefined ? {} : { debrief }),
    tasks: lesson.tasks.map((task) => taskIn(task, own(overlay.tasks, task.id))),
    mistakes: lesson.mistakes.map((mistake, index) => ({ ...mistake, say: overlay.mistakes?.[index] ?? mistake.say })),
    cards: lesson.cards.map((card) => ({ ...card, ...own(overlay.cards, card.id) })),
  };
}

function taskIn(task: Task, words: NonNullable<LessonOverlay['tasks']>[string] | undefined): Task {
  if (words === undefined) return task;
  return {
    ...task,
    title: words.title ?? task.title,
    hints: words.hints ?? task.hints,
    checks: task.checks.map((check, index) => {
      const given = words.checks?.[index];
      return given === undefined ? check : check.reworded(given);
    }),
  };
}

/** The pack's own texts in the language asked for. */
export function translatePack(reader: PackReader, pack: Pack, locale: string | undefined): Pack {
  const translations = pack.locales.slice(1).map((language) => {
    const source = reader.optional(`pack.${language}.yaml`);
    const words = source === undefined ? undefined : reader.one(source, packOverlayShape);
    if (source !== undefined && words !== undefined) {
      const ids = pack.modules.map(({ id }) => id);
      for (const id of Object.keys(words.modules ?? {}).filter((one) => !ids.includes(one)))
        reader.report(
          place(reader.files, source.file, `${id}:`, `expected the id of a module (${ids.join(', ')}), found \`${id}\``),
        );
    }
    return { language, words };
  });
  const chosen: PackOverlay = translations.find(({ language }) => language === locale)?.words ?? {};
  return {
    ...pack,
    title: chosen.title ?? pack.title,
    description: chosen.description ?? pack.description,
    terms: { ...pack.terms, ...chosen.terms },
    modules: pack.modules.map((module) => ({ ...module, title: own(chosen.modules, module.id) ?? module.title })),
  };
}

function own<T>(values: { readonly [key: string]: T } | undefined, key: string): T | undefined {
  return values !== undefined && Object.hasOwn(values, key) ? values[key] : undefined;
}
