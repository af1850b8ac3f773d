import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, root, sourceFiles } from './source-files.ts';

const generated = (file: string): boolean =>
  file.startsWith('sandbox/schema/') && /\/(types\/.*|resources|structure-text|go-facts-text)\.ts$/.test(file);

describe('files', () => {
  it('are at most 500 lines long', () => {
    const long = sourceFiles('sandbox', 'src', 'test')
      .filter((file) => !generated(file))
      .map((file) => ({ file, lines: readFileSync(path.join(root, file), 'utf8').split('\n').length - 1 }))
      .filter(({ lines }) => lines > 500);
    expect(long).toEqual([]);
  });

  it('do not go into drawers', () => {
    expect(
      sourceFiles('sandbox', 'src', 'test').filter((file) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.)/.test(file)),
    ).toEqual([]);
  });

  it('use neither any nor ! nor suppressed errors', () => {
    const found = sourceFiles('sandbox', 'src')
      .filter((file) => !generated(file))
      .flatMap((file) =>
        readFileSync(path.join(root, file), 'utf8')
          .split('\n')
          .map((line, index) => ({ line, at: `${file}:${index + 1}` }))
          .filter(({ line }) => /\bas any\b|: any\b|<any>|@ts-ignore|@ts-expect-error|@ts-nocheck|oxlint-disable/.test(line)),
      );
    expect(found).toEqual([]);
  });
});

/** Folders whose every file is one of a kind of thing and has its line in the index. */
const collections: readonly { readonly index: string; readonly folder: string; readonly except?: RegExp }[] = [
  { index: 'sandbox/admission/index.ts', folder: 'sandbox/admission' },
  { index: 'sandbox/controllers/index.ts', folder: 'sandbox/controllers' },
  { index: 'sandbox/images/index.ts', folder: 'sandbox/images' },
  { index: 'sandbox/tools/linux/index.ts', folder: 'sandbox/tools/linux' },
  { index: 'sandbox/tools/kubectl/verbs/index.ts', folder: 'sandbox/tools/kubectl/verbs' },
  { index: 'src/course/checks/index.ts', folder: 'src/course/checks' },
  { index: 'src/cli/commands/index.ts', folder: 'src/cli/commands' },
];

describe('an index names every thing of its folder', () => {
  it.each(
    collections
      .filter(({ index }) => existsSync(path.join(root, index)))
      .map((collection) => [collection.index, collection] as const),
  )('%s', (index, collection) => {
    // What defines a thing does so by a call of define…; the other files of the folder are its parts.
    const things = readdirSync(path.join(root, collection.folder), { encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.startsWith('define-') && name !== 'index.ts')
      .map((name) => `${collection.folder}/${name}`)
      .filter((file) => /= define[A-Z]\w*(<[^>]*>)?\(/.test(readFileSync(path.join(root, file), 'utf8')));
    // A part of a thing (a subcommand, say) may be named by that thing instead.
    const named = new Set([index, ...things].flatMap((file) => importsOf(file)).map(({ target }) => target));
    expect(things.filter((file) => !named.has(file))).toEqual([]);
    expect(things.length).toBeGreaterThan(0);
  });

  it('and so does the list of kinds', () => {
    const index = 'sandbox/kinds/index.ts';
    const things = sourceFiles('sandbox/kinds').filter(
      (file) => file !== index && /= defineKind\b/.test(readFileSync(path.join(root, file), 'utf8')),
    );
    const named = new Set(
      sourceFiles('sandbox/kinds')
        .filter((file) => file.endsWith('/index.ts'))
        .flatMap((file) => importsOf(file).map(({ target }) => target)),
    );
    expect(things.filter((file) => !named.has(file))).toEqual([]);
  });
});

describe('rooms', () => {
  const rooms = ['sandbox', 'src'].flatMap((wing) =>
    readdirSync(path.join(root, wing), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${wing}/${entry.name}`),
  );
  it.each(rooms.filter((room) => sourceFiles(room).length > 0).map((room) => [room]))('%s says what it is for', (room) => {
    expect(existsSync(path.join(root, room, 'README.md'))).toBe(true);
  });
});
