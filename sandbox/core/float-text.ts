/** Numbers as strconv.FormatFloat writes them. */

/** `format`: e, f, g (upper case too), b, x. `precision` -1: as few digits as tell the number apart. */
export function formatFloat(value: number, format: string, precision: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  const lower = format.toLowerCase();
  const text =
    lower === 'b'
      ? binary(size)
      : lower === 'x'
        ? hexadecimal(size, precision)
        : lower === 'e'
          ? exponential(size, precision)
          : lower === 'f'
            ? fixed(size, precision)
            : general(size, precision);
  return sign + (format === lower ? text : text.toUpperCase());
}

/** A float64 as `%v` prints it. */
export function floatText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6 && !Object.is(value, -0)) return String(value);
  return formatFloat(value, 'g', -1);
}

interface Digits {
  readonly digits: string;
  /** The power of ten of the first digit. */
  readonly power: number;
}

function shortest(size: number): Digits {
  if (size === 0) return { digits: '0', power: 0 };
  const [mantissa = '0', power = '0'] = size.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), power: Number(power) };
}

/** The number times ten to `places`, rounded to even. */
function scaled(size: number, places: number): bigint {
  const { mantissa, exponent } = parts(size);
  let over = mantissa;
  let under = 1n;
  if (exponent >= 0) over <<= BigInt(exponent);
  else under <<= BigInt(-exponent);
  if (places >= 0) over *= 10n ** BigInt(places);
  else under *= 10n ** BigInt(-places);
  const whole = over / under;
  const rest = (over % under) * 2n;
  return rest > under || (rest === under && whole % 2n === 1n) ? whole + 1n : whole;
}

function rounded(size: number, digits: number): Digits {
  if (size === 0) return { digits: '0'.repeat(Math.max(1, digits)), power: 0 };
  const { power } = shortest(size);
  const text = String(scaled(size, digits - 1 - power));
  return text.length > digits ? { digits: text.slice(0, digits), power: power + 1 } : { digits: text, power };
}

function parts(size: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, size);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return exponent === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | 0x10000000000000n, exponent: exponent - 1075 };
}

function exponentText({ digits, power }: Digits): string {
  const rest = digits.slice(1);
  return `${digits.charAt(0)}${rest === '' ? '' : `.${rest}`}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

const exponential = (size: number, precision: number): string =>
  exponentText(precision < 0 ? shortest(size) : rounded(size, precision + 1));

function fixed(size: number, precision: number): string {
  if (precision < 0) {
    const { digits, power } = shortest(size);
    if (power < 0) return `0.${'0'.repeat(-power - 1)}${digits}`;
    if (digits.length <= power + 1) return digits.padEnd(power + 1, '0');
    return `${digits.slice(0, power + 1)}.${digits.slice(power + 1)}`;
  }
  const text = String(scaled(size, precision)).padStart(precision + 1, '0');
  return precision === 0 ? text : `${text.slice(0, -precision)}.${text.slice(-precision)}`;
}

function general(size: number, precision: number): string {
  const isShortest = precision < 0;
  const wanted = precision === 0 ? 1 : precision;
  const found = isShortest ? shortest(size) : rounded(size, wanted);
  const digits = isShortest ? found.digits : found.digits.replace(/0+$/, '') || '0';
  let limit = isShortest ? 6 : wanted;
  if (!isShortest && limit > digits.length && digits.length >= found.power + 1) limit = digits.length;
  if (found.power < -4 || found.power >= limit) return exponentText({ digits, power: found.power });
  if (found.power < 0) return `0.${'0'.repeat(-found.power - 1)}${digits}`;
  if (digits.length <= found.power + 1) return digits.padEnd(found.power + 1, '0');
  return `${digits.slice(0, found.power + 1)}.${digits.slice(found.power + 1)}`;
}

function binary(size: number): string {
  const { mantissa, exponent } = parts(size);
  return `${mantissa}p${exponent < 0 ? '' : '+'}${exponent}`;
}

function hexadecimal(size: number, precision: number): string {
  if (size === 0) return `0x0${precision > 0 ? `.${'0'.repeat(precision)}` : ''}p+00`;
  let { mantissa, exponent } = parts(size);
  while (mantissa < 0x10000000000000n) {
    mantissa <<= 1n;
    exponent--;
  }
  let power = exponent + 52;
  if (precision >= 0 && precision < 13) {
    const drop = BigInt(4 * (13 - precision));
    const half = 1n << (drop - 1n);
    const rest = mantissa & ((1n << drop) - 1n);
    mantissa >>= drop;
    if (rest > half || (rest === half && mantissa % 2n === 1n)) mantissa++;
    mantissa <<= drop;
    if (mantissa >= 0x20000000000000n) {
      mantissa >>= 1n;
      power++;
    }
  }
  const all = mantissa.toString(16).slice(1);
  const fraction = precision < 0 ? all.replace(/0+$/, '') : all.slice(0, precision).padEnd(precision, '0');
  return `0x1${fraction === '' ? '' : `.${fraction}`}p${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
