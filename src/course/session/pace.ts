/** What the pace of the clock depends on. */
export interface PaceInput {
  /** Virtual seconds in a second, as the learner set it; 0 is paused. */
  readonly speed: number;
  readonly commandRuns: boolean;
  /** Virtual milliseconds since the last input or output. */
  readonly quietFor: number;
}

/** While a command waits on the cluster: so many virtual seconds in a second, which a person can still follow. */
const WATCHABLE = 20;
/** A command that says nothing for this long is one that only watches, such as `get -w`: time goes on as usual then. */
const WATCHES_ONLY = 10 * 60_000;

/**
 * How many virtual milliseconds go by in so many real ones. While a command waits, time runs as fast as a person can watch,
 * also when the clock is paused: the learner asked for the command's end.
 */
export function virtualMilliseconds(real: number, { speed, commandRuns, quietFor }: PaceInput): number {
  const pace = commandRuns && quietFor < WATCHES_ONLY ? Math.max(WATCHABLE, speed) : speed;
  return Math.round(real * pace);
}
