import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { readAttempt, writeAttempt, type Attempt } from '../course/session/attempt.ts';
import { writeAtomically } from './atomic-file.ts';
import { withFileLock } from './file-lock.ts';

/** An attempt of another window that was kept beside the one that is gone on with. */
export interface OtherAttempt {
  readonly file: string;
  /** How much was done in it. */
  readonly inputs: number;
  readonly changed: Date;
}

/** Where one window keeps its unfinished attempt at a lesson. */
export interface AttemptFile {
  /** What can be gone on with; undefined when there is nothing that can be read. */
  readonly attempt: Attempt | undefined;
  /** Attempts that other windows left, the newest first. */
  others(): readonly OtherAttempt[];
  /**
   * Writes the attempt. When another window has gone on with the same attempt meanwhile, both are kept: this window's own from then
   * on in a file of its own, whose path is returned the first time.
   */
  save(attempt: Attempt): string | undefined;
}

/** Opens the place for a lesson's attempt in a folder. */
export function openAttemptFile(folder: string, lesson: string): AttemptFile {
  const main = path.join(folder, `${safe(lesson)}.json`);
  const attempt = attemptIn(main);
  /** The file that this window writes, and what it knows to be in it. */
  let own = main;
  let known = attempt === undefined ? undefined : keyOf(attempt);
  return {
    attempt,
    others: () => othersIn(folder, lesson).filter(({ file }) => file !== own),
    save(next) {
      const text = writeAttempt(next);
      // As it will be read: the order of keys is that of the reader.
      const key = keyOf(readAttempt(text));
      return withFileLock(main, () => {
        const stored = attemptIn(own);
        const there = stored === undefined ? undefined : keyOf(stored);
        let moved: string | undefined;
        if (there !== undefined && there !== known) {
          // Nothing was done in this window: what the other one wrote stays.
          if (key === known) return undefined;
          own = freeFile(folder, lesson);
          moved = own;
        }
        writeAtomically(own, text);
        known = key;
        return moved;
      });
    },
  };
}

/**
 * Makes an attempt of any file the one that is gone on with. What would be written over is kept: in the place of that file when it
 * is one of another window, else in a new one. Throws AttemptError.
 */
export function adoptAttempt(folder: string, lesson: string, file: string): void {
  const text = readFileSync(file, 'utf8');
  readAttempt(text);
  const main = path.join(folder, `${safe(lesson)}.json`);
  if (path.resolve(file) === main) return;
  mkdirSync(folder, { recursive: true });
  withFileLock(main, () => {
    const isOther = othersIn(folder, lesson).some((other) => other.file === path.resolve(file));
    if (existsSync(main)) writeAtomically(isOther ? path.resolve(file) : freeFile(folder, lesson), readFileSync(main, 'utf8'));
    else if (isOther) rmSync(file);
    writeAtomically(main, text);
  });
}

/** Forgets every attempt at a lesson, those of other windows too. */
export function forgetAttempts(folder: string, lesson: string): void {
  rmSync(path.join(folder, `${safe(lesson)}.json`), { force: true });
  for (const { file } of othersIn(folder, lesson)) rmSync(file, { force: true });
}

function attemptIn(file: string): Attempt | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return readAttempt(readFileSync(file, 'utf8'));
  } catch {
    // An attempt that cannot be read is one that cannot be gone on with; the lesson begins anew.
    return undefined;
  }
}

/** The same for two attempts in which the same was done; how long each was looked at does not count. */
function keyOf({ seed, inputs }: Attempt): string {
  return JSON.stringify([seed, inputs]);
}

function othersIn(folder: string, lesson: string): readonly OtherAttempt[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${safe(lesson)}.window-`) && name.endsWith('.json'))
    .flatMap((name) => {
      const file = path.join(folder, name);
      const attempt = attemptIn(file);
      return attempt === undefined ? [] : [{ file, inputs: attempt.inputs.length, changed: statSync(file).mtime }];
    })
    .sort((left, right) => right.changed.getTime() - left.changed.getTime());
}

function freeFile(folder: string, lesson: string): string {
  for (let number = 2; ; number++) {
    const file = path.join(folder, `${safe(lesson)}.window-${number}.json`);
    if (!existsSync(file)) return file;
  }
}

/** An id as the name of a file. */
export function safe(id: string): string {
  return id.replaceAll(/[^a-z0-9-]+/gi, '_');
}
