/** The parts of a time as log lines write them, in UTC. `at` is in virtual milliseconds since the epoch. */
export function timeParts(at: number): {
  readonly year: string;
  readonly month: string;
  readonly monthName: string;
  readonly day: string;
  readonly time: string;
  readonly milliseconds: string;
} {
  const text = new Date(at).toISOString();
  const month = text.slice(5, 7);
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  return {
    year: text.slice(0, 4),
    month,
    monthName: names[Number(month) - 1] ?? month,
    day: text.slice(8, 10),
    time: text.slice(11, 19),
    milliseconds: text.slice(20, 23),
  };
}

/** `20/Nov/2026:13:20:01 +0000`, as access logs write it. */
export function accessLogTime(at: number): string {
  const { day, monthName, year, time } = timeParts(at);
  return `${day}/${monthName}/${year}:${time} +0000`;
}
