/** The suffixes of a quantity and what they multiply by, in units of one nano. */
const NANO = 1_000_000_000n;
const suffixes: { readonly [suffix: string]: bigint } = {
  n: 1n,
  u: 1_000n,
  m: 1_000_000n,
  '': NANO,
  k: NANO * 1000n,
  M: NANO * 1000n ** 2n,
  G: NANO * 1000n ** 3n,
  T: NANO * 1000n ** 4n,
  P: NANO * 1000n ** 5n,
  E: NANO * 1000n ** 6n,
  Ki: NANO * 1024n,
  Mi: NANO * 1024n ** 2n,
  Gi: NANO * 1024n ** 3n,
  Ti: NANO * 1024n ** 4n,
  Pi: NANO * 1024n ** 5n,
  Ei: NANO * 1024n ** 6n,
};

const QUANTITY = /^([+-]?)(\d+\.?\d*|\.\d+)(?:([eE][+-]?\d+)|(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]))?$/;

/**
 * A quantity such as `500m`, `1.5Gi` or `2e3` in units of one nano, rounded up; undefined when the text is none. Models
 * k8s.io/apimachinery/pkg/api/resource.ParseQuantity.
 */
export function parseQuantity(text: string | number): bigint | undefined {
  const match = QUANTITY.exec(String(text));
  if (match === null) return undefined;
  const [, sign, digits = '', exponentText, suffix = ''] = match;
  const exponent = exponentText === undefined ? 0 : Number(exponentText.slice(1));
  if (Math.abs(exponent) > 100) return undefined;
  const [whole = '', fraction = ''] = digits.split('.');
  let numerator = BigInt(whole + fraction) * (suffixes[suffix] ?? NANO);
  let denominator = 10n ** BigInt(fraction.length);
  if (exponent >= 0) numerator *= 10n ** BigInt(exponent);
  else denominator *= 10n ** BigInt(-exponent);
  const size = ceilingOf(numerator, denominator);
  return sign === '-' ? -size : size;
}

/** The quantity in whole units (bytes, Pods), rounded up; 0 for what is no quantity. */
export function quantityValue(text: string | number | undefined): number {
  return scaled(text, NANO);
}

/** The quantity in thousandths (milli-CPUs), rounded up; 0 for what is no quantity. */
export function quantityMilli(text: string | number | undefined): number {
  return scaled(text, NANO / 1000n);
}

function scaled(text: string | number | undefined, unit: bigint): number {
  const nano = text === undefined ? undefined : parseQuantity(text);
  if (nano === undefined) return 0;
  return Number(nano < 0n ? -ceilingOf(-nano, unit) : ceilingOf(nano, unit));
}

function ceilingOf(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}
