import process from 'node:process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../../sandbox/core/random.ts';
import { TemplateError, readYaml, renderTemplates, type GoValue } from '../../../sandbox/charts/template/index.ts';
import { contextualFunctions, pureFunctions } from '../../../sandbox/charts/template/functions/index.ts';

/** Runs of the fuzz tests; more by KUBETUTOR_FUZZ. */
const RUNS = Number(process.env['KUBETUTOR_FUZZ'] ?? '400');

const readValues = (): GoValue =>
  readYaml('name: web\ncount: 3\nf: 2.5\nlist: [a, {b: c}, 1]\nd: {b: 2, a: [x]}\nnothing: null\nt: true\ntext: "{{ .name }}"\n');

function render(text: string, limits = { steps: 50_000, work: 5_000_000, output: 200_000 }): string {
  try {
    const rendered = renderTemplates({
      templates: [{ name: 'x', text, dot: new Map([['Values', readValues()]]), partial: false }],
      now: () => 1_700_000_000_000,
      random: new Random('hostile'),
      limits,
    });
    return rendered.get('x') ?? '';
  } catch (error) {
    // Anything else than helm's own error is a defect.
    if (error instanceof TemplateError) return `Error: ${error.message}`;
    throw error;
  }
}

const TOO_MUCH = /too much|too many|too large/;
const doubled = (step: string, start: string, use: string): string =>
  `{{ $x := ${start} }}{{ range until 60 }}{{ $x = ${step} }}{{ end }}{{ ${use} }}`;

describe('a template that would never end, or fill the memory, is stopped', () => {
  test.each([
    ['loops in loops', '{{ range until 10000 }}{{ range until 10000 }}x{{ end }}{{ end }}'],
    ['text that doubles', doubled('print $x $x', '"a"', '$x | len')],
    ['text that grows', doubled('toJson (b64enc $x)', '"a"', '$x | len')],
    ['lists that double', doubled('concat $x $x', 'list 1', '$x | len')],
    ['a list of lists twice each, as YAML', doubled('list $x $x', 'list 1', '$x | toYaml')],
    ['as JSON', doubled('list $x $x', 'list 1', '$x | toJson')],
    ['printed', doubled('list $x $x', 'list 1', '$x')],
    ['by printf', doubled('list $x $x', 'list 1', 'printf "%v" $x')],
    ['copied', doubled('dict "a" $x "b" $x', 'dict', 'deepCopy $x | len')],
    ['compared', doubled('dict "a" $x "b" $x', 'dict', 'deepEqual $x $x')],
    ['merged', doubled('dict "a" $x "b" $x', 'dict', 'merge (dict) $x | len')],
    ['as a key', doubled('list $x $x', 'list 1', 'dict $x 1 | len')],
    ['replacing', '{{ replace "a" (repeat 100000 "b") (repeat 100000 "a") | len }}'],
    ['replacing by pattern', '{{ regexReplaceAll "a" (repeat 5000 "a") (repeat 100000 "b") | len }}'],
    ['joining', '{{ join (repeat 100000 "x") (until 10000) | len }}'],
    ['indenting', '{{ indent 100000 (repeat 100000 "\\n") | len }}'],
    ['chance', '{{ range until 1000 }}{{ $x := randAlphaNum 100000 }}{{ end }}'],
    ['hashes', '{{ range until 1000 }}{{ $x := sha512sum (repeat 100000 "a") }}{{ end }}'],
    ['YAML again and again', '{{ range until 10000 }}{{ $x := fromYaml (repeat 1000 "a: 1\\n") }}{{ end }}'],
    ['long numbers', '{{ range until 10000 }}{{ $x := printf "%100000d" 1 }}{{ end }}'],
  ])('%s', (_, text) => expect(render(text)).toMatch(TOO_MUCH));

  test.each([
    ['a template in itself', '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}'],
    ['text in itself', '{{ $t := "{{ tpl .t . }}" }}{{ tpl $t (dict "t" $t) }}'],
    ['values in themselves', '{{ $_ := set .Values "x" .Values }}{{ deepCopy .Values | len }}'],
    ['brackets', `{{ ${'('.repeat(5_000)}1${')'.repeat(5_000)} }}`],
    ['blocks', '{{ if 1 }}'.repeat(5_000)],
    ['a pattern of patterns', '{{ regexFind "((a{0,100}){0,100}){0,100}" "a" }}'],
    ['a number of items that no memory has', '{{ until 9223372036854775807 }}'],
    ['a text that no memory has', '{{ repeat 9223372036854775807 "a" }}'],
  ])('%s', (_, text) => expect(render(text)).toMatch(/^Error/));

  test.each([
    ['a pattern that goes back', '{{ regexMatch "(a+)+$" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab" }}', 'false'],
    ['values in themselves as YAML', '{{ $_ := set .Values "x" .Values }}{{ toYaml .Values }}', ''],
    [
      'aliases of aliases',
      `{{ fromYaml "a: &a [x,x,x,x,x,x,x,x,x]\\n${'bcdefghi'.replace(/./g, (name) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${String.fromCharCode(name.charCodeAt(0) - 1)}`).join(',')}]\\n`)}" }}`,
      'map[Error:error converting YAML to JSON: yaml: document contains excessive aliasing]',
    ],
  ])('%s ends by itself', (_, text, wanted) => expect(render(text)).toBe(wanted));
});

