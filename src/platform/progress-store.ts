import Conf from 'conf';
import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import { noProgress, readProgress, type ProgressRecord } from '../course/progress/record.ts';
import type { Attempt } from '../course/session/attempt.ts';
import { adoptAttempt, forgetAttempts, openAttemptFile, safe, type AttemptFile } from './attempt-file.ts';
import { withFileLock } from './file-lock.ts';

/** The learner's record and unfinished attempts, in the config folder of the platform. */
export interface ProgressStore {
  readonly folder: string;
  /** Says that a damaged file was set aside, and where. */
  readonly notice: string | undefined;
  /** As it is on disk now. */
  read(): ProgressRecord;
  /** Changes the record on disk; another window's changes are kept, because the record is read anew first. */
  update(change: (record: ProgressRecord) => ProgressRecord): void;
  /** The unfinished attempt at a lesson; undefined when there is none that can be read. */
  attempt(pack: string, lesson: string): Attempt | undefined;
  /** Where a window keeps its attempt at a lesson. */
  attemptFile(pack: string, lesson: string): AttemptFile;
  /** Makes the attempt of a file the one that the lesson goes on with; the one before it is kept. Throws AttemptError. */
  adoptAttempt(pack: string, lesson: string, file: string): void;
  forgetAttempt(pack: string, lesson: string): void;
}

/** Opens the store. `folder` overrides the platform's place for it. */
export function openProgressStore(folder?: string): ProgressStore {
  let conf: Conf<{ [key: string]: unknown }> | undefined;
  let notice: string | undefined;
  const open = (): Conf<{ [key: string]: unknown }> =>
    new Conf({
      projectName: 'kubetutor',
      projectSuffix: '',
      configName: 'progress',
      accessPropertiesByDotNotation: false,
      ...(folder === undefined ? {} : { cwd: folder }),
    });
  const setAside = (file: string): void => {
    const aside = `${file.replace(/\.json$/, '')}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.json`;
    renameSync(file, aside);
    notice = `Your progress could not be read and begins anew. The damaged file is kept as ${aside}`;
  };
  const store = (): Conf<{ [key: string]: unknown }> => {
    if (conf !== undefined) return conf;
    try {
      conf = open();
    } catch (error) {
      // Conf reads the file when it is made, and says by a SyntaxError that it is no JSON.
      if (!(error instanceof SyntaxError)) throw error;
      const file = folder === undefined ? undefined : path.join(folder, 'progress.json');
      const damaged = file ?? defaultFile();
      if (!existsSync(damaged)) throw error;
      setAside(damaged);
      conf = open();
    }
    return conf;
  };
  const read = (): ProgressRecord => {
    let value: unknown;
    try {
      value = store().store;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      value = undefined;
    }
    const record = readProgress(value);
    if (record !== undefined) return record;
    setAside(store().path);
    return noProgress;
  };
  const attempts = (pack: string): string => path.join(path.dirname(store().path), 'attempts', safe(pack));
  // Damage is found at once, so that the notice is there when the first screen is drawn.
  read();
  return {
    folder: path.dirname(store().path),
    get notice() {
      return notice;
    },
    read,
    update(change) {
      withFileLock(store().path, () => {
        store().store = { ...change(read()) };
      });
    },
    attempt: (pack, lesson) => openAttemptFile(attempts(pack), lesson).attempt,
    attemptFile: (pack, lesson) => openAttemptFile(attempts(pack), lesson),
    adoptAttempt: (pack, lesson, file) => adoptAttempt(attempts(pack), lesson, file),
    forgetAttempt: (pack, lesson) => forgetAttempts(attempts(pack), lesson),
  };
}

/** Where Conf puts the file when no folder is given. */
function defaultFile(): string {
  return new Conf({ projectName: 'kubetutor', projectSuffix: '', configName: 'elsewhere' }).path.replace(
    /elsewhere\.json$/,
    'progress.json',
  );
}
