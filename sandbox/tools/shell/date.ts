import { dayOfYear, hourOfTwelve, monthNames, shortName, twoDigits, weekdayNames } from '../../core/calendar.ts';

const fields: { readonly [letter: string]: (date: Date, milliseconds: number) => string } = {
  Y: (date) => String(date.getUTCFullYear()),
  y: (date) => twoDigits(date.getUTCFullYear() % 100),
  m: (date) => twoDigits(date.getUTCMonth() + 1),
  d: (date) => twoDigits(date.getUTCDate()),
  e: (date) => String(date.getUTCDate()).padStart(2, ' '),
  H: (date) => twoDigits(date.getUTCHours()),
  I: (date) => twoDigits(hourOfTwelve(date.getUTCHours())),
  M: (date) => twoDigits(date.getUTCMinutes()),
  S: (date) => twoDigits(date.getUTCSeconds()),
  p: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  a: (date) => shortName(weekdayNames[date.getUTCDay()]),
  A: (date) => weekdayNames[date.getUTCDay()] ?? '',
  b: (date) => shortName(monthNames[date.getUTCMonth()]),
  h: (date) => shortName(monthNames[date.getUTCMonth()]),
  B: (date) => monthNames[date.getUTCMonth()] ?? '',
  F: (date) => date.toISOString().slice(0, 10),
  T: (date) => date.toISOString().slice(11, 19),
  R: (date) => date.toISOString().slice(11, 16),
  D: (date) => `${twoDigits(date.getUTCMonth() + 1)}/${twoDigits(date.getUTCDate())}/${twoDigits(date.getUTCFullYear() % 100)}`,
  s: (_date, milliseconds) => String(Math.floor(milliseconds / 1000)),
  N: (_date, milliseconds) => `${String(Math.floor(milliseconds) % 1000).padStart(3, '0')}000000`,
  u: (date) => String(date.getUTCDay() || 7),
  w: (date) => String(date.getUTCDay()),
  j: (date) => String(dayOfYear(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate())).padStart(3, '0'),
  Z: () => 'UTC',
  z: () => '+0000',
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
  c: (date, milliseconds) => format('%a %b %e %H:%M:%S %Y', date, milliseconds),
};

function format(pattern: string, date: Date, milliseconds: number): string {
  return pattern.replace(/%([-_0^]?)(3?)([A-Za-z%])/g, (whole, flag: string, digits: string, letter: string) => {
    const text = fields[letter]?.(date, milliseconds);
    if (text === undefined) return whole;
    if (letter === 'N' && digits === '3') return text.slice(0, 3);
    return flag === '-' ? text.replace(/^[0 ]+(?=.)/, '') : text;
  });
}

const units: { readonly [unit: string]: number } = {
  second: 1_000,
  sec: 1_000,
  minute: 60_000,
  min: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
};

/** The moment that `-d` names, undefined when it is none that is known here. */
function parseMoment(text: string, now: number): number | undefined {
  const trimmed = text.trim();
  if (/^@-?\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed.slice(1)) * 1000;
  if (trimmed === '' || trimmed === 'now' || trimmed === 'today') return now;
  if (trimmed === 'yesterday') return now - 86_400_000;
  if (trimmed === 'tomorrow') return now + 86_400_000;
  const relative = /^([+-]?)\s*(\d+)\s*([a-z]+?)s?(\s+ago)?$/.exec(trimmed);
  if (relative !== null) {
    const unit = units[relative[3] ?? ''];
    if (unit === undefined) return undefined;
    const back = (relative[1] === '-') !== (relative[4] !== undefined);
    return now + (back ? -1 : 1) * Number(relative[2]) * unit;
  }
  if (!/^\d{4}-\d{2}-\d{2}/.test(trimmed)) return undefined;
  const zoned = /(Z|[+-]\d{2}:?\d{2}|UTC)$/.test(trimmed)
    ? trimmed.replace(/ ?UTC$/, 'Z')
    : `${trimmed.replace(' ', 'T')}${trimmed.length > 10 ? 'Z' : ''}`;
  const parsed = Date.parse(zoned);
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** What `date` prints at this virtual time. Machines here are on UTC. */
export function formatDate(args: readonly string[], now: number): { readonly text: string; readonly error?: string } {
  let pattern = '%a %b %e %H:%M:%S %Z %Y';
  let moment = now;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    const [, long, value] = /^(--date|-d)=?(.+)?$/s.exec(arg) ?? [];
    if (long !== undefined) {
      const text = value ?? args[++index] ?? '';
      const parsed = parseMoment(text, now);
      if (parsed === undefined) return { text: '', error: `date: invalid date '${text}'\n` };
      moment = parsed;
    } else if (arg.startsWith('+')) pattern = arg.slice(1);
    else if (arg === '-R' || arg === '--rfc-email') pattern = '%a, %d %b %Y %H:%M:%S %z';
    else if (arg === '-I' || arg === '--iso-8601' || arg === '-Idate') pattern = '%F';
    else if (arg === '-Iseconds' || arg === '--iso-8601=seconds' || arg === '-Is') pattern = '%FT%T+00:00';
    else if (arg.startsWith('--rfc-3339')) pattern = arg.endsWith('date') ? '%F' : '%F %T+00:00';
    else if (arg !== '-u' && arg !== '--utc' && arg !== '--universal')
      return { text: '', error: `date: unrecognized option: '${arg}'\n` };
  }
  return { text: `${format(pattern, new Date(moment), moment)}\n` };
}
