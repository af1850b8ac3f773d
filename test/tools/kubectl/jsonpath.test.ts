import { describe, expect, it } from 'vitest';
import { renderTemplate } from '../../../sandbox/tools/kubectl/jsonpath/evaluate.ts';
import { parseTemplate } from '../../../sandbox/tools/kubectl/jsonpath/parse.ts';

const object = {
  kind: 'List',
  items: [
    { name: 'a', labels: { app: 'web', 'x.y/z': '1' }, ports: [80, 443], ready: true, size: 1, nothing: null },
    { name: 'b', labels: { app: 'db' }, ports: [5432], ready: false, size: 2.5 },
  ],
};

const render = (template: string, strict = false): string => renderTemplate(parseTemplate(template), object, { strict });

describe('JSONPath as kubectl has it', () => {
  it.each([
    ['plain text', 'plain text'],
    ['{.kind}', 'List'],
    ['{$.kind} {@.kind}', 'List List'],
    ['{.items[*].name}', 'a b'],
    ['{.items[0].ports}', '[80,443]'],
    ['{.items[-1].name}', 'b'],
    ['{.items[-1:].name}', 'b'],
    ['{.items[0:2].name}', 'a b'],
    ['{.items[::2].name}', 'a'],
    ["{.items[*]['name','size']}", 'a b 1 2.5'],
    ["{.items[0].labels['x\\.y/z']}", '1'],
    ['{.items[0].labels.x\\.y/z}', '1'],
    ['{.items[?(@.labels.app=="db")].name}', 'b'],
    ['{.items[?(@.nothing)].name}', 'a'],
    ['{.items[0].nothing}', 'null'],
    ['{range .items[*]}{.name}={.size}{"\\n"}{end}', 'a=1\nb=2.5\n'],
    ['{range .items[*]}{.name}:{range .ports[*]}{@},{end};{end}.', 'a:80,443,;b:5432,;.'],
    ['{range .nope[*]}{.name}{end}after', 'after'],
    ['{.items..app}', 'web db'],
    ['{.missing}', ''],
  ])('%s', (template, wanted) => {
    expect(render(template)).toBe(wanted);
  });

  it.each([
    ['{.items', 'unclosed action'],
    ['{.items[*}', 'unterminated array'],
    ['{.items[abc]}', 'invalid array index abc'],
    ['{.items[?(@.a=="b"]}', 'unterminated filter'],
    ['{"a}', 'unterminated quoted string'],
    ['{.items....}', 'invalid multiple recursive descent'],
    ['{|}', "unrecognized character in action: U+007C '|'"],
    ['{end}', 'not in range, nothing to end'],
    ['{nonsense}', 'unrecognized identifier nonsense'],
    ['{.items[5].name}', 'array index out of bounds: index 5, length 2'],
    ['{.kind[0]}', 'string is not array or slice'],
    ['{.items[?(@.ports[*]==80)]}', 'can only compare one element at a time'],
    ['{.items[?(@.size=="1")]}', 'incompatible types for comparison'],
  ])('%s: %s', (template, message) => {
    expect(() => render(template)).toThrow(message);
  });

  it('misses what is not there when told to', () => {
    expect(() => render('{.missing}', true)).toThrow('missing is not found');
  });
});
