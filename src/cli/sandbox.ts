import type { CreateCluster } from '../course/session/lesson-run.ts';

/** Loads the sandbox, which takes a moment; commands that need no cluster do without. */
export async function loadCreateCluster(): Promise<CreateCluster> {
  const { createCluster } = await import('../../sandbox/index.ts');
  return createCluster;
}
