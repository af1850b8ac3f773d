import { expect, test } from 'vitest';
import { goJson } from '../../sandbox/charts/go-json-text.ts';
import type { Values } from '../../sandbox/charts/go-map.ts';
import { setValues, type SetKind } from '../../sandbox/charts/set-values.ts';

function set(text: string, kind: SetKind = { kind: 'typed' }, values: Values = new Map()): string {
  setValues(text, values, kind);
  return goJson(values);
}

test.each([
  ['a=1,b=two', '{"a":1,"b":"two"}'],
  ['a.b.c=true', '{"a":{"b":{"c":true}}}'],
  ['a={1,x,null}', '{"a":[1,"x",null]}'],
  ['a[1]=x', '{"a":[null,"x"]}'],
  ['a[0].b=1,a[0].c=2', '{"a":[{"b":1,"c":2}]}'],
  [String.raw`a\.b=1`, '{"a.b":1}'],
  [String.raw`a=1\,2`, '{"a":"1,2"}'],
  ['a=007', '{"a":"007"}'],
  ['a=null', '{"a":null}'],
  ['a=', '{"a":""}'],
])('--set %s', (text, json) => {
  expect(set(text)).toBe(json);
});

test('--set-string and --set-literal keep text as it is', () => {
  expect(set('a=1,b=true', { kind: 'string' })).toBe('{"a":"1","b":"true"}');
  expect(set('a.b=1,c=2', { kind: 'literal' })).toBe('{"a":{"b":"1,c=2"}}');
});

test.each([
  ['a', 'key "a" has no value'],
  ['a.b', 'key "b" has no value'],
  ['a[-1]=1', 'negative -1 index not allowed'],
  ['a[70000]=1', 'index of 70000 is greater than maximum supported index of 65536'],
  ['a[x]=1', 'strconv.Atoi: parsing "x": invalid syntax'],
])('--set %s is refused in helm’s words', (text, words) => {
  expect(() => set(text)).toThrow(words);
});

test('keys of JavaScript’s own objects are keys like others', () => {
  expect(set('__proto__.polluted=1,constructor=2')).toBe('{"__proto__":{"polluted":1},"constructor":2}');
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});
