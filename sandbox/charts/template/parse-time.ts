import { monthNames, shortName, weekdayNames } from '../../core/calendar.ts';
import { quote } from './quote.ts';
import { offsetOf, PIECES, type GoTime } from './time.ts';

/** A text that does not fit its layout. */
class Misfit extends Error {}

/** A part of a time that is out of its range; told when the part has been read. */
class OutOfRange extends Error {}

interface Parts {
  year: number;
  month: number;
  day: number;
  /** The day of the year; undefined unless the layout has it. */
  dayOfYear: number | undefined;
  hours: number;
  minutes: number;
  seconds: number;
  milliseconds: number;
  afternoon: boolean | undefined;
  zone: string;
}

/** Models time.Parse; the text of the error when the value does not fit. */
export function parseTime(layout: string, value: string): GoTime | string {
  const subject = `parsing time ${quote(value)}`;
  const parts: Parts = {
    year: 0,
    month: 1,
    day: 1,
    dayOfYear: undefined,
    hours: 0,
    minutes: 0,
    seconds: 0,
    milliseconds: 0,
    afternoon: undefined,
    zone: 'UTC',
  };
  let rest = value;
  let at = 0;
  let element = '';
  try {
    for (const match of layout.matchAll(PIECES)) {
      element = layout.slice(at, match.index);
      rest = withoutPrefix(rest, element);
      [element] = match;
      at = match.index + element.length;
      rest = READERS.find(([pattern]) => pattern.test(element))?.[1](rest, parts, element) ?? rest;
      if (/^0?5$/.test(element) && !/^[.,][09]/.test(layout.slice(at))) rest = readFraction(rest, parts);
    }
    element = layout.slice(at);
    rest = withoutPrefix(rest, element);
  } catch (error) {
    if (error instanceof OutOfRange) return `${subject}: ${error.message} out of range`;
    if (error instanceof Misfit) return `${subject} as ${quote(layout)}: cannot parse ${quote(rest)} as ${quote(element)}`;
    throw error;
  }
  if (rest !== '') return `${subject}: extra text: ${quote(rest)}`;
  return assembled(parts) ?? `${subject}: day out of range`;
}

function assembled(parts: Parts): GoTime | undefined {
  const { year, month, day, dayOfYear, minutes, seconds, milliseconds, zone, afternoon } = parts;
  const hours = afternoon === undefined ? parts.hours : (parts.hours % 12) + (afternoon ? 12 : 0);
  const date = new Date(0);
  if (dayOfYear === undefined) date.setUTCFullYear(year, month - 1, day);
  else date.setUTCFullYear(year, 0, dayOfYear);
  if (dayOfYear === undefined && (day < 1 || date.getUTCDate() !== day)) return undefined;
  date.setUTCHours(hours, minutes, seconds, milliseconds);
  const time = { milliseconds: date.getTime(), zone };
  return { ...time, milliseconds: time.milliseconds - offsetOf(time) * 60_000 };
}

/** Blanks of the layout stand for any number of blanks, none included. */
function withoutPrefix(value: string, prefix: string): string {
  let rest = value;
  for (let index = 0; index < prefix.length;) {
    if (prefix[index] === ' ') {
      if (rest !== '' && rest[0] !== ' ') throw new Misfit();
      rest = rest.replace(/^ +/, '');
      while (prefix[index] === ' ') index++;
    } else {
      if (rest[0] !== prefix[index]) throw new Misfit();
      rest = rest.slice(1);
      index++;
    }
  }
  return rest;
}

/** A number of two digits, or of one where the layout does not fix two. */
function digits(value: string, isFixed: boolean): [number, string] {
  const found = (isFixed ? /^\d\d/ : /^\d\d?/).exec(value)?.[0];
  if (found === undefined) throw new Misfit();
  return [Number(found), value.slice(found.length)];
}

function word(value: string, pattern: RegExp): [string, string] {
  const found = pattern.exec(value)?.[0];
  if (found === undefined) throw new Misfit();
  return [found, value.slice(found.length)];
}

