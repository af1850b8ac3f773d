/** What every way of writing a date needs; texts of their own have `time-text.ts`, `date` of the shell and Go's layouts of charts. */
export const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

export const monthNames = [
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

/** `Jan`, `Sun`. */
export const shortName = (name: string | undefined): string => (name ?? '').slice(0, 3);

export const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** 12, 1 … 11. */
export const hourOfTwelve = (hours: number): number => hours % 12 || 12;

/** 1 on the first of January. `month` is counted from 0. */
export function dayOfYear(year: number, month: number, day: number): number {
  return Math.floor((Date.UTC(year, month, day) - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
}
