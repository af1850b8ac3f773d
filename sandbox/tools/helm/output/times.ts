import { civilTime, formatNanoTime, parseTime } from '../../../core/time-text.ts';
import { NO_TIME } from '../../../charts/manifests.ts';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-01-02T03:04:05.123Z`, as Go writes times into JSON. */
export function goTime(milliseconds: number): string {
  return formatNanoTime(milliseconds).replace(/\.?0+Z$/, 'Z');
}

/** `2026-01-02 03:04:05.123 +0000 UTC`. */
export function goTimeText(time: number | string): string {
  return (typeof time === 'number' ? goTime(time) : time).replace('T', ' ').replace(/Z$/, ' +0000 UTC');
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `Fri Jan  2 03:04:05 2026`. */
export function ansicTime(text: string): string {
  const time = civilTime(parseTime(text) ?? 0);
  return `${days[time.weekday] ?? ''} ${months[time.month - 1] ?? ''} ${String(time.day).padStart(2)} ${two(time.hours)}:${two(time.minutes)}:${two(time.seconds)} ${time.year}`;
}

/** `2026-01-02T03:04:05Z`. */
export function secondsTime(text: string): string {
  return text.replace(/\.\d+Z$/, 'Z');
}

export const isTime = (text: string): boolean => text !== '' && text !== NO_TIME;

/** A layout of Go's time package, e.g. `2006-01-02 15:04:05Z0700`. */
export function formatLayout(text: string, layout: string): string {
  const time = civilTime(parseTime(text) ?? 0);
  const parts: { readonly [part: string]: string } = {
    '2006': String(time.year),
    '06': two(time.year % 100),
    January: months[time.month - 1] ?? '',
    Jan: months[time.month - 1] ?? '',
    '01': two(time.month),
    Monday: days[time.weekday] ?? '',
    Mon: days[time.weekday] ?? '',
    '02': two(time.day),
    _2: String(time.day).padStart(2),
    '15': two(time.hours),
    '03': two(time.hours % 12 || 12),
    '04': two(time.minutes),
    '05': two(time.seconds),
    PM: time.hours < 12 ? 'AM' : 'PM',
    MST: 'UTC',
    'Z07:00': 'Z',
    Z0700: 'Z',
    '-0700': '+0000',
    '-07:00': '+00:00',
  };
  return layout.replace(
    /2006|January|Jan|Monday|Mon|MST|Z07:00|Z0700|-07:00|-0700|_2|01|02|03|04|05|06|15|PM/g,
    (part) => parts[part] ?? part,
  );
}
