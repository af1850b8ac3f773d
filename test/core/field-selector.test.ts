import { expect, it } from 'vitest';
import { parseFieldSelector } from '../../sandbox/core/field-selector.ts';

it('reads terms in their order, with what is escaped', () => {
  expect(parseFieldSelector('spec.b!=x,,metadata.a==1,metadata.c=a\\,b\\=c\\\\')).toEqual([
    { field: 'metadata.a', isEqual: true, value: '1' },
    { field: 'metadata.c', isEqual: true, value: 'a,b=c\\' },
    { field: 'spec.b', isEqual: false, value: 'x' },
  ]);
});

it.each([
  ['metadata.name=a,foo', "invalid selector: 'metadata.name=a,foo'; can't understand 'foo'"],
  ['metadata.name=a=b', 'invalid field selector: unescaped character in value: 61'],
  ['metadata.name=a\\x', 'invalid field selector: invalid escape sequence: \\x'],
  ['metadata.name=a\\', 'invalid field selector: invalid escape sequence: \\'],
])('%s is none', (text, message) => {
  expect(() => parseFieldSelector(text)).toThrow(message);
});
