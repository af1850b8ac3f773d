import { describe, expect, test } from 'vitest';
import {
  formatLabelSelector,
  formatSelector,
  matches,
  parseSelector,
  selectorMatches,
} from '../../sandbox/core/label-selector.ts';

describe('the text of a selector', () => {
  test.each([
    ['app=web', { app: 'web' }, true],
    ['app==web', { app: 'db' }, false],
    ['app!=web', {}, true],
    ['app', { app: '' }, true],
    ['!app', { app: '' }, false],
    ['tier in (a, b),app', { tier: 'b', app: 'x' }, true],
    ['tier notin (a,b)', { tier: 'c' }, true],
    ['x in ()', { x: '' }, true],
    ['x in (,a)', { x: '' }, true],
    ['in in (in)', { in: 'in' }, true],
    ['n>3', { n: '10' }, true],
    ['n<3', { n: '10' }, false],
    ['', { any: 'thing' }, true],
  ])('%s on %j: %s', (text, labels, expected) => {
    expect(selectorMatches(parseSelector(text), labels)).toBe(expected);
  });

  test.each([
    ['app=x,', "found '', expected: identifier after ','"],
    [',', "found ',', expected: !, identifier, or 'end of string'"],
    ['app=x y', "found 'y', expected: ',' or 'end of string'"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    ['app in x', "unable to parse requirement: found 'x' expected: '('"],
    ['app===x', "unable to parse requirement: found '=', expected: identifier"],
    ['app IN (x)', "unable to parse requirement: found 'IN', expected: in, notin, =, ==, !=, gt, lt"],
    ['n>x', `unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`],
  ])('%j is refused in the words of the server', (text, message) => {
    expect(() => parseSelector(text)).toThrow(message);
  });

  test('is written sorted', () => {
    expect(formatSelector(parseSelector('z!=1,a in (c,b),!m,k'))).toBe('a in (b,c),k,!m,z!=1');
  });
});

describe('a structured selector', () => {
  test('selects nothing when absent and everything when empty', () => {
    expect(matches(undefined, { a: 'b' })).toBe(false);
    expect(matches({}, { a: 'b' })).toBe(true);
  });

  test('joins labels and expressions', () => {
    const selector = { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['b', 'a'] }] };
    expect(matches(selector, { app: 'web', tier: 'a' })).toBe(true);
    expect(matches(selector, { app: 'web' })).toBe(false);
    expect(formatLabelSelector(selector)).toBe('app=web,tier in (a,b)');
    expect(formatLabelSelector({})).toBe('<none>');
  });

  test('is not fooled by names every object has', () => {
    expect(selectorMatches(parseSelector('constructor'), {})).toBe(false);
  });
});
