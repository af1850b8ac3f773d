import { expect, test } from 'vitest';
import { goValueOfJson } from '../../../sandbox/charts/chart-json.ts';
import { GoTemplateError, parseGoTemplate } from '../../../sandbox/charts/template/go-template.ts';

const pod = {
  metadata: { name: 'web', labels: { app: 'shop' } },
  spec: { containers: [{ name: 'a', ports: [{ containerPort: 8080 }] }, { name: 'b' }] },
  share: 0.5,
};

const run = (text: string, missingKeys: 'allowed' | 'refused' = 'allowed'): string =>
  parseGoTemplate('output', text).execute(goValueOfJson(pod, 'int64'), { missingKeys });

test.each([
  ['{{ .metadata.name }} {{ .nosuch }}', 'web <no value>'],
  ['{{ range .spec.containers }}{{ .name }}{{ "\\n" }}{{ end }}', 'a\nb\n'],
  ['{{ (index .spec.containers 0).name }} {{ len .spec.containers }} {{ .share }}', 'a 2 0.5'],
  [
    '{{ range .spec.containers }}{{ range .ports }}{{ printf "%d %T" .containerPort .containerPort }}{{ end }}{{ end }}',
    '8080 int64',
  ],
  ['{{ define "t" }}<{{ . }}>{{ end }}{{ template "t" .metadata.name }}', '<web>'],
])('%s', (text, wanted) => expect(run(text)).toBe(wanted));

test('what is wrong is said in the words of Go', () => {
  expect(() => run('{{ .a ')).toThrow(new GoTemplateError('template: output:1: unclosed action'));
  expect(() => run('{{ upper "a" }}')).toThrow(new GoTemplateError('template: output:1: function "upper" not defined'));
  expect(() => run('{{ .nosuch }}', 'refused')).toThrow(
    new GoTemplateError('template: output:1:3: executing "output" at <.nosuch>: map has no entry for key "nosuch"'),
  );
});
