import type { IntOrString } from '../../schema/types/meta-v1.ts';

/** A number as it is, a percentage of `total`. */
export function share(value: IntOrString, total: number, round: (value: number) => number): number {
  if (typeof value === 'number') return value;
  return round((Number.parseInt(value, 10) * total) / 100);
}
