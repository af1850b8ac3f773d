import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createCluster } from '../../sandbox/index.ts';
import { lessonsOf } from '../../src/course/lesson/model.ts';
import { loadPack, readPack } from '../../src/course/pack/load.ts';
import { renderProblem } from '../../src/course/pack/problems.ts';
import { LessonSession } from '../../src/course/session/lesson-session.ts';
import { readAttempt, AttemptError } from '../../src/course/session/attempt.ts';
import { packFilesIn } from '../../src/platform/pack-files.ts';
import { lessonMarkdown, lessonYaml, packYaml, samplePack } from './sample-pack.ts';

const folderOf = '01-basics/01-first';
const lessonFile = `${folderOf}/lesson.yaml`;

/** Runs of the loaders' fuzz test; more by KUBETUTOR_FUZZ. */
const RUNS = Number(process.env['KUBETUTOR_FUZZ'] ?? '60');

const problemsOf = (changed: { readonly [path: string]: string }): string =>
  readPack(samplePack(changed)).problems.map(renderProblem).join('\n');

let folder: string | undefined;
afterEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

describe('a hostile pack', () => {
  it.each([
    [
      'a folder of another place',
      { 'pack.yaml': packYaml.replace('[01-basics/01-first]', '[../../etc]') },
      /path inside the folder/,
    ],
    ['a drive', { 'pack.yaml': packYaml.replace('[01-basics/01-first]', "['C:/x']") }, /path inside the folder/],
    ['a path behind a prototype', { [lessonFile]: `${lessonYaml}__proto__: { polluted: true }\n` }, /found the key `__proto__`/],
    [
      'constructor as a task option',
      { [lessonFile]: lessonYaml.replace('hints:', 'constructor: 1\n    hints:') },
      /found the key `constructor`/,
    ],
    [
      'a control sequence in prose',
      { [`${folderOf}/lesson.md`]: `${lessonMarkdown}\u001b]52;c;aGk=\u0007` },
      /control character U\+001B/,
    ],
    ['text that turns around', { [`${folderOf}/lesson.md`]: `${lessonMarkdown}\u202e` }, /control character U\+202E/],
    ['a control sequence in a starter file', { [`${folderOf}/files/a.txt`]: 'x\u009b31m' }, /control character U\+009B/],
    [
      'a control sequence written as an escape',
      { 'pack.yaml': packYaml.replace('A sample', '"A \\e]0;x\\a"') },
      /control character U\+001B/,
    ],
    ['a key that turns around', { [lessonFile]: `${lessonYaml}"\\u202e": 1\n` }, /control character U\+202E/],
    [
      'emphasis without end',
      { [`${folderOf}/lesson.md`]: `${lessonMarkdown}\n${'*a_'.repeat(60_000)}` },
      /a blank line at least every/,
    ],
    [
      'a link whose target has a space',
      { [`${folderOf}/lesson.md`]: `${lessonMarkdown}\nA *[PID namespace](term:PID namespace)* does this.\n` },
      /expected angle brackets around a target with a space, `\[PID namespace\]\(<term:PID namespace>\)`/,
    ],
    [
      'a debrief of marks',
      { [lessonFile]: lessonYaml.replace('A namespace is', `a${'*a_'.repeat(9_000)}`) },
      /a blank line at least every/,
    ],
    [
      'more lessons than anybody writes',
      { 'pack.yaml': packYaml.replace('[01-basics/01-first]', `[${'01-basics/01-first, '.repeat(400)}]`) },
      /at most 300 lessons/,
    ],
    [
      'aliases that multiply',
      {
        [lessonFile]: `${lessonYaml}setup: { objects: [{ a: &a [${'x,'.repeat(9)}], b: &b [${'*a,'.repeat(9)}], c: &c [${'*b,'.repeat(9)}], d: &d [${'*c,'.repeat(9)}], e: &e [${'*d,'.repeat(9)}], f: [${'*e,'.repeat(5)}] }] }\n`,
      },
      /expected at most 50 aliases in a file/,
    ],
    [
      'files without end',
      Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`${folderOf}/files/${index}.txt`, 'x'.repeat(200_000)])),
      /a pack of at most 32 MiB/,
    ],
    [
      'deep nesting by indentation',
      { [lessonFile]: Array.from({ length: 3_000 }, (_, depth) => `${' '.repeat(depth % 400)}a:`).join('\n') },
      /expected/,
    ],
    ['nesting by dashes', { [lessonFile]: `${'- '.repeat(20_000)}x` }, /expected at most \d+ levels/],
    [
      'quotes in quotes',
      { [`${folderOf}/lesson.md`]: `${lessonMarkdown}\n${'> '.repeat(3_900)}x\n` },
      /Markdown that nests less deep/,
    ],
    ['a tag that makes things', { [lessonFile]: `${lessonYaml}x: !!js/function 'x'\n` }, /expected/],
    ['a log without pause', { 'images/a.yaml': "name: a\ntags: ['1']\nlog: [{ text: x, every: 1ms }]\n" }, /at least `100ms`/],
    [
      'load without end',
      { [lessonFile]: `${lessonYaml}setup: { load: [{ at: 1s, url: 'http://a', every: 1ms, times: 5 }] }\n` },
      /at least `50ms`/,
    ],
    ['a file that the pack does not use', { 'secret.txt': 'x' }, /expected a file that the pack uses/],
  ])('with %s is refused', (_what, changed, message) => {
    expect(problemsOf(changed)).toMatch(message);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('cannot reach other places by symbolic links', () => {
    folder = mkdtempSync(path.join(tmpdir(), 'kubetutor-hostile-'));
    const secret = path.join(folder, 'secret.yaml');
    writeFileSync(secret, 'top: secret');
    const pack = path.join(folder, 'pack');
    mkdirSync(path.join(pack, folderOf, 'files'), { recursive: true });
    writeFileSync(path.join(pack, 'pack.yaml'), packYaml);
    writeFileSync(path.join(pack, folderOf, 'lesson.md'), lessonMarkdown);
    writeFileSync(path.join(pack, lessonFile), `${lessonYaml}setup: { objects: [start.yaml] }\n`);
    symlinkSync(secret, path.join(pack, folderOf, 'start.yaml'));
    symlinkSync(secret, path.join(pack, folderOf, 'files/mine.yaml'));
    symlinkSync(folder, path.join(pack, folderOf, 'files/all'));
    const { problems } = readPack(packFilesIn(pack));
    expect(problems.map(renderProblem).join('\n')).toMatch(/expected the file .*start\.yaml, which is not there/);
    expect(packFilesIn(pack).list(`${folderOf}/files`)).toEqual([]);
    expect(packFilesIn(pack).read('../secret.yaml')).toBeUndefined();
  });

  it('is not read further than a file may be long', () => {
    folder = mkdtempSync(path.join(tmpdir(), 'kubetutor-hostile-'));
    const huge = path.join(folder, 'pack.yaml');
    writeFileSync(huge, packYaml);
    truncateSync(huge, 40 * 1024 ** 3);
    expect(readPack(packFilesIn(folder)).problems.map(renderProblem).join('\n')).toMatch(/expected a file of at most 256 KiB/);
  });

  it('whose setup never ends does not begin', async () => {
    const pack = loadPack(samplePack({ [lessonFile]: `${lessonYaml}setup: { run: 'while true; do sleep 5; done' }\n` }));
    const [lesson] = lessonsOf(pack);
    if (lesson === undefined) throw new Error('the sample has a lesson');
    const session = LessonSession.open({ pack, lesson, seed: 's', createCluster });
    await session.ready();
    expect(session.state().failure).toMatch(/setup\.run did not end|loop|iteration/i);
  });
});

