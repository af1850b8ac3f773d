import { findLesson, lessonsOf, type Lesson, type Pack } from '../course/lesson/model.ts';
import { loadPack, type PackFiles, type ReadOptions } from '../course/pack/load.ts';
import { nearest, PackError } from '../course/pack/problems.ts';
import { rangeProblem } from '../course/pack/version-range.ts';
import { version } from '../platform/package-root.ts';
import { openPack } from '../platform/packs.ts';
import { CommandError, type CommandContext } from './define-command.ts';

/** The pack that a command shall work on: `--pack`, or the built-in one, in the language of `--lang`. Throws CommandError. */
export function packFor(
  context: Pick<CommandContext, 'options'> & Partial<Pick<CommandContext, 'packsFolder' | 'console'>>,
  read: Pick<ReadOptions, 'only'> = {},
): Pack {
  const { pack: name, lang } = context.options;
  const files = filesOf(typeof name === 'string' ? name : undefined, context.packsFolder);
  const locale = typeof lang === 'string' ? lang : localeOf(context.console?.environment ?? {});
  let pack: Pack;
  try {
    pack = loadPack(files, locale === undefined ? read : { ...read, locale });
  } catch (error) {
    if (error instanceof PackError)
      throw new CommandError(`${error.message}\n\nThe pack has ${countOf(error.problems.length, 'problem')}.`);
    throw error;
  }
  if (typeof lang === 'string' && !pack.locales.includes(lang))
    throw new CommandError(`the pack ${pack.id} is not in ${lang}; it is in ${pack.locales.join(', ')}`, 2);
  const problem = rangeProblem(pack, version());
  if (problem !== undefined) throw new CommandError(problem);
  return pack;
}

/** The learner's language as the environment says it, `zh-CN` for `zh_CN.UTF-8`. */
function localeOf(environment: { readonly [name: string]: string | undefined }): string | undefined {
  const said = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return /^([a-z]{2,3}([_-][A-Z]{2})?)/.exec(said)?.[1]?.replace('_', '-');
}

export function filesOf(name: string | undefined, packsFolder?: string): PackFiles {
  try {
    return openPack(name, packsFolder);
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
}

/** Throws CommandError with a suggestion. */
export function lessonFor(pack: Pack, id: string): Lesson {
  const lesson = findLesson(pack, id);
  if (lesson !== undefined) return lesson;
  const near = nearest(
    id,
    lessonsOf(pack).map((other) => other.id),
  );
  throw new CommandError(
    `there is no lesson ${id}${near === undefined ? '; `kubetutor list` shows them all' : `; did you mean ${near}?`}`,
  );
}

export function countOf(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
