import { monthNames, shortName, twoDigits, weekdayNames } from './calendar.ts';

const day = 86_400_000;

interface CivilTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly milliseconds: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

/** Takes a time in milliseconds since the epoch apart, in UTC. */
export function civilTime(milliseconds: number): CivilTime {
  const days = Math.floor(milliseconds / day);
  const rest = milliseconds - days * day;
  // Days are counted from 1 March of year 0, so that a leap day is the last of its year; 400 years have 146097 days.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
    hours: Math.floor(rest / 3_600_000),
    minutes: Math.floor(rest / 60_000) % 60,
    seconds: Math.floor(rest / 1000) % 60,
    milliseconds: Math.floor(rest) % 1000,
    weekday: (((days + 4) % 7) + 7) % 7,
  };
}

function upToSeconds(milliseconds: number): string {
  const time = civilTime(milliseconds);
  const date = `${String(time.year).padStart(4, '0')}-${twoDigits(time.month)}-${twoDigits(time.day)}`;
  return `${date}T${twoDigits(time.hours)}:${twoDigits(time.minutes)}:${twoDigits(time.seconds)}`;
}

/** `2026-01-02T03:04:05Z`, as `metav1.Time` is written: whole seconds, the rest cut off. */
export function formatTime(milliseconds: number): string {
  return `${upToSeconds(milliseconds)}Z`;
}

/** `2026-01-02T03:04:05.123000Z`, as `metav1.MicroTime` is written. */
export function formatMicroTime(milliseconds: number): string {
  return `${upToSeconds(milliseconds)}.${String(civilTime(milliseconds).milliseconds).padStart(3, '0')}000Z`;
}

/** `2026-01-02T03:04:05.123000000Z`, as container logs are stamped. */
export function formatNanoTime(milliseconds: number): string {
  return `${upToSeconds(milliseconds)}.${String(civilTime(milliseconds).milliseconds).padStart(3, '0')}000000Z`;
}

/** `Fri, 02 Jan 2026 03:04:05 +0000`, as `kubectl describe` shows times (RFC 1123 with a numeric zone). */
export function formatRfc1123(milliseconds: number): string {
  const time = civilTime(milliseconds);
  const date = `${shortName(weekdayNames[time.weekday])}, ${twoDigits(time.day)} ${shortName(monthNames[time.month - 1])} ${time.year}`;
  return `${date} ${twoDigits(time.hours)}:${twoDigits(time.minutes)}:${twoDigits(time.seconds)} +0000`;
}

/** Reads an RFC 3339 time into milliseconds since the epoch; undefined when it is none. */
export function parseTime(text: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, dayOfMonth = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1, 7).map(Number);
  if (month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > daysIn(year, month)) return undefined;
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const milliseconds = Math.floor(Number(`0.${parts[7] ?? '0'}`) * 1000 + 1e-6);
  const offset = (Number(parts[9] ?? 0) * 60 + Number(parts[10] ?? 0)) * (parts[8] === '-' ? -60_000 : 60_000);
  return (
    daysSinceEpoch(year, month, dayOfMonth) * day + hours * 3_600_000 + minutes * 60_000 + seconds * 1000 + milliseconds - offset
  );
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function daysSinceEpoch(year: number, month: number, dayOfMonth: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