describe('the loaders', () => {
  const words = fc.constantFrom(
    'id',
    'tasks',
    'checks',
    'assert',
    'cel',
    '__proto__',
    'constructor',
    '*a',
    '&a',
    '!!binary',
    '- ',
    ': ',
    '{',
    '}',
    '[',
    ']',
    '\n',
    '  ',
    '"',
    "'",
    '|',
    '>',
    '%',
    '---\n',
    '```sh\n',
    '```\n',
    '## ',
    '{#x}',
    '[a](b)',
    '[a](term:x)',
    '\u0000',
    '\u001b[2J',
    '😀',
    '1e999',
    '.nan',
    '<<: *a',
  );
  const garbage = fc.array(fc.oneof(words, fc.string({ maxLength: 6 })), { maxLength: 60 }).map((parts) => parts.join(''));
  const files = [
    'pack.yaml',
    lessonFile,
    `${folderOf}/lesson.md`,
    `${folderOf}/lesson.zh-CN.yaml`,
    `${folderOf}/lesson.zh-CN.md`,
    'images/a.yaml',
  ];
  const originals: { readonly [path: string]: string } = {
    'pack.yaml': packYaml.replace('[en]', '[en, zh-CN]'),
    [lessonFile]: lessonYaml,
    [`${folderOf}/lesson.md`]: lessonMarkdown,
  };

  it('answer any text with a pack or with problems that have a place', () => {
    fc.assert(
      fc.property(fc.constantFrom(...files), garbage, fc.nat(), (file, text, at) => {
        const original = originals[file] ?? '';
        const cut = original.length === 0 ? 0 : at % original.length;
        const { pack, problems } = readPack(
          samplePack({ ...originals, [file]: original.slice(0, cut) + text + original.slice(cut) }),
        );
        expect(pack !== undefined || problems.length > 0).toBe(true);
        for (const problem of problems) {
          expect(problem.line).toBeGreaterThan(0);
          expect(renderProblem(problem)).not.toMatch(/\u001b|\u0000/);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('answer any attempt file with an attempt or an error of its own', () => {
    fc.assert(
      fc.property(fc.jsonValue(), garbage, (value, text) => {
        for (const given of [
          JSON.stringify(value),
          text,
          JSON.stringify({ format: 'kubetutor-attempt', version: 1, inputs: value }),
        ]) {
          try {
            readAttempt(given);
          } catch (error) {
            expect(error).toBeInstanceOf(AttemptError);
          }
        }
      }),
      { numRuns: RUNS },
    );
  });
});
