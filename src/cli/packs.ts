import { findLesson, lessonsOf, type Lesson, type Pack } from '../course/lesson/model.ts';
import { loadPack, type PackFiles } from '../course/pack/load.ts';
import { nearest, PackError } from '../course/pack/problems.ts';
import { openPack } from '../platform/packs.ts';
import { CommandError, type CommandContext } from './define-command.ts';

/** The pack that a command shall work on: `--pack`, or the built-in one. Throws CommandError. */
export function packFor(context: Pick<CommandContext, 'options'>): Pack {
  const { pack } = context.options;
  const files = filesOf(typeof pack === 'string' ? pack : undefined);
  try {
    return loadPack(files);
  } catch (error) {
    if (error instanceof PackError)
      throw new CommandError(`${error.message}\n\nThe pack has ${countOf(error.problems.length, 'problem')}.`);
    throw error;
  }
}

export function filesOf(folder: string | undefined): PackFiles {
  try {
    return openPack(folder);
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
