import envPaths from 'env-paths';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { noProgress, readProgress, type ProgressRecord } from '../course/progress/record.ts';
import { isMissing } from './pack-files.ts';

/** Where the progress store keeps its file when no folder is given: the place that Conf chooses. */
export function progressFolder(): string {
  return envPaths('kubetutor', { suffix: '' }).config;
}

/**
 * The learner's record as it is on disk, without the store that writes it: the first screen waits for this alone. Undefined when
 * the file cannot be read, which is for the store to deal with.
 */
export function glanceAtProgress(folder: string): ProgressRecord | undefined {
  try {
    return readProgress(JSON.parse(readFileSync(path.join(folder, 'progress.json'), 'utf8')));
  } catch (error) {
    return isMissing(error) ? noProgress : undefined;
  }
}
