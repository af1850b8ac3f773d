import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { GoYamlError } from '../../sandbox/core/go-yaml/cursor.ts';
import { parseGoYaml, type GoYamlNode } from '../../sandbox/core/go-yaml/parse.ts';
import { resolveScalar } from '../../sandbox/core/go-yaml/resolve.ts';
import { toYaml } from '../../sandbox/core/yaml-text.ts';

function plain(node: GoYamlNode | undefined): unknown {
  if (node === undefined) return null;
  if (node.kind === 'alias') return plain(node.target);
  if (node.kind === 'sequence') return node.items.map(plain);
  if (node.kind === 'mapping') return Object.fromEntries(node.entries.map(([key, value]) => [String(plain(key)), plain(value)]));
  const value = resolveScalar(node.value, node.tag, node.isPlain);
  return typeof value === 'bigint' ? Number(value) : value;
}

function problem(text: string): string {
  try {
    parseGoYaml(text);
  } catch (error) {
    if (error instanceof GoYamlError) return error.message;
    throw error;
  }
  return 'none';
}

describe('what is wrong, and where go-yaml sees it', () => {
  test.each([
    ['a: b: c\n', 'mapping values are not allowed in this context'],
    ['x: 1\na: b: c\n', 'line 2: mapping values are not allowed in this context'],
    ['a:\n  - x\n - y\n', 'line 2: did not find expected key'],
    ['kind: X\n\ttab: y\n', 'line 2: found a tab character that violates indentation'],
    ['a: [1, 2\n', "line 1: did not find expected ',' or ']'"],
    ['- [', 'line 1: did not find expected node content'],
    ['a: {b: 1\nc: 2\n', "line 1: did not find expected ',' or '}'"],
    ['a: "x\n', 'line 2: found unexpected end of stream'],
    ['a: 1\nb\nc: 2\n', "line 3: could not find expected ':'"],
    ['a: @x\n', 'found character that cannot start any token'],
    ['a: *x\n', "unknown anchor 'x' referenced"],
    ['a: "\\q"\n', 'found unknown escape character'],
    ['a: |0\n  x\n', 'found an indentation indicator equal to 0'],
    ['a:\n- 1\n b: 2\n', 'line 3: mapping values are not allowed in this context'],
    ['a: !x!y z\n', 'found undefined tag handle'],
    ['a: \x01\n', 'control characters are not allowed'],
    ['%YAML 1.2\n---\na: 1\n', 'found incompatible YAML document'],
    ['{{ .x }}: 1\n', 'none'],
  ])('%j', (text, words) => expect(problem(text)).toBe(words));
});

describe('what scalars stand for', () => {
  test.each([
    ['0o14', 12n],
    ['0755', 493n],
    ['1_000', 1000n],
    ['08', 8],
    ['0x1F', 31n],
    ['1e3', 1000],
    ['1:30', '1:30'],
    ['2020-01-02', '2020-01-02'],
    ['yes', true],
    ['~', null],
    ['.5', 0.5],
    ['1e999', '1e999'],
    ['9223372036854775808', 9223372036854775808n],
    ['-9223372036854775809', -(2 ** 63)],
  ])('%s', (text, value) => expect(resolveScalar(text, '', true)).toEqual(value));

  test('a tag decides, and must fit', () => {
    expect(resolveScalar('1', 'tag:yaml.org,2002:str', false)).toBe('1');
    expect(resolveScalar('1', 'tag:yaml.org,2002:float', false)).toBe(1);
    expect(() => resolveScalar('x', 'tag:yaml.org,2002:int', false)).toThrow('cannot decode !!str `x` as a !!int');
  });
});

test('only the first document is read', () => {
  expect(plain(parseGoYaml('a: 1\n---\nb: [\n'))).toEqual({ a: 1 });
});

test.each([
  'a: |\n  one\n    two\n\nb: >-\n  f\n  g\n\n  h\n',
  "a: \"x\\n\\u00e9 \\\n  y\"\nb: 'it''s\n\n  folded'\n",
  '? complex\n: - 1\n  - {a: b, c: [d, e: f]}\n',
  'plain text\n  over lines\n',
  '- - 1\n  - 2\n-\n- key:\n  - indentless\n  other: x # note\n',
  'a: &x {b: 1}\nc: *x\n',
])('reads as another reader does: %j', (text) => {
  expect(plain(parseGoYaml(text))).toEqual(parse(text));
});

const scalars = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => text.replace(/[\ud800-\udfff\r\u0085\u2028\u2029]/g, '?')),
  fc.stringMatching(/^[a-c \n:#'"-]{0,100}$/),
  fc.constantFrom('', 'yes', '012', '1e3', '~', '2020-01-01', '- a', 'a: b', '#x', '{', '.5', '0x1', 'null'),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
  fc.constant(null),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    scalars,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[a-z.: ]{1,12}$/), tie('tree'), { maxKeys: 4 }),
  ),
}));

test('what is written is read again', () => {
  fc.assert(
    fc.property(tree, (value) => {
      const without = JSON.parse(JSON.stringify(value)) as unknown;
      expect(plain(parseGoYaml(toYaml(without)))).toEqual(without);
    }),
    { numRuns: 1_000 },
  );
});

test('any text is YAML or a GoYamlError', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-c:{}[\]&*!|>'"%@`?#,\-? \n\t0-9.~<]*$/), (text) => {
      problem(text);
    }),
    { numRuns: 5_000 },
  );
});

test('deep nesting is refused before the stack ends', () => {
  expect(problem('['.repeat(100_000))).toMatch(/exceeded max depth/);
  expect(problem(Array.from({ length: 3_000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''))).toMatch(/exceeded max depth/);
});
