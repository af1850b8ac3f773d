import { Cron } from 'croner';
import { parseGoDuration } from '../../core/duration.ts';
import { formatTime } from '../../core/time-text.ts';

/** When something is due. */
export interface Schedule {
  /** The first time after this one, in milliseconds since the epoch; undefined when there is none within five years. */
  next(after: number): number | undefined;
}

const descriptors: { readonly [name: string]: string } = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const largest = [59, 23, 31, 12, 6];
const FIVE_YEARS = 5 * 366 * 86_400_000;
const every = '@every ';

/**
 * Reads a schedule of five fields, a descriptor such as `@hourly`, or `@every 90m`; it may name its time zone (`TZ=…`). Throws Error.
 * Models github.com/robfig/cron, but where clocks are put forward: times that do not exist then are not left out, but moved on.
 */
export function parseSchedule(text: string, timeZone = 'UTC'): Schedule {
  const [, zone = timeZone, rest = text] = /^(?:CRON_)?TZ=(\S+)\s+(.*)$/.exec(text) ?? [];
  if (rest.startsWith(every)) {
    const period = Math.max(1_000, Math.floor(parseGoDuration(rest.slice(every.length)) / 1_000) * 1_000);
    return { next: (after) => Math.floor(after / 1_000) * 1_000 + period };
  }
  const cron = new Cron(normalised(descriptors[rest] ?? rest), { timezone: zone, paused: true });
  return {
    next(after) {
      const due = cron.nextRun(formatTime(after))?.getTime();
      return due === undefined || due > after + FIVE_YEARS ? undefined : due;
    },
  };
}

/** In the words of croner: no `?`, and a step that starts at one value has its end. */
function normalised(fields: string): string {
  return fields
    .trim()
    .split(/\s+/)
    .map((field, index) =>
      field
        .split(',')
        .map((part) => part.replaceAll('?', '*').replace(/^(\w+)\/(\d+)$/, `$1-${largest[index]}/$2`))
        .join(),
    )
    .join(' ');
}
