import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toJson } from '../../../sandbox/charts/template/index.ts';
import { GoTomlError, readToml } from '../../../sandbox/charts/template/read-toml.ts';
import { toToml } from '../../../sandbox/charts/template/toml.ts';

const json = (text: string): string => toJson(readToml(text));

test.each([
  [
    'a = 1\nb.c = "x"\n[t]\nd = [1, 2.5, "z", [true]]\n[t.u]\ne = {f = 1}\n',
    '{"a":1,"b":{"c":"x"},"t":{"d":[1,2.5,"z",[true]],"u":{"e":{"f":1}}}}',
  ],
  ['[[p]]\nn = 1\n[[p]]\nn = 2\n[[p.q]]\nm = 3\n', '{"p":[{"n":1},{"n":2,"q":[{"m":3}]}]}'],
  ['a = """\none \\\n   two"""\nb = \'\'\'\nraw \\n\'\'\'\nc = "\\u00e9\\t"\n', '{"a":"one two","b":"raw \\\\n","c":"é\\t"}'],
  ['h = 0xff\no = 0o17\nb = 0b11\nn = 1_000\nf = 1e3\n', '{"b":3,"f":1000,"h":255,"n":1000,"o":15}'],
  [
    'd = 2020-01-01\nt = 1979-05-27T07:32:00Z\n"q k" = 1 # note\n',
    '{"d":"2020-01-01T00:00:00Z","q k":1,"t":"1979-05-27T07:32:00Z"}',
  ],
])('%j', (text, wanted) => expect(json(text)).toBe(wanted));

test.each([
  ['a = ', 'toml: line 1 (last key "a"): unexpected EOF; expected value'],
  ['a = 1\na = 2', `toml: line 2 (last key "a"): Key 'a' has already been defined.`],
  ['a = 1 2', `toml: line 1: expected a top-level item to end with a newline, comment, or EOF, but got '2' instead`],
  ['= 1', `toml: line 1: unexpected '=': key name appears blank`],
  ['a = [1 2]', `toml: line 1 (last key "a"): expected a comma (',') or array terminator (']'), but got '2'`],
  ['a = 01', 'toml: line 1 (last key "a"): Invalid integer "01": cannot have leading zeroes'],
  ['a = "x', `toml: line 1 (last key "a"): unexpected EOF; expected '"'`],
  ['[]', 'toml: line 1: unexpected end of table name (table names cannot be empty)'],
])('%j is refused', (text, words) => expect(() => readToml(text)).toThrow(new GoTomlError(words)));

test('any text is TOML or a GoTomlError', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-c=[\]{}"'.,#\-+_:0-9eTZ \n\\]*$/), (text) => {
      try {
        readToml(text);
      } catch (error) {
        expect(error).toBeInstanceOf(GoTomlError);
      }
    }),
    { numRuns: 3_000 },
  );
});

test('what is written is read again', () => {
  const text = toToml(readToml('[a]\nb = [{c = 1}, {c = 2}]\n[a.d]\ne = "q\\"\\n"\n'));
  expect(text).toBe('[a]\n\n  [[a.b]]\n    c = 1\n\n  [[a.b]]\n    c = 2\n  [a.d]\n    e = "q\\"\\n"\n');
  expect(toToml(readToml(text))).toBe(text);
});
