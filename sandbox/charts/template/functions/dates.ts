import { parseGoInteger } from '../numbers.ts';
import { parseTime } from '../parse-time.ts';
import { formatTime, zoneExists, type GoTime } from '../time.ts';
import { GoError, GoInt, GoStruct, int64, type GoCallable, type GoValue } from '../values.ts';
import { fn, toInt64, type FunctionTable } from './define.ts';

const SECOND = 1_000_000_000n;
const ZERO: GoTime = { milliseconds: -62_135_596_800_000, zone: 'UTC' };
const DEFAULT = '2006-01-02 15:04:05.999999999 -0700 MST';

const UNITS: { readonly [unit: string]: bigint } = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  ms: 1_000_000n,
  s: SECOND,
  m: 60n * SECOND,
  h: 3600n * SECOND,
};

/** Models time.ParseDuration, in nanoseconds. */
function parseDuration(text: string): bigint | undefined {
  if (text === '0') return 0n;
  const match = /^([-+]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+)$/.exec(text);
  if (match === null) return undefined;
  let total = 0n;
  for (const [, whole = '', part = '', unit = ''] of (match[2] ?? '').matchAll(/(\d*)\.?(\d*)(ns|us|µs|ms|s|m|h)/g)) {
    const size = UNITS[unit] ?? 0n;
    total += BigInt(whole || '0') * size + (BigInt(part || '0') * size) / 10n ** BigInt(part.length);
  }
  return match[1] === '-' ? -total : total;
}

