import { civilTime, formatRfc1123, parseTime } from '../../core/time-text.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `Thu 2026-01-01 09:00:00 UTC`. */
export function stamp(at: number): string {
  const { year, month, day, hours, minutes, seconds } = civilTime(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${formatRfc1123(at).slice(0, 3)} ${year}-${two(month)}-${two(day)} ${two(hours)}:${two(minutes)}:${two(seconds)} UTC`;
}

/** `5min ago`, `1min 30s ago`. Models format_timestamp_relative of systemd. */
export function ago(milliseconds: number): string {
  if (milliseconds >= 2 * DAY) return `${Math.floor(milliseconds / DAY)} days ago`;
  if (milliseconds >= DAY) return `1 day ${Math.floor((milliseconds % DAY) / HOUR)}h ago`;
  if (milliseconds >= HOUR) return `${Math.floor(milliseconds / HOUR)}h ${Math.floor((milliseconds % HOUR) / MINUTE)}min ago`;
  if (milliseconds >= 5 * MINUTE) return `${Math.floor(milliseconds / MINUTE)}min ago`;
  if (milliseconds >= MINUTE)
    return `${Math.floor(milliseconds / MINUTE)}min ${Math.floor((milliseconds % MINUTE) / SECOND)}s ago`;
  return milliseconds >= SECOND ? `${Math.floor(milliseconds / SECOND)}s ago` : `${Math.floor(milliseconds)}ms ago`;
}

/** `1h 2min 3.456s`. Models format_timespan of systemd. */
export function span(milliseconds: number): string {
  const parts: string[] = [];
  let rest = milliseconds;
  for (const [name, size] of [
    ['d', DAY],
    ['h', HOUR],
    ['min', MINUTE],
  ] as const) {
    if (rest >= size) parts.push(`${Math.floor(rest / size)}${name}`);
    rest %= size;
  }
  if (rest >= SECOND) parts.push(`${Number((rest / SECOND).toFixed(3))}s`);
  else if (rest >= 1 && parts.length === 0) parts.push(`${Math.floor(rest)}ms`);
  return parts.join(' ') || '0';
}

const units: { readonly [unit: string]: number } = {
  s: SECOND,
  sec: SECOND,
  second: SECOND,
  m: MINUTE,
  min: MINUTE,
  minute: MINUTE,
  h: HOUR,
  hr: HOUR,
  hour: HOUR,
  d: DAY,
  day: DAY,
  w: 7 * DAY,
  week: 7 * DAY,
};

/**
 * A point in time as `--since` takes it: `2026-01-01 09:00:00`, `09:00`, `today`, `yesterday`, `now`, `-10m`, `10 min ago`. Undefined
 * for anything else. Models systemd.time(7).
 */
export function pointInTime(text: string, now: number): number | undefined {
  const words = text.trim().toLowerCase();
  const midnight = Math.floor(now / DAY) * DAY;
  const named: { readonly [word: string]: number } = {
    now,
    today: midnight,
    yesterday: midnight - DAY,
    tomorrow: midnight + DAY,
  };
  if (Object.hasOwn(named, words)) return named[words];
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(words);
  if (clock !== null) return midnight + Number(clock[1]) * HOUR + Number(clock[2]) * MINUTE + Number(clock[3] ?? 0) * SECOND;
  const date = /^(\d{4}-\d{2}-\d{2})(?:[ t](\d{2}:\d{2})(:\d{2})?)?(?: ?(?:utc|z))?$/.exec(words);
  if (date !== null) return parseTime(`${date[1] ?? ''}T${date[2] ?? '00:00'}${date[3] ?? ':00'}Z`);
  const sign = words.startsWith('-') || words.endsWith(' ago') ? -1 : words.startsWith('+') ? 1 : 0;
  if (sign === 0) return undefined;
  let sum = 0;
  const body = words.replace(/^[-+]/, '').replace(/ ago$/, '');
  const parts = [...body.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)\s*/g)];
  if (parts.map(([all]) => all).join('') !== body || parts.length === 0) return undefined;
  for (const [, number = '', unit = ''] of parts) {
    const size = units[unit] ?? units[unit.replace(/s$/, '')];
    if (size === undefined) return undefined;
    sum += Number(number) * size;
  }
  return now + sign * sum;
}
