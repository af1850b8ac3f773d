import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GoJsonError, readGoJson, readGoJsonPrefix, type JsonMaker } from '../../sandbox/core/go-json.ts';

const maker: JsonMaker<unknown> = {
  scalar: (value) => value,
  list: (items) => items,
  object: (entries) => Object.fromEntries(entries),
};

test.each([
  ['', 'unexpected end of JSON input'],
  ['{a: 1}', "invalid character 'a' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a": 1,}', "invalid character '}' looking for beginning of object key string"],
  ['[1 2]', "invalid character '2' after array element"],
  ['[1,', 'unexpected end of JSON input'],
  ['tru', 'unexpected end of JSON input'],
  ['trux', "invalid character 'x' in literal true (expecting 'e')"],
  ['nil', "invalid character 'i' in literal null (expecting 'u')"],
  ['-', 'unexpected end of JSON input'],
  ['-x', "invalid character 'x' in numeric literal"],
  ['1.x', "invalid character 'x' after decimal point in numeric literal"],
  ['1ex', "invalid character 'x' in exponent of numeric literal"],
  ['01', "invalid character '1' after top-level value"],
  ['1e999', 'json: cannot unmarshal number 1e999 into Go value of type float64'],
  ['"\\q"', "invalid character 'q' in string escape code"],
  ['"\\u12x4"', "invalid character 'x' in \\u hexadecimal character escape"],
  ['"a\nb"', "invalid character '\\n' in string literal"],
  ['é', "invalid character 'Ã' looking for beginning of value"],
])('%j', (text, words) => {
  expect(() => readGoJson(text, maker)).toThrow(expect.objectContaining({ name: 'GoJsonError', message: words }));
});

test('tells how far it had read', () => {
  expect(() => readGoJson('[1 2]', maker)).toThrow(expect.objectContaining({ offset: 4 }));
  expect(() => readGoJson('[1', maker)).toThrow(expect.objectContaining({ offset: undefined }));
});

test('any JSON is read as JavaScript reads it, anything else refused', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.stringMatching(/^[[\]{}:,"\\0-9eE.+\-a-fnrtu ]*$/)), (text) => {
      let wanted: unknown;
      try {
        wanted = JSON.parse(text);
      } catch {
        expect(() => readGoJson(text, maker)).toThrow(GoJsonError);
        return;
      }
      try {
        expect(JSON.stringify(readGoJson(text, maker))).toBe(JSON.stringify(wanted));
      } catch (error) {
        // Numbers beyond a float are refused.
        expect(error).toBeInstanceOf(GoJsonError);
        expect((error as Error).message).toMatch(/cannot unmarshal number/);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('a value at the beginning of a text tells its length', () => {
  expect(readGoJsonPrefix('{"a": [1]},b=2', maker)).toEqual({ value: { a: [1] }, length: 10 });
});