/** Models Duration.String. */
function durationText(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s';
  const sign = nanoseconds < 0n ? '-' : '';
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const decimal = (value: bigint, unit: bigint): string => {
    const part = String(value % unit)
      .padStart(String(unit).length - 1, '0')
      .replace(/0+$/, '');
    return `${value / unit}${part === '' ? '' : `.${part}`}`;
  };
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 1_000n)}µs`;
  if (size < SECOND) return `${sign}${decimal(size, 1_000_000n)}ms`;
  const minutes = size / (60n * SECOND);
  const hours = minutes / 60n;
  const seconds = `${decimal(size % (60n * SECOND), SECOND)}s`;
  return `${sign}${hours > 0n ? `${hours}h` : ''}${minutes > 0n ? `${minutes % 60n}m` : ''}${seconds}`;
}

function durationValue(nanoseconds: bigint): GoInt {
  const over = (unit: bigint): GoCallable => fn([], () => Number(nanoseconds) / Number(unit));
  return new GoInt(
    'time.Duration',
    nanoseconds,
    durationText(nanoseconds),
    new Map<string, GoCallable>([
      ['Hours', over(3600n * SECOND)],
      ['Minutes', over(60n * SECOND)],
      ['Seconds', over(SECOND)],
      ['Milliseconds', fn([], () => int64(nanoseconds / 1_000_000n))],
      ['String', fn([], () => durationText(nanoseconds))],
    ]),
  );
}

const HOUR = 3600n * SECOND;

/** Models durationRound of Sprig: the largest unit that is exceeded. */
const rounded = (nanoseconds: bigint): string => {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const units: readonly [string, bigint][] = [
    ['y', 365n * 24n * HOUR],
    ['mo', 30n * 24n * HOUR],
    ['d', 24n * HOUR],
    ['h', HOUR],
    ['m', 60n * SECOND],
    ['s', SECOND],
  ];
  const found = units.find(([, unit]) => size > unit);
  return found === undefined ? '0s' : `${size / found[1]}${found[0]}`;
};

export function timeValue(time: GoTime): GoStruct {
  const part = (layout: string): GoCallable => fn([], () => BigInt(formatTime(time, layout)));
  const nanoseconds = BigInt(time.milliseconds) * 1_000_000n;
  const shifted = (milliseconds: number): GoStruct => timeValue({ ...time, milliseconds });
  const other = (value: GoStruct): number => (value.options.native as GoTime).milliseconds;
  return new GoStruct('time.Time', new Map(), {
    native: time,
    text: () => formatTime(time, DEFAULT),
    json: () => formatTime(time, '2006-01-02T15:04:05.999999999Z07:00'),
    methods: new Map<string, GoCallable>([
      ['Format', fn(['string'], (layout: string) => formatTime(time, layout))],
      ['String', fn([], () => formatTime(time, DEFAULT))],
      ['Unix', fn([], () => int64(nanoseconds / SECOND))],
      ['UnixMilli', fn([], () => int64(BigInt(time.milliseconds)))],
      ['UnixNano', fn([], () => int64(nanoseconds))],
      ['Year', part('2006')],
      ['Day', part('2')],
      ['Hour', fn([], () => BigInt(formatTime(time, '15')))],
      ['Minute', part('4')],
      ['Second', part('5')],
      ['YearDay', part('__2')],
      ['Month', fn([], () => new GoInt('time.Month', BigInt(formatTime(time, '1')), formatTime(time, 'January')))],
      [
        'Weekday',
        fn([], () => new GoInt('time.Weekday', BigInt(new Date(time.milliseconds).getUTCDay()), formatTime(time, 'Monday'))),
      ],
      ['UTC', fn([], () => timeValue({ ...time, zone: 'UTC' }))],
      ['Local', fn([], () => timeValue({ ...time, zone: 'UTC' }))],
      ['IsZero', fn([], () => time.milliseconds === ZERO.milliseconds)],
      ['Add', fn(['duration'], (by: GoInt) => shifted(time.milliseconds + Number(by.value) / 1e6))],
      ['Sub', fn(['time'], (value: GoStruct) => durationValue(BigInt(time.milliseconds - other(value)) * 1_000_000n))],
      ['Before', fn(['time'], (value: GoStruct) => time.milliseconds < other(value))],
      ['After', fn(['time'], (value: GoStruct) => time.milliseconds > other(value))],
      ['Equal', fn(['time'], (value: GoStruct) => time.milliseconds === other(value))],
      [
        'AddDate',
        fn(['int', 'int', 'int'], (years: bigint, months: bigint, days: bigint) => {
          const date = new Date(time.milliseconds);
          const [year, month, day] = [
            date.getUTCFullYear() + Number(years),
            date.getUTCMonth() + Number(months),
            date.getUTCDate() + Number(days),
          ];
          return shifted(Date.UTC(year, month, day) + (((time.milliseconds % 86_400_000) + 86_400_000) % 86_400_000));
        }),
      ],
    ]),
  });
}

const isInt64 = (value: GoValue): value is GoInt => value instanceof GoInt && value.goType === 'int64';

/** Dates; `now` is the clock of the rendering. */
export function dateFunctions(now: () => number): FunctionTable {
  const timeOf = (value: GoValue): GoTime => {
    if (value instanceof GoStruct && value.goType.endsWith('time.Time')) return value.options.native as GoTime;
    if (typeof value === 'bigint' || (value instanceof GoInt && value.goType !== 'time.Duration')) {
      return { milliseconds: Number(toInt64(value)) * 1000, zone: 'UTC' };
    }
    return { milliseconds: now(), zone: 'UTC' };
  };
  const inZone = (layout: string, value: GoValue, zone: string): string =>
    formatTime({ ...timeOf(value), zone: zoneExists(zone) ? zone : 'UTC' }, layout);
  const toDate = (layout: string, text: string): GoTime => {
    const parsed = parseTime(layout, text);
    if (typeof parsed === 'string') throw new GoError(parsed);
    return parsed;
  };
  const modify = (by: string, value: GoStruct): GoStruct => {
    const amount = parseDuration(by);
    if (amount === undefined) throw new GoError(`time: invalid duration ${JSON.stringify(by)}`);
    const time = value.options.native as GoTime;
    return timeValue({ ...time, milliseconds: time.milliseconds + Number(amount / 1_000_000n) });
  };
  const orElse =
    <Args extends unknown[]>(run: (...args: Args) => GoStruct, otherwise: (...args: Args) => GoStruct) =>
    (...args: Args): GoStruct => {
      try {
        return run(...args);
      } catch (error) {
        if (error instanceof GoError) return otherwise(...args);
        throw error;
      }
    };
  const lenientModify = fn(
    ['string', 'time'],
    orElse(modify, (_, value) => value),
  );
  const lenientToDate = fn(
    ['string', 'string'],
    orElse(
      (layout: string, text: string) => timeValue(toDate(layout, text)),
      () => timeValue(ZERO),
    ),
  );
  const dateInZone = fn(['string', 'any', 'string'], inZone);
  const mustModify = fn(['string', 'time'], modify);
  return {
    now: fn([], () => timeValue({ milliseconds: now(), zone: 'UTC' })),
    date: fn(['string', 'any'], (layout: string, value: GoValue) => inZone(layout, value, 'UTC')),
    dateInZone,
    date_in_zone: dateInZone,
    htmlDate: fn(['any'], (value: GoValue) => inZone('2006-01-02', value, 'UTC')),
    htmlDateInZone: fn(['any', 'string'], (value: GoValue, zone: string) => inZone('2006-01-02', value, zone)),
    toDate: lenientToDate,
    mustToDate: fn(['string', 'string'], (layout: string, text: string) => timeValue(toDate(layout, text))),
    dateModify: lenientModify,
    date_modify: lenientModify,
    mustDateModify: mustModify,
    must_date_modify: mustModify,
    unixEpoch: fn(['time'], (value: GoStruct) => String(Math.floor((value.options.native as GoTime).milliseconds / 1000))),
    ago: fn(['any'], (value: GoValue) => {
      const milliseconds = Math.floor(now()) - timeOf(value).milliseconds;
      return durationText(BigInt(Math.sign(milliseconds) * Math.round(Math.abs(milliseconds) / 1000)) * SECOND);
    }),
    duration: fn(['any'], (value: GoValue) => {
      const seconds = typeof value === 'string' ? (parseGoInteger(value, 10) ?? 0n) : isInt64(value) ? value.value : 0n;
      return durationText(BigInt.asIntN(64, seconds * SECOND));
    }),
    durationRound: fn(['any'], (value: GoValue) => {
      if (typeof value === 'string') return rounded(parseDuration(value) ?? 0n);
      if (isInt64(value)) return rounded(value.value);
      return value instanceof GoStruct && value.goType === 'time.Time'
        ? rounded(BigInt(now() - timeOf(value).milliseconds) * 1_000_000n)
        : '0s';
    }),
  };
}
