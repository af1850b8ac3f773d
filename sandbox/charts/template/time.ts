import { dayOfYear, hourOfTwelve, monthNames, shortName, twoDigits, weekdayNames } from '../../core/calendar.ts';

/** Times in Go's layouts. */
export interface GoTime {
  readonly milliseconds: number;
  /** A name of the zone database, or an offset such as +02:00. */
  readonly zone: string;
}

/** The parts of a layout; a name that goes on in small letters is none, nor is `_2` before `006`. */
export const PIECES =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|-070000|-07:00:00|-07:00|-0700|-07|Z070000|Z07:00:00|Z07:00|Z0700|Z07|__2|_2(?!006)|002|01|02|03|04|05|06|15|PM|pm|[.,]0+(?!\d)|[.,]9+(?!\d)|1|2|3|4|5/g;

/** Whether there is a zone of this name. */
export function zoneExists(zone: string): boolean {
  if (/^(UTC|Local|)$/.test(zone)) return true;
  if (/^[-+]\d/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}

/** Minutes east of Greenwich. */
export function offsetOf({ milliseconds, zone }: GoTime): number {
  if (/^(UTC|Local|)$/.test(zone)) return 0;
  const fixed = /^([-+])(\d\d):?(\d\d)$/.exec(zone);
  if (fixed !== null) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3]));
  const name = zoneName(milliseconds, zone, 'longOffset');
  const match = /GMT([-+])(\d+):(\d+)/.exec(name);
  return match === null ? 0 : (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}

function zoneName(milliseconds: number, zone: string, style: 'longOffset' | 'short', locale = 'en-US'): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: style }).formatToParts(milliseconds);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

function abbreviation(time: GoTime, offset: number): string {
  if (/^(UTC|Local|)$/.test(time.zone)) return 'UTC';
  if (/^[-+]/.test(time.zone)) return offsetText(offset, '');
  for (const locale of ['en-US', 'en-GB']) {
    const name = zoneName(time.milliseconds, time.zone, 'short', locale);
    if (/^[A-Z]{3,4}$/.test(name)) return name;
  }
  return offsetText(offset, '').replace(/00$/, '');
}

function offsetText(offset: number, separator: string): string {
  const size = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}${separator}${twoDigits(size % 60)}`;
}

/** Models Time.Format. */
export function formatTime(time: GoTime, layout: string): string {
  const offset = offsetOf(time);
  const date = new Date(time.milliseconds + offset * 60_000);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const [hours, minutes, seconds] = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
  const yearDay = dayOfYear(year, month, day);
  const fraction = String(date.getUTCMilliseconds()).padStart(3, '0').padEnd(9, '0');
  const monthName = monthNames[month] ?? '';
  const dayName = weekdayNames[date.getUTCDay()] ?? '';
  const simple: { readonly [piece: string]: string } = {
    January: monthName,
    Jan: shortName(monthName),
    '1': String(month + 1),
    '01': twoDigits(month + 1),
    Monday: dayName,
    Mon: shortName(dayName),
    '2': String(day),
    _2: String(day).padStart(2, ' '),
    '02': twoDigits(day),
    '002': String(yearDay).padStart(3, '0'),
    __2: String(yearDay).padStart(3, ' '),
    '15': twoDigits(hours),
    '3': String(hourOfTwelve(hours)),
    '03': twoDigits(hourOfTwelve(hours)),
    '4': String(minutes),
    '04': twoDigits(minutes),
    '5': String(seconds),
    '05': twoDigits(seconds),
    '2006': String(year).padStart(4, '0'),
    '06': twoDigits(year % 100),
    PM: hours >= 12 ? 'PM' : 'AM',
    pm: hours >= 12 ? 'pm' : 'am',
    MST: abbreviation(time, offset),
    'Z07:00': offset === 0 ? 'Z' : offsetText(offset, ':'),
    Z0700: offset === 0 ? 'Z' : offsetText(offset, ''),
    Z07: offset === 0 ? 'Z' : offsetText(offset, '').slice(0, 3),
    Z070000: offset === 0 ? 'Z' : `${offsetText(offset, '')}00`,
    '-070000': `${offsetText(offset, '')}00`,
    'Z07:00:00': offset === 0 ? 'Z' : `${offsetText(offset, ':')}:00`,
    '-07:00': offsetText(offset, ':'),
    '-0700': offsetText(offset, ''),
    '-07': offsetText(offset, '').slice(0, 3),
    '-07:00:00': `${offsetText(offset, ':')}:00`,
  };
  return layout.replace(PIECES, (piece) => {
    if (Object.hasOwn(simple, piece)) return simple[piece] ?? '';
    const digits = fraction.slice(0, piece.length - 1);
    if (piece[1] === '0') return piece.charAt(0) + digits;
    const shown = digits.replace(/0+$/, '');
    return shown === '' ? '' : piece.charAt(0) + shown;
  });
}
