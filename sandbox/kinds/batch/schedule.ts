import { parseGoDuration } from '../../core/duration.ts';

/** Smallest and largest value of a field of a schedule, and the names that stand for values. */
interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const fieldBounds: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: months },
  { min: 0, max: 6, names: weekdays },
];
const descriptors = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);

/** What is wrong with a schedule, in the words of github.com/robfig/cron (`ParseStandard`); undefined when nothing is. */
export function scheduleProblem(schedule: string): string | undefined {
  try {
    checkSchedule(schedule);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function checkSchedule(schedule: string): void {
  let text = schedule;
  if (/^(CRON_)?TZ=/.test(text)) {
    const space = text.indexOf(' ');
    if (space < 0) throw new Error('invalid schedule: runtime error: slice bounds out of range [:-1]');
    const zone = text.slice(text.indexOf('=') + 1, space);
    if (!isKnownTimeZone(zone)) throw new Error(`provided bad location ${zone}: unknown time zone ${zone}`);
    text = text.slice(space).trim();
  }
  if (text.startsWith('@')) {
    checkDescriptor(text);
    return;
  }
  const fields = text.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== fieldBounds.length)
    throw new Error(`expected exactly ${fieldBounds.length} fields, found ${fields.length}: [${fields.join(' ')}]`);
  for (const [index, bounds] of fieldBounds.entries()) {
    for (const part of (fields[index] ?? '').split(',').filter((item) => item !== '')) checkRange(part, bounds);
  }
}

function checkDescriptor(text: string): void {
  if (descriptors.has(text)) return;
  const every = '@every ';
  if (!text.startsWith(every)) throw new Error(`unrecognized descriptor: ${text}`);
  try {
    parseGoDuration(text.slice(every.length));
  } catch (error) {
    throw new Error(`failed to parse duration ${text}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function checkRange(text: string, { min, max, names }: Bounds): void {
  const [range = '', step, ...more] = text.split('/');
  const [low = '', high, ...others] = range.split('-');
  let start = min;
  let end = max;
  if (low !== '*' && low !== '?') {
    start = valueOf(low, names, min);
    if (others.length > 0) throw new Error(`too many hyphens: ${text}`);
    end = high === undefined ? start : valueOf(high, names, min);
  }
  if (more.length > 0) throw new Error(`too many slashes: ${text}`);
  const width = step === undefined ? 1 : integerOf(step);
  if (step !== undefined && high === undefined) end = max;
  if (start < min) throw new Error(`beginning of range (${start}) below minimum (${min}): ${text}`);
  if (end > max) throw new Error(`end of range (${end}) above maximum (${max}): ${text}`);
  if (start > end) throw new Error(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (width === 0) throw new Error(`step of range should be a positive number: ${text}`);
}

function valueOf(text: string, names: readonly string[] | undefined, min: number): number {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  return named >= 0 ? named + min : integerOf(text);
}

function integerOf(text: string): number {
  if (!/^[-+]?\d+$/.test(text))
    throw new Error(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (Number(text) < 0) throw new Error(`negative number (${Number(text)}) not allowed: ${text}`);
  return Number(text);
}

/** Whether the time zone database has a zone of exactly this name; unlike browsers, the server looks at upper and lower case. */
export function isKnownTimeZone(name: string): boolean {
  if (name === 'UTC' || name === 'Local') return true;
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    return known === name || known.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

/** What is wrong with the time zone of a schedule. Models validateTimeZone in pkg/apis/batch/validation. */
export function* timeZoneProblems(name: string): Generator<string> {
  if (name === '') {
    yield 'timeZone must be nil or non-empty string';
    return;
  }
  const parts = name.split('/');
  if (parts.some((part) => part === '.' || part === '..' || part.startsWith('-') || !/^[A-Za-z.\-_0-9+]{1,14}$/.test(part))) {
    yield `unknown time zone ${name}`;
    return;
  }
  if (name.toLowerCase() === 'local')
    yield 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
  if (!isKnownTimeZone(name)) yield `unknown time zone ${name}`;
}
