import { describe, expect, test } from 'vitest';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  quantityMilliValue,
  quantityValue,
} from '../../sandbox/core/quantity.ts';

describe('a quantity', () => {
  test.each([
    ['0.1', '100m'],
    ['1000m', '1'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['0.5Gi', '512Mi'],
    ['1e3', '1e3'],
    ['1000e0', '1e3'],
    ['1e2', '100'],
    ['1000k', '1M'],
    ['100M', '100M'],
    ['0', '0'],
    ['-5', '-5'],
    ['+5', '5'],
    ['.5', '500m'],
    ['5.', '5'],
    ['512Ki', '512Ki'],
    ['0.5Ki', '512'],
    ['1.1Mi', '1153433600m'],
    ['0.0000000001', '1n'],
    ['2E', '2E'],
    ['100000000000000000000000', '9223372036854775807'],
  ])('%s is written %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  test.each(['', 'abc', '1.2.3', '1 Gi', '--1', '1Gi5'])('%j is refused', (text) => {
    expect(() => parseQuantity(text)).toThrow(/quantit/);
  });

  test('compares and adds across formats', () => {
    expect(compareQuantities('1Gi', '1024Mi')).toBe(0);
    expect(compareQuantities('1', '1001m')).toBe(-1);
    expect(formatQuantity(addQuantities('250m', '0.25'))).toBe('500m');
    expect(formatQuantity(addQuantities('0', '64Mi'))).toBe('64Mi');
  });

  test('rounds up to units and thousandths', () => {
    expect(quantityValue('1500m')).toBe(2);
    expect(quantityMilliValue('0.0001')).toBe(1);
  });
});
