const QUANTITY = /^([+-]?)([0-9.]*)(.*)$/s;
const SUFFIXES = /^(?:|n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d+)$/;

/**
 * The text of a quantity in its canonical form, and what the server says when it is none. Models
 * k8s.io/apimachinery/pkg/api/resource.ParseQuantity and Quantity.String.
 */
export function checkQuantity(text: string): readonly [canonical: string, problem?: string] {
  if (text === '') return ['', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"];
  const [, sign = '', digits = '', suffix = ''] = QUANTITY.exec(text) ?? [];
  if (digits === '' || digits === '.' || digits.split('.').length > 2 || /[^eEinumkKMGTP0-9+-]/.test(suffix)) {
    return [text, "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"];
  }
  if (!/^[eEinumkKMGTP]*[-+]?[0-9]*$/.test(suffix)) {
    return [text, "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"];
  }
  if (!SUFFIXES.test(suffix)) return [text, "unable to parse quantity's suffix"];
  return [canonicalQuantity(sign, digits, suffix)];
}

const decimalExponents: { readonly [suffix: string]: number } = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const decimalSuffixes = new Map(Object.entries(decimalExponents).map(([suffix, exponent]) => [exponent, suffix]));
const binaryExponents: { readonly [suffix: string]: number } = { Ki: 1, Mi: 2, Gi: 3, Ti: 4, Pi: 5, Ei: 6 };

function canonicalQuantity(sign: string, digits: string, suffix: string): string {
  const minus = sign === '-' ? '-' : '';
  const [whole = '', fraction = ''] = digits.split('.');
  const scientific = /^[eE]([+-]?\d+)$/.exec(suffix);
  const binary = binaryExponents[suffix];
  let mantissa = BigInt((whole + fraction).replace(/^$/, '0'));
  if (binary !== undefined) {
    let scaled = mantissa * 1024n ** BigInt(binary);
    const divisor = 10n ** BigInt(fraction.length);
    if (scaled % divisor === 0n) {
      scaled /= divisor;
      if (scaled === 0n) return '0';
      if (scaled >= 1024n || fraction === '') return minus + binaryText(scaled);
      return minus + String(scaled);
    }
    // Not a whole number of bytes: shown in decimal, in thousandths and finer.
    return minus + decimalText((scaled * 10n ** 9n + divisor - 1n) / divisor, -9);
  }
  let exponent = (scientific === null ? (decimalExponents[suffix] ?? 0) : Number(scientific[1])) - fraction.length;
  if (mantissa === 0n) return '0';
  if (exponent < -9) {
    const divisor = 10n ** BigInt(Math.min(-9 - exponent, 400));
    mantissa = (mantissa + divisor - 1n) / divisor;
    exponent = -9;
  }
  return minus + (scientific === null ? decimalText(mantissa, exponent) : scientificText(mantissa, exponent));
}

function withoutZeros(mantissa: bigint, exponent: number): [bigint, number] {
  while (mantissa !== 0n && mantissa % 10n === 0n) [mantissa, exponent] = [mantissa / 10n, exponent + 1];
  return [mantissa, exponent];
}

function toThousands(mantissa: bigint, exponent: number, highest: number): [bigint, number] {
  [mantissa, exponent] = withoutZeros(mantissa, exponent);
  while (exponent % 3 !== 0 || exponent > highest) [mantissa, exponent] = [mantissa * 10n, exponent - 1];
  return [mantissa, exponent];
}

function decimalText(mantissa: bigint, exponent: number): string {
  const [digits, power] = toThousands(mantissa, exponent, 18);
  return `${digits}${decimalSuffixes.get(power) ?? ''}`;
}

function scientificText(mantissa: bigint, exponent: number): string {
  const [digits, power] = toThousands(mantissa, exponent, Infinity);
  return power === 0 ? String(digits) : `${digits}e${power}`;
}

function binaryText(value: bigint): string {
  let power = 0;
  while (value % 1024n === 0n && power < 6) {
    value /= 1024n;
    power++;
  }
  return `${value}${['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'][power] ?? ''}`;
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)$/;

/** Texts that were found to be times in that form: the objects of a cluster name the same ones over and over. */
const canonicalTimes = new Set<string>();
const MAX_KNOWN_TIMES = 4096;
const SECONDS_LENGTH = '2006-01-02T15:04:05Z'.length;

/** A time in the server's form (UTC, whole seconds, or microseconds for a MicroTime), and what it says when the text is none. */
export function checkTime(text: string, micro: boolean): readonly [canonical: string, problem?: string] {
  if (canonicalTimes.has(text) && micro === text.length > SECONDS_LENGTH) return [text];
  const layout = micro ? '2006-01-02T15:04:05.000000Z07:00' : '2006-01-02T15:04:05Z07:00';
  const match = TIME.exec(text);
  const milliseconds = match === null ? Number.NaN : Date.parse(`${text.slice(0, 19)}${match[8] ?? 'Z'}`);
  if (match === null || Number.isNaN(milliseconds) || (micro && match[7]?.length !== 6)) return [text, timeProblem(text, layout)];
  const seconds = new Date(milliseconds).toISOString().slice(0, 19);
  const canonical = micro ? `${seconds}.${(match[7] ?? '').slice(0, 6).padEnd(6, '0')}Z` : `${seconds}Z`;
  if (canonicalTimes.size >= MAX_KNOWN_TIMES) canonicalTimes.clear();
  canonicalTimes.add(canonical);
  return [canonical];
}

const parts: readonly { readonly layout: string; readonly pattern: RegExp }[] = [
  { layout: '2006', pattern: /^\d{4}/ },
  { layout: '-', pattern: /^-/ },
  { layout: '01', pattern: /^\d\d/ },
  { layout: '-', pattern: /^-/ },
  { layout: '02', pattern: /^\d\d/ },
  { layout: 'T', pattern: /^T/ },
  { layout: '15', pattern: /^\d\d/ },
  { layout: ':', pattern: /^:/ },
  { layout: '04', pattern: /^\d\d/ },
  { layout: ':', pattern: /^:/ },
  { layout: '05', pattern: /^\d\d/ },
];

function timeProblem(text: string, layout: string): string {
  let rest = text;
  for (const part of parts) {
    const match = part.pattern.exec(rest);
    if (match === null)
      return `parsing time ${JSON.stringify(text)} as "${layout}": cannot parse ${JSON.stringify(rest)} as "${part.layout}"`;
    rest = rest.slice(match[0].length);
  }
  const shown = JSON.stringify(text);
  const micro = layout.includes('.000000');
  const fraction = (micro ? /^\.\d{6}(?!\d)/ : /^(?:\.\d+)?/).exec(rest);
  if (fraction === null) return `parsing time ${shown} as "${layout}": cannot parse ${JSON.stringify(rest)} as ".000000"`;
  rest = rest.slice(fraction[0].length);
  const zone = /^(?:Z|[+-]\d\d:\d\d)/.exec(rest);
  if (zone === null) return `parsing time ${shown} as "${layout}": cannot parse ${JSON.stringify(rest)} as "Z07:00"`;
  rest = rest.slice(zone[0].length);
  return rest === '' ? `parsing time ${shown}: out of range` : `parsing time ${shown}: extra text: ${JSON.stringify(rest)}`;
}
