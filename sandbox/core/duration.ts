const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** An age as tables and `describe` show it, from milliseconds. Models k8s.io/apimachinery/pkg/util/duration.HumanDuration. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / second);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(milliseconds / minute);
  if (minutes < 10) return withRest(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(milliseconds / hour);
  if (hours < 8) return withRest(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (hours < 24 * 8) return withRest(days, 'd', hours % 24, 'h');
  if (hours < 24 * 365 * 2) return `${days}d`;
  const years = Math.trunc(days / 365);
  if (hours < 24 * 365 * 8) return withRest(years, 'y', days % 365, 'd');
  return `${years}y`;
}

function withRest(amount: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${amount}${unit}` : `${amount}${unit}${rest}${restUnit}`;
}

/** A duration with one unit only. Models k8s.io/apimachinery/pkg/util/duration.ShortHumanDuration. */
export function shortHumanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / second);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.trunc(milliseconds / minute);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.trunc(milliseconds / hour);
  if (hours < 24) return `${hours}h`;
  if (hours < 24 * 365) return `${Math.trunc(hours / 24)}d`;
  return `${Math.trunc(hours / 24 / 365)}y`;
}

/** A duration as Go prints it (`1m30s`, `2.5s`, `100ms`), from milliseconds. Models time.Duration.String. */
export function formatGoDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0s';
  const sign = milliseconds < 0 ? '-' : '';
  const size = Math.abs(milliseconds);
  if (size < second) return size < 1 ? `${sign}${trimmed(size * 1000)}µs` : `${sign}${trimmed(size)}ms`;
  const hours = Math.floor(size / hour);
  const minutes = Math.floor((size % hour) / minute);
  const seconds = trimmed((size % minute) / second);
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}s` : `${sign}${seconds}s`;
}

const trimmed = (value: number): string => String(Number(value.toFixed(9)));

const unitMilliseconds: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ms', 1],
  ['s', second],
  ['m', minute],
  ['h', hour],
]);

/** Reads a duration as Go does (`300ms`, `-1.5h`, `2h45m`) into milliseconds. Throws RangeError in Go's words. */
export function parseGoDuration(text: string): number {
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (rest === '0') return 0;
  if (rest === '') throw new RangeError(`time: invalid duration ${JSON.stringify(text)}`);
  let total = 0;
  let position = 0;
  while (position < rest.length) {
    const [matched, digits = ''] = /^([0-9]*\.?[0-9]*)/.exec(rest.slice(position)) ?? [''];
    if (digits === '' || digits === '.') throw new RangeError(`time: invalid duration ${JSON.stringify(text)}`);
    position += matched.length;
    const unit = /^[^0-9.]+/.exec(rest.slice(position))?.[0];
    if (unit === undefined) throw new RangeError(`time: missing unit in duration ${JSON.stringify(text)}`);
    const milliseconds = unitMilliseconds.get(unit);
    if (milliseconds === undefined) {
      throw new RangeError(`time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`);
    }
    total += Number(digits) * milliseconds;
    position += unit.length;
  }
  return sign === '-' ? -total : total;
}
