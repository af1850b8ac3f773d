import type { Lesson, Pack } from '../course/lesson/model.ts';
import { proveLesson, type Proof } from '../course/pack/prove.ts';
import type { CreateCluster } from '../course/session/lesson-run.ts';
import { canRunSelf, runSelf } from '../platform/run-tool.ts';
import { processors } from '../platform/runtime-facts.ts';
import { CommandError } from './define-command.ts';

export interface ProveAllOptions {
  readonly pack: Pack;
  readonly lessons: readonly Lesson[];
  /** The pack as it was named on the command line. */
  readonly path: string | undefined;
  /** How many processes may play at a time. */
  readonly jobs: number;
  createCluster(): Promise<CreateCluster>;
  onProof(proof: Proof): void;
  /** Called when all claims of a lesson have been played. */
  onLesson(lesson: string, proofs: readonly Proof[]): void;
}

export function usualJobs(): number {
  return processors();
}

/** Plays lessons, each in a process beside this one when there are several of them. Resolves with all proofs in the order of the lessons. */
export async function proveAll(options: ProveAllOptions): Promise<readonly Proof[]> {
  const { lessons, jobs, onLesson } = options;
  const results = new Map<string, readonly Proof[]>();
  const done = (lesson: string, proofs: readonly Proof[]): void => {
    results.set(lesson, proofs);
    onLesson(lesson, proofs);
  };
  const alone = jobs === 1 || lessons.length === 1 || !canRunSelf();
  if (alone) {
    const createCluster = await options.createCluster();
    const { pack, onProof } = options;
    for (const lesson of lessons) done(lesson.id, await proveLesson({ pack, lesson, createCluster, report: onProof }));
  } else {
    const waiting = [...batches(lessons, jobs)];
    const worker = async (): Promise<void> => {
      for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) await proveBatch(batch, options, done);
    };
    await Promise.all(Array.from({ length: Math.min(jobs, waiting.length) }, worker));
  }
  return lessons.flatMap(({ id }) => results.get(id) ?? []);
}

/** Lessons by the handful: a process takes half a second to start, and at the end none should wait long for another. */
function batches(lessons: readonly Lesson[], jobs: number): readonly (readonly Lesson[])[] {
  const size = Math.max(1, Math.ceil(lessons.length / (jobs * 4)));
  return Array.from({ length: Math.ceil(lessons.length / size) }, (_, index) => lessons.slice(index * size, (index + 1) * size));
}

async function proveBatch(
  batch: readonly Lesson[],
  { path, onProof }: ProveAllOptions,
  done: (lesson: string, proofs: readonly Proof[]) => void,
): Promise<void> {
  const proofs: Proof[] = [];
  const args = ['pack', 'prove', ...(path === undefined ? [] : [path]), '--stream', '--jobs', '1'];
  const { code, stderr } = await runSelf([...args, '--lesson', batch.map(({ id }) => id).join(',')], (line) => {
    if (!line.startsWith('{')) return;
    // Lines of this very program.
    const proof = JSON.parse(line) as Proof;
    proofs.push(proof);
    onProof(proof);
  });
  // Thirteen is what Node ends with when nothing is left that could wake it: a command waits for something that never comes.
  const why =
    stderr.trim() || (code === 13 ? 'it waits for something that never comes' : `its process ended with ${code}, without a word`);
  if (code !== 0 && code !== 1) {
    const reached = proofs.at(-1);
    const last = reached === undefined ? '' : ` (the last claim proved was "${reached.claim}" of ${reached.lesson})`;
    throw new CommandError(`the lessons ${batch.map(({ id }) => id).join(', ')} cannot be played: ${why}${last}`);
  }
  for (const { id } of batch) {
    const own = proofs.filter(({ lesson }) => lesson === id);
    done(id, own.length > 0 ? own : [{ lesson: id, claim: 'start', problems: [`the lesson was not played: ${why}`] }]);
  }
}
