/** Times in Go's layouts. */
export interface GoTime {
  readonly milliseconds: number;
  /** A name of the zone database, or an offset such as +02:00. */
  readonly zone: string;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const PIECES =
  /January|Jan|Monday|Mon|MST|2006|-07:00:00|-07:00|-0700|-07|Z07:00:00|Z07:00|Z0700|Z07|__2|_2|002|01|02|03|04|05|06|15|PM|pm|[.,]0+(?!\d)|[.,]9+(?!\d)|1|2|3|4|5/g;

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
function offsetOf({ milliseconds, zone }: GoTime): number {
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
  if (!/^[-+]/.test(time.zone)) {
    for (const locale of ['en-US', 'en-GB']) {
      const name = zoneName(time.milliseconds, time.zone, 'short', locale);
      if (/^[A-Z]{3,4}$/.test(name)) return name;
    }
  }
  return offsetText(offset, '').replace(/00$/, '');
}

function offsetText(offset: number, separator: string): string {
  const size = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${separator}${two(size % 60)}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Models Time.Format. */
export function formatTime(time: GoTime, layout: string): string {
  const offset = offsetOf(time);
  const date = new Date(time.milliseconds + offset * 60_000);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const [hours, minutes, seconds] = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
  const dayOfYear = Math.floor((Date.UTC(year, month, day) - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
  const fraction = String(date.getUTCMilliseconds()).padStart(3, '0').padEnd(9, '0');
  const monthName = MONTHS[month] ?? '';
  const dayName = DAYS[date.getUTCDay()] ?? '';
  const simple: { readonly [piece: string]: string } = {
    January: monthName,
    Jan: monthName.slice(0, 3),
    '1': String(month + 1),
    '01': two(month + 1),
    Monday: dayName,
    Mon: dayName.slice(0, 3),
    '2': String(day),
    _2: String(day).padStart(2, ' '),
    '02': two(day),
    '002': String(dayOfYear).padStart(3, '0'),
    __2: String(dayOfYear).padStart(3, ' '),
    '15': two(hours),
    '3': String(hours % 12 || 12),
    '03': two(hours % 12 || 12),
    '4': String(minutes),
    '04': two(minutes),
    '5': String(seconds),
    '05': two(seconds),
    '2006': String(year).padStart(4, '0'),
    '06': two(year % 100),
    PM: hours >= 12 ? 'PM' : 'AM',
    pm: hours >= 12 ? 'pm' : 'am',
    MST: abbreviation(time, offset),
    'Z07:00': offset === 0 ? 'Z' : offsetText(offset, ':'),
    Z0700: offset === 0 ? 'Z' : offsetText(offset, ''),
    Z07: offset === 0 ? 'Z' : offsetText(offset, '').slice(0, 3),
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

/** Models time.Parse; the text of the error when the value does not fit. */
export function parseTime(layout: string, text: string): GoTime | string {
  const wrong = `parsing time ${JSON.stringify(text)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(text)} as ${JSON.stringify(PIECES.exec(layout)?.[0] ?? layout)}`;
  PIECES.lastIndex = 0;
  const names: string[] = [];
  let pattern = '';
  let at = 0;
  for (const match of layout.matchAll(PIECES)) {
    const [piece] = match;
    pattern += literal(layout.slice(at, match.index)) + patternOf(piece);
    names.push(piece);
    at = match.index + piece.length;
    if ((piece === '5' || piece === '05') && !/^[.,][09]/.test(layout.slice(at))) {
      pattern += String.raw`([.,]\d+)?`;
      names.push('.9');
    }
  }
  const found = new RegExp(`^${pattern}${literal(layout.slice(at))}$`).exec(text);
  if (found === null) return wrong;
  let [year, month, day, hours, minutes, seconds, milliseconds] = [0, 1, 1, 0, 0, 0, 0];
  let zone = 'UTC';
  let afternoon: boolean | undefined;
  for (const [index, piece] of names.entries()) {
    const value = found[index + 1] ?? '';
    const number = Number(value);
    if (piece === '2006') year = number;
    else if (piece === '06') year = number + (number >= 69 ? 1900 : 2000);
    else if (piece === '1' || piece === '01') month = number;
    else if (piece.startsWith('Jan'))
      month = MONTHS.findIndex((name) => name.slice(0, 3).toLowerCase() === value.slice(0, 3).toLowerCase()) + 1;
    else if (/^(2|_2|02)$/.test(piece)) day = number;
    else if (/^(15|3|03)$/.test(piece)) hours = number;
    else if (/^0?4$/.test(piece)) minutes = number;
    else if (/^0?5$/.test(piece)) seconds = number;
    else if (/^[.,]/.test(piece)) milliseconds = Math.floor(Number(`0.${value.slice(1) || '0'}`) * 1000);
    else if (/^pm$/i.test(piece)) afternoon = value.toLowerCase() === 'pm';
    else if (/^[-Z]07/.test(piece) && value !== 'Z') zone = value;
  }
  if (afternoon !== undefined) hours = (hours % 12) + (afternoon ? 12 : 0);
  const inRange = month >= 1 && month <= 12 && hours < 24 && minutes < 60 && seconds < 60;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hours, minutes, seconds, milliseconds);
  if (!inRange) return `parsing time ${JSON.stringify(text)}: month out of range`;
  if (date.getUTCDate() !== day) return `parsing time ${JSON.stringify(text)}: day out of range`;
  const time = { milliseconds: date.getTime(), zone };
  return { ...time, milliseconds: time.milliseconds - offsetOf(time) * 60_000 };
}

const literal = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$/]/g, String.raw`\$&`);

function patternOf(piece: string): string {
  if (piece === '2006') return String.raw`(\d{4})`;
  if (/^(1|2|3|4|5|_2)$/.test(piece)) return String.raw`\s?(\d{1,2})`;
  if (piece === '15') return String.raw`(\d{1,2})`;
  if (/^0\d$/.test(piece)) return String.raw`(\d{2})`;
  if (piece === '002' || piece === '__2') return String.raw`\s*(\d{1,3})`;
  if (piece.startsWith('Z')) return String.raw`(Z|[-+]\d\d:?\d\d)`;
  if (piece.startsWith('-')) return String.raw`([-+]\d\d:?(?:\d\d)?)`;
  if (piece === 'January' || piece === 'Monday') return String.raw`([A-Za-z]+)`;
  if (piece === 'Jan' || piece === 'Mon') return String.raw`([A-Za-z]{3})`;
  if (piece === 'MST') return String.raw`([A-Z]{3,4}|[-+]\d\d)`;
  if (/^pm$/i.test(piece)) return String.raw`([AaPp][Mm])`;
  return piece[1] === '9' ? String.raw`([.,]\d+)?` : `([.,]\\d{${piece.length - 1}})`;
}
