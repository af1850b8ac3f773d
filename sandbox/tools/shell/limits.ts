/**
 * just-bash counts from the start of a script to its end, and a container's script may run for virtual months; so its counters
 * are off, and this one takes their place: so many statements while no time passes are an endless loop.
 */
export const MAX_STATEMENTS_AT_ONE_INSTANT = 100_000;

export const ENDLESS_LOOP = `ended: ${MAX_STATEMENTS_AT_ONE_INSTANT} commands without any time passing (an endless loop without sleep?)`;

/** Where just-bash wants a number to reckon with. */
const LARGE = 1_000_000_000_000;

export const executionLimits = {
  maxSourceBytes: 4 * 1024 * 1024,
  maxExecDepth: 64,
  maxCallDepth: 200,
  maxCommandCount: LARGE,
  maxLoopIterations: LARGE,
  maxWorkUnits: LARGE,
  maxTraversalEntries: 1_000_000,
  maxTraversalWork: LARGE,
  maxLiveBytes: LARGE,
  maxInputBytes: LARGE,
  maxOutputSize: LARGE,
  maxExecutionTimeMs: Infinity,
  maxExtensionCleanupTimeMs: Infinity,
  maxGlobOperations: LARGE,
} as const;
