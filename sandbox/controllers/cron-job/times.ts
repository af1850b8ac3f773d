import { formatTime, parseTime } from '../../core/time-text.ts';
import type { CronJob } from '../../schema/types/batch-v1.ts';
import type { Schedule } from './schedule.ts';

/** So much later than the time itself, because clocks differ. */
const DELAY = 100;
/** With more missed starts than this an Event says so. */
const MANY = 100;

/** What is due, looked at from now. All times in milliseconds since the epoch. */
export interface Due {
  /** Starts before this one are over. */
  readonly earliest: number;
  /** The latest start that has come; undefined when none has. */
  readonly latest?: number;
  /** How many starts have come since `earliest`, roughly. */
  readonly missed: number;
}

/** Models mostRecentScheduleTime of pkg/controller/cronjob. Throws Error for a schedule that never comes. */
export function dueTimes({ metadata, spec, status }: CronJob, schedule: Schedule, now: number, withDeadline: boolean): Due {
  let earliest = parseTime(status.lastScheduleTime ?? metadata.creationTimestamp) ?? now;
  if (withDeadline && spec.startingDeadlineSeconds !== undefined)
    earliest = Math.max(earliest, now - spec.startingDeadlineSeconds * 1_000);
  const first = schedule.next(earliest);
  const second = first === undefined ? undefined : schedule.next(first);
  if (first !== undefined && now < first) return { earliest, missed: 0 };
  if (first !== undefined && second !== undefined && now < second) return { earliest, latest: first, missed: 0 };
  const period = Math.round(((second ?? 0) - (first ?? 0)) / 1_000);
  if (first === undefined || second === undefined || period < 1)
    throw new Error('time difference between two schedules is less than 1 second');
  const missed = Math.floor((now - first) / 1_000 / period) + 1;
  let latest: number | undefined;
  let next = schedule.next(first + (missed - 2) * period * 1_000);
  while (next !== undefined && next <= now) {
    latest = next;
    next = schedule.next(next);
  }
  return { earliest, missed, ...(latest === undefined ? {} : { latest }) };
}

export function areMany({ missed }: Due): boolean {
  return missed > MANY;
}

/** Milliseconds until the CronJob has to be looked at again; undefined when its schedule never comes. */
export function untilNext(cronJob: CronJob, schedule: Schedule, now: number): number | undefined {
  let from = now;
  try {
    const { earliest, latest, missed } = dueTimes(cronJob, schedule, now, false);
    from = latest ?? (missed === 0 ? earliest : now);
  } catch {
    // A schedule that never comes has no next time either.
  }
  const next = schedule.next(from);
  return next === undefined ? undefined : next + DELAY - now;
}

/** A time as the clocks of a zone show it: `2026-01-01T13:00:00+01:00`. */
export function localTime(milliseconds: number, timeZone = 'UTC'): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const part = new Map(format.formatToParts(milliseconds).map(({ type, value }) => [type, value]));
  const read = (name: Intl.DateTimeFormatPartTypes): string => part.get(name) ?? '';
  const local = `${read('year')}-${read('month')}-${read('day')}T${read('hour')}:${read('minute')}:${read('second')}`;
  const offset = Math.round(((parseTime(`${local}Z`) ?? milliseconds) - milliseconds) / 60_000);
  if (offset === 0) return formatTime(milliseconds);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${local}${offset < 0 ? '-' : '+'}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`;
}
