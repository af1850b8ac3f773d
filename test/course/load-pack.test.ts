import { describe, expect, it } from 'vitest';
import { readPack } from '../../src/course/pack/load.ts';
import { renderProblem } from '../../src/course/pack/problems.ts';
import { lessonMarkdown, lessonYaml, packYaml, samplePack } from './sample-pack.ts';

const lessonFile = '01-basics/01-first/lesson.yaml';
const proseFile = '01-basics/01-first/lesson.md';

const messagesFor = (changed: { readonly [path: string]: string }): readonly string[] =>
  readPack(samplePack(changed)).problems.map(renderProblem);

describe('a pack', () => {
  it('is read into lessons with sections, tasks and solution', () => {
    const { pack, problems } = readPack(samplePack());
    expect(problems.map(renderProblem)).toEqual([]);
    const lesson = pack?.modules[0]?.lessons[0];
    expect(lesson?.id).toBe('basics/first');
    expect(lesson?.sections.map(({ id, title }) => [id, title])).toEqual([
      ['intro', ''],
      ['make-it', 'Make it'],
    ]);
    expect(lesson?.sections[1]?.commands).toEqual([{ text: 'kubectl create namespace shop', mode: 'run', line: 7 }]);
    expect(lesson?.tasks[0]?.checks[0]?.label).toBe('Namespace shop');
    expect(lesson?.setup).toEqual({ objects: [], wait: 120_000, users: [], faults: [], load: [] });
  });

  it('names file, line and column, shows the line, and suggests', () => {
    expect(messagesFor({ [lessonFile]: lessonYaml.replace('    title: Make the', '    titel: Make the') })[0]).toBe(
      [
        `${lessonFile}:8:5: expected one of \`id\`, \`title\`, \`section\`, \`after\`, \`checks\`, \`hints\`, found the key \`titel\``,
        '  8 |     titel: Make the namespace shop',
        '    |     ^',
        '  Did you mean `title`?',
      ].join('\n'),
    );
  });

  it.each([
    ['a missing key', lessonYaml.replace('minutes: 5\n', ''), /lesson\.yaml:1:1: expected the key `minutes`/],
    [
      'a wrong type',
      lessonYaml.replace('minutes: 5', 'minutes: soon'),
      /:4:10: expected a whole number from 1 to 240, found the text "soon"/,
    ],
    [
      'an unknown check',
      lessonYaml.replace('assert:', 'asert:'),
      /:11:9: expected one of `assert`.*found the key `asert`[^]*Did you mean `assert`\?/,
    ],
    ['a check without a kind', lessonYaml.replace('kind: Namespace, ', ''), /expected a `kind` such as `Pod` in the object/],
    [
      'a check of nothing',
      lessonYaml.replace('{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }', '{}'),
      /expected an `apiVersion`/,
    ],
    [
      'a fault after a task that there is not',
      `${lessonYaml}setup: { faults: [{ passed: mkae, cordon: node-1 }] }\n`,
      /expected a task \(`make`\), found `mkae`[^]*Did you mean `make`/,
    ],
    [
      'an unknown section',
      lessonYaml.replace('section: make-it', 'section: mke-it'),
      /expected a section of lesson\.md \(`intro`, `make-it`\), found `mke-it`[^]*Did you mean `make-it`/,
    ],
    [
      'a task without a solution',
      lessonYaml.replace('  - task: make\n    steps: [{ run: kubectl create namespace shop }]', '  []'),
      /expected a solution of task `make`, found none/,
    ],
    ['a task that nothing can fail', lessonYaml.replace('assert:', 'absent:'), /found only what holds from the start/],
    ['a duplicate key', `${lessonYaml}title: Again\n`, /expected YAML, found: Map keys must be unique/],
    ['charts in the setup', `${lessonYaml}setup: { charts: [] }\n`, /charts are folders of charts\/ beside pack\.yaml/],
    [
      'a way out of the folder',
      `${lessonYaml}setup: { objects: [../../secret.yaml] }\n`,
      /expected a path inside the folder, found "\.\.\/\.\.\/secret\.yaml"/,
    ],
    [
      'a way out of the home folder',
      lessonYaml.replace('run: kubectl create namespace shop', 'write: { file: /etc/passwd, content: x }'),
      /expected a path inside the folder, found the absolute path/,
    ],
    [
      'a manifest that is not there',
      `${lessonYaml}setup: { objects: [start.yaml] }\n`,
      /expected the file 01-basics\/01-first\/start\.yaml, which is not there/,
    ],
    [
      'an escape sequence',
      lessonYaml.replace('The first', 'The \u001b[31mfirst'),
      /:2:12: expected text, found the control character U\+001B/,
    ],
    ['a file that is too large', `${lessonYaml}# ${'x'.repeat(300_000)}`, /expected a file of at most 256 KiB/],
    ['nesting without end', `x: ${'['.repeat(5_000)}`, /expected at most 40 levels of nesting/],
    [
      'broken CEL',
      lessonYaml.replace(/assert: .*/, 'cel: { expression: "pods.size( > 1", objects: { pods: { apiVersion: v1, kind: Pod } } }'),
      /expected a CEL expression, found/,
    ],
    [
      'an answer that is no choice',
      lessonYaml.replace(/assert: .*/, 'answer: { question: Which?, kind: choice, choices: { a: x, b: y }, correct: c }'),
      /expected `correct` to name choices \(a, b\), found "c"/,
    ],
    [
      'a number where text is meant',
      lessonYaml.replace('title: The first', 'title: 1.10'),
      /:2:8: expected text, found `1\.1`[^]*Did you mean '1\.10', in quotes\?/,
    ],
    [
      'the key of a question that is wrong, at its place',
      lessonYaml.replace(/assert: .*/, 'answer: { question: How many?, kind: number, correct: many }'),
      /:11:63: expected `correct` to be a number/,
    ],
  ])('refuses %s', (_what, text, message) => {
    expect(messagesFor({ [lessonFile]: text }).join('\n')).toMatch(message);
  });

  it('tells each place of a mistake that is made twice, and a misspelt key once', () => {
    const second = `  - id: other\n    title: Other\n    section: mke-it\n    checks: [{ assert: { apiVersion: v1, kind: Pod } }]\nsolution:\n  - { task: other, steps: [{ wait: 1s }] }`;
    const twice = lessonYaml.replace('section: make-it', 'section: mke-it').replace('solution:', second);
    expect(messagesFor({ [lessonFile]: twice }).map((message) => /:(\d+:\d+):/.exec(message)?.[1])).toEqual(['9:14', '15:14']);
    expect(messagesFor({ [lessonFile]: lessonYaml.replace('minutes:', 'minuts:') })).toHaveLength(1);
  });

  it('counts values behind aliases, so that a small file cannot grow large', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]`),
    ];
    const text = `${lessonYaml}setup: { objects: [{ apiVersion: v1, kind: ConfigMap, data: { ${bomb.join(', ')} } }] }\n`;
    expect(messagesFor({ [lessonFile]: text }).join('\n')).toMatch(/at most (50 aliases|50000 values)/);
  });

  it.each([
    ['an unclosed block', `${lessonMarkdown}\n\`\`\`sh\nls\n`, /expected the code block to be closed/],
    [
      'a mistyped kind of block',
      lessonMarkdown.replace('```sh', '```sh wach'),
      /lesson\.md:7:1: expected `sh`[^]*Did you mean `sh watch`\?/,
    ],
    [
      'a section named twice',
      `${lessonMarkdown}\n## Make it\n`,
      /expected a section id that is used once, found `make-it` again/,
    ],
  ])('refuses prose with %s', (_what, text, message) => {
    expect(messagesFor({ [proseFile]: text }).join('\n')).toMatch(message);
  });

  it('refuses what is no chart, and a check of charts that looks at nothing', () => {
    expect(messagesFor({ 'charts/web/Chart.yaml': 'x: 1' }).join()).toMatch(
      /charts\/web\/Chart\.yaml:1:1: expected a chart, found: /,
    );
    expect(messagesFor({ 'charts/web.tgz': 'x' }).join()).toMatch(/expected a folder for each chart/);
    expect(messagesFor({ [lessonFile]: lessonYaml.replace(/assert: .*/, 'rendered: { chart: web }') }).join()).toMatch(
      /expected at least one of `matches`, `absent`, `notes`, `fails`/,
    );
  });

  it('refuses another format version', () => {
    expect(messagesFor({ 'pack.yaml': packYaml.replace('formatVersion: 1', 'formatVersion: 2') })[0]).toMatch(
      /pack\.yaml:1:16: expected the number 1, found `2`/,
    );
  });
});
