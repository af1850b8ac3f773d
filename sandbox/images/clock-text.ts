import { civilTime } from '../core/time-text.ts';

const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const digits = (value: number, width: number): string => String(value).padStart(width, '0');

/** The parts of a time as log lines write them, in UTC. `at` is in virtual milliseconds since the epoch. */
export function timeParts(at: number): {
  readonly year: string;
  readonly month: string;
  readonly monthName: string;
  readonly day: string;
  readonly time: string;
  readonly milliseconds: string;
} {
  const { year, month, day, hours, minutes, seconds, milliseconds } = civilTime(at);
  return {
    year: digits(year, 4),
    month: digits(month, 2),
    monthName: names[month - 1] ?? '',
    day: digits(day, 2),
    time: `${digits(hours, 2)}:${digits(minutes, 2)}:${digits(seconds, 2)}`,
    milliseconds: digits(milliseconds, 3),
  };
}

/** A line of klog, which the programs of Kubernetes log with. `level`: I, W, E or F; `place`: the source file. */
export function klogLine(at: number, level: string, pid: number, place: string, text: string): string {
  const { month, day, time } = timeParts(at);
  return `${level}${month}${day} ${time}.000000 ${String(pid).padStart(7)} ${place}] ${text}\n`;
}

let lastSecond = { second: NaN, text: '' };

/** `20/Nov/2026:13:20:01 +0000`, as access logs write it. */
export function accessLogTime(at: number): string {
  const second = Math.floor(at / 1_000);
  // Busy servers write many lines in one second.
  if (lastSecond.second !== second) {
    const { day, monthName, year, time } = timeParts(at);
    lastSecond = { second, text: `${day}/${monthName}/${year}:${time} +0000` };
  }
  return lastSecond.text;
}
