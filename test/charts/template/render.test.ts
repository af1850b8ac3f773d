import { describe, expect, it } from 'vitest';
import { Random } from '../../../sandbox/core/random.ts';
import { readYaml, renderTemplates } from '../../../sandbox/charts/template/index.ts';

const values = readYaml('name: web\ncount: 3\nmillion: 1000000\nlist: [a, b, c]\nnothing: null\ndict: {b: 2, a: 1}\n');

function render(text: string): string {
  try {
    const rendered = renderTemplates({
      templates: [{ name: 'x.yaml', text, dot: new Map([['Values', values]]), partial: false }],
      now: () => 0,
      random: new Random('test'),
    });
    return rendered.get('x.yaml') ?? '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('templates', () => {
  it.each([
    ['{{ .Values.name | upper | quote }}', '"WEB"'],
    ['{{ .Values.million }} {{ .Values.count }}', '1e+06 3'],
    ['{{ range $i, $e := .Values.list }}{{ if eq $i 1 }}{{ continue }}{{ end }}{{ $i }}{{ $e }}{{ end }}', '0a2c'],
    ['{{ .Values.dict }} {{ printf "%5.2f|%q|%T" 2.5 "x" 1 }}', 'map[a:1 b:2]  2.50|"x"|int'],
    ['{{ with .Values.missing }}x{{ else }}none{{ end }}{{ .Values.missing }}', 'none'],
    ['{{ define "t" }}<{{ . }}>{{ end }}{{ include "t" "a" }}{{ tpl "{{ .Values.name }}" . }}', '<a>web'],
    ['{{ toYaml .Values.dict | nindent 2 }}', '\n  a: 1\n  b: 2'],
    ['{{ add 1 2.9 "3" }} {{ div 7 2 }} {{ until 3 }}', '6 3 [0 1 2]'],
    ['{{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }}', '-W-xxW-'],
  ])('%s', (text, output) => {
    expect(render(text)).toBe(output);
  });

  it.each([
    [
      '{{ upper .Values.count }}',
      'template: x.yaml:1:16: executing "x.yaml" at <.Values.count>: wrong type for value; expected string; got float64',
    ],
    ['{{ trunc "a" "b" }}', 'template: x.yaml:1:9: executing "x.yaml" at <"a">: expected integer; found "a"'],
    [
      '{{ trimSuffix "x" }}',
      'template: x.yaml:1:3: executing "x.yaml" at <trimSuffix>: wrong number of args for trimSuffix: want 2 got 1',
    ],
    [
      '{{ .Values.nothing.x }}',
      'template: x.yaml:1:10: executing "x.yaml" at <.Values.nothing.x>: nil pointer evaluating interface {}.x',
    ],
    ['a\n{{ required "give it" .Values.nothing }}', 'execution error at (x.yaml:2:3): give it'],
    ['{{ if }}', 'parse error at (x.yaml:1): missing value for if'],
  ])('%s fails as with Go', (text, message) => {
    expect(render(text)).toBe(message);
  });

  it('stops what would not end', () => {
    expect(render('{{ define "r" }}{{ include "r" . }}{{ end }}{{ include "r" . }}')).toContain('nested reference name: r');
    expect(render('{{ range 100000000 }}x{{ end }}')).toContain('too many steps');
    expect(render('{{ repeat 1000000000 "x" }}')).toContain('Repeat output length overflow');
  });
});