function named(value: string, names: readonly string[]): [number, string] {
  const index = names.findIndex((name) => value.toLowerCase().startsWith(name.toLowerCase()));
  const name = names[index];
  if (name === undefined) throw new Misfit();
  return [index, value.slice(name.length)];
}

/** A part that is a number below a bound. */
const bounded =
  (part: 'hours' | 'minutes' | 'seconds', bound: number, name: string): Reader =>
  (value, parts, element) => {
    const [number, rest] = digits(value, element.startsWith('0'));
    parts[part] = number;
    if (number >= bound) throw new OutOfRange(name);
    return rest;
  };

function readFraction(value: string, parts: Parts): string {
  const found = /^[.,]\d+/.exec(value)?.[0];
  if (found === undefined) return value;
  parts.milliseconds = Math.floor(Number(`0.${found.slice(1)}`) * 1000);
  return value.slice(found.length);
}

type Reader = (value: string, parts: Parts, element: string) => string;

const READERS: readonly (readonly [RegExp, Reader])[] = [
  [
    /^2006$/,
    (value, parts) => {
      const [year, rest] = word(value, /^\d{4}/);
      parts.year = Number(year);
      return rest;
    },
  ],
  [
    /^06$/,
    (value, parts) => {
      const [year, rest] = word(value, /^\d\d/);
      parts.year = Number(year) + (Number(year) >= 69 ? 1900 : 2000);
      return rest;
    },
  ],
  [
    /^Jan/,
    (value, parts, element) => {
      const [month, rest] = named(value, element === 'January' ? monthNames : monthNames.map(shortName));
      parts.month = month + 1;
      return rest;
    },
  ],
  [
    /^0?1$/,
    (value, parts, element) => {
      const [month, rest] = digits(value, element === '01');
      parts.month = month;
      if (month < 1 || month > 12) throw new OutOfRange('month');
      return rest;
    },
  ],
  [/^Mon/, (value, _, element) => named(value, element === 'Monday' ? weekdayNames : weekdayNames.map(shortName))[1]],
  [
    /^(2|_2|02)$/,
    (value, parts, element) => {
      const [day, rest] = digits(element === '_2' ? value.replace(/^ /, '') : value, element === '02');
      parts.day = day;
      return rest;
    },
  ],
  [
    /^(002|__2)$/,
    (value, parts) => {
      const [day, rest] = word(value, /^[ \d]{2}\d/);
      parts.dayOfYear = Number(day);
      return rest;
    },
  ],
  [/^15$/, bounded('hours', 24, 'hour')],
  [/^0?3$/, bounded('hours', 13, 'hour')],
  [/^0?4$/, bounded('minutes', 60, 'minute')],
  [/^0?5$/, bounded('seconds', 60, 'second')],
  [
    /^pm$/i,
    (value, parts, element) => {
      const [half, rest] = word(value, element === 'PM' ? /^[AP]M/ : /^[ap]m/);
      parts.afternoon = half.toLowerCase() === 'pm';
      return rest;
    },
  ],
  [
    /^[-Z]07/,
    (value, parts, element) => {
      if (element.startsWith('Z') && value.startsWith('Z')) return value.slice(1);
      const colon = element.includes(':') ? ':' : '';
      const pairs = element.replaceAll(/[-Z:]/g, '').length / 2;
      const [zone, rest] = word(value, new RegExp(`^[-+]\\d\\d(?:${colon}\\d\\d){${pairs - 1}}`));
      const [sign, figures] = [zone.slice(0, 1), zone.slice(1).replaceAll(':', '').padEnd(4, '0')];
      parts.zone = `${sign}${figures.slice(0, 2)}:${figures.slice(2, 4)}`;
      return rest;
    },
  ],
  [/^MST$/, (value) => word(value, /^(?:UTC|[A-Z]{3,5}|[-+]\d\d(?:\d\d)?)/)[1]],
  [/^[.,]9/, readFraction],
  [
    /^[.,]0/,
    (value, parts, element) => {
      const [found] = word(value, new RegExp(`^[.,]\\d{${element.length - 1}}`));
      readFraction(found, parts);
      return value.slice(found.length);
    },
  ],
];