const functions = new Map([...pureFunctions, ...contextualFunctions(new Random('names'), () => 0)]);
const SLOW = /^(bcrypt|htpasswd|derivePassword)$/;
const calls = [...functions].filter(([name]) => !SLOW.test(name));

const texts = fc.constantFrom(
  '""',
  '"a"',
  '"a b"',
  '"{{ . }}"',
  '"1.2.3"',
  '"^a*$"',
  '"2006-01-02"',
  '"é\\xff"',
  '"a: [b"',
  '"{"',
  '`r`',
  '"%v%5.2q"',
  '.Values.name',
  '"_a-B c9"',
);
const numbers = fc.constantFrom('0', '1', '-3', '7', '100', "'x'", '0x1F', '9223372036854775807');
const dates = fc.constantFrom('now', '(toDate "2006-01-02" "2020-02-29")');
/** Arguments that fit the types of parameters. */
const fitting: { readonly [type: string]: fc.Arbitrary<string> } = {
  string: texts,
  int: numbers,
  int64: numbers,
  uint8: numbers,
  uint32: numbers,
  float64: fc.constantFrom('2.5', '1e3', '-0.0', '.Values.f'),
  bool: fc.constantFrom('true', 'false', '.Values.t'),
  list: fc.constantFrom('.Values.list', '(list)', '(list "a" nil 1)'),
  map: fc.constantFrom('.Values', '.Values.d', '(dict)', '(dict "a" nil)', 'nil'),
  time: dates,
  certificate: fc.constant('(genCA "a" 1)'),
};

const { pipeline } = fc.letrec((tie) => ({
  argument: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      '.',
      '$',
      '.Values',
      '.Values.count',
      '.Values.list',
      '.Values.d',
      '.Values.d.a',
      '.Values.nothing',
      '.Values.none',
      'nil',
    ),
    texts,
    numbers,
    dates,
    fc.tuple(tie('call')).map(([call]) => `(${String(call)})`),
  ),
  call: fc
    .constantFrom(...calls)
    .chain(([name, { params, variadic = false }]) =>
      fc
        .tuple(
          fc.tuple(
            ...params.map((type) => fc.oneof({ weight: 4, arbitrary: fitting[type] ?? tie('argument') }, tie('argument'))),
          ),
          fc.array(tie('argument'), { maxLength: variadic ? 3 : 0 }),
        )
        .map(([first, more]) => [name, ...first, ...more].join(' ')),
    ),
  pipeline: fc.array(fc.oneof(tie('call'), tie('argument')), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' | ')),
}));

const text = (inner: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        fc.tuple(fc.constantFrom('{{ ', '{{- '), inner, fc.constantFrom(' }}', ' -}}')).map((parts) => parts.join('')),
        inner.map((one) => `{{ $x := ${String(one)} }}{{ $x }}`),
        inner.map((one) => `{{ range $i, $e := ${String(one)} }}{{ $e }}{{ else }}none{{ end }}`),
        inner.map((one) => `{{ with ${String(one)} }}{{ . }}{{ else if . }}x{{ end }}`),
        fc.constantFrom(
          'a: ',
          '\n',
          '{{ define "t" }}{{ . }}{{ end }}',
          '{{ template "t" . }}',
          '{{ break }}',
          '{{ end }}',
          '{{/* c */}}',
          '{{',
        ),
      ),
      { maxLength: 4 },
    )
    .map((parts) => parts.join(''));

test('any template gives text or an error of helm', { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(text(pipeline), (template) => {
      render(template);
    }),
    { numRuns: RUNS },
  );
});

test('any characters are a template or an error of helm', { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(fc.stringMatching(/^(\{\{|\}\}|[-a-c .$|:="'`()\\\n0-9/*{}]){0,40}$/), (template) => {
      render(template);
    }),
    { numRuns: RUNS },
  );
});
