/**
 * just-bash counts from the start of a script to its end, and a container's script may run for virtual months; so its counters
 * are off, and this one takes their place: so many statements while no time passes are an endless loop.
 */
export const MAX_STATEMENTS_AT_ONE_INSTANT = 100_000;

export const ENDLESS_LOOP = `ended: ${MAX_STATEMENTS_AT_ONE_INSTANT} commands without any time passing (an endless loop without sleep?)`;

export const executionLimits = {
  maxSourceBytes: 4 * 1024 * 1024,
  maxExecDepth: 64,
  maxCallDepth: 200,
  maxCommandCount: Infinity,
  maxLoopIterations: Infinity,
  maxWorkUnits: Infinity,
  maxTraversalEntries: Infinity,
  maxTraversalWork: Infinity,
  maxLiveBytes: Infinity,
  maxInputBytes: Infinity,
  maxOutputSize: Infinity,
  maxExecutionTimeMs: Infinity,
  maxExtensionCleanupTimeMs: Infinity,
  maxGlobOperations: Infinity,
} as const;
