import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, root, sourceFiles } from './source-files.ts';

/** The contracts of the API that its clients may know; the server behind them is none of their business. */
const apiContracts = ['client', 'component', 'field-error', 'kind', 'request', 'status-error', 'connector'].map(
  (name) => `sandbox/api/${name}.ts`,
);

/** Who may import whom, by room. A room may always import itself. An entry is a folder or one file. */
const allowed: { readonly [room: string]: readonly string[] } = {
  'sandbox/core': [],
  'sandbox/store': ['sandbox/core'],
  'sandbox/schema': ['sandbox/core'],
  'sandbox/api': ['sandbox/store', 'sandbox/schema', 'sandbox/core'],
  'sandbox/kinds': [
    ...apiContracts,
    'sandbox/api/authentication/authenticator.ts',
    'sandbox/server-objects',
    'sandbox/schema',
    'sandbox/core',
  ],
  'sandbox/admission': [
    ...apiContracts,
    'sandbox/api/admission.ts',
    'sandbox/api/authorizer.ts',
    'sandbox/api/errors.ts',
    'sandbox/api/patches',
    'sandbox/api/authorization',
    'sandbox/quota',
    'sandbox/schema',
    'sandbox/core',
  ],
  'sandbox/bootstrap-roles': ['sandbox/schema'],
  'sandbox/server-objects': ['sandbox/schema'],
  'sandbox/quota': ['sandbox/schema', 'sandbox/core'],
  'sandbox/storage': ['sandbox/schema', 'sandbox/core'],
  'sandbox/controllers': [
    ...apiContracts,
    'sandbox/server-objects',
    'sandbox/quota',
    'sandbox/storage',
    'sandbox/schema',
    'sandbox/core',
  ],
  'sandbox/scheduler': [...apiContracts, 'sandbox/storage', 'sandbox/schema', 'sandbox/core'],
  'sandbox/network': [...apiContracts, 'sandbox/schema', 'sandbox/core'],
  'sandbox/host': ['sandbox/core'],
  // Programs of some images are clients of the API, as controllers are.
  'sandbox/images': [...apiContracts, 'sandbox/schema', 'sandbox/host', 'sandbox/core'],
  'sandbox/kubelet': [
    ...apiContracts,
    'sandbox/quota',
    'sandbox/schema',
    'sandbox/host',
    'sandbox/images',
    'sandbox/core',
    'sandbox/cluster-types.ts',
  ],
  'sandbox/charts': ['sandbox/core'],
  'sandbox/tools': [
    ...apiContracts,
    'sandbox/api/http-request.ts',
    // kubectl patches without a server (--local, --dry-run=client) as the server does.
    'sandbox/api/patches',
    'sandbox/schema',
    'sandbox/charts',
    'sandbox/host',
    // docker runs images as the kubelet does.
    'sandbox/images',
    'sandbox/core',
    'sandbox/cluster-types.ts',
  ],
  'sandbox/server': [...apiContracts, 'sandbox/api/http-request.ts', 'sandbox/schema', 'sandbox/core'],
  'src/shell': ['sandbox/index.ts'],
  'src/course': ['sandbox/index.ts', 'src/shell'],
  'src/tui': ['src/course', 'src/shell'],
  'src/platform': ['src/course', 'src/shell', 'src/tui'],
  'src/cli': ['sandbox', 'src'],
};

describe('the layers', () => {
  it.each(Object.keys(allowed).map((room) => [room]))('%s imports only what it may', (room) => {
    const may = [room, ...(allowed[room] ?? [])];
    const wrong = sourceFiles(room).flatMap((file) =>
      importsOf(file)
        .filter(
          ({ target, typeOnly }) =>
            target !== undefined &&
            !may.some((place) => target === place || target.startsWith(`${place}/`)) &&
            // An interface that src/platform implements is a type; it may name it wherever it stands.
            !(room === 'src/platform' && typeOnly),
        )
        .map(({ target }) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has a line for every room', () => {
    const rooms = new Set(
      sourceFiles('sandbox', 'src')
        .filter((file) => file.split('/').length > 2)
        .map((file) => file.split('/').slice(0, 2).join('/')),
    );
    expect([...rooms].filter((room) => allowed[room] === undefined)).toEqual([]);
  });

  it('keeps Node, the wall clock and chance out of the sandbox', () => {
    const forbidden =
      /from 'node:|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bsetTimeout\b|\bsetInterval\b|\bperformance\.now\b|\bcrypto\./;
    const ofTheRealProcess = /(?<![.\w])process\.(env|stdout|cwd|exit|nextTick)\b/;
    /** A program's `process` is the simulated one that it was given. */
    const simulated = (file: string): boolean =>
      /\bprocess: (ProcessContext|HostProcess|Process)\b|\brun\(process\)|\(process\) =>|const process\b|readonly process\b|\{[^}]*\bprocess\b[^}]*\} = /.test(
        readFileSync(path.join(root, file), 'utf8'),
      );
    const found = sourceFiles('sandbox')
      .filter((file) => !file.startsWith('sandbox/server/'))
      .flatMap((file) =>
        codeLines(file)
          .filter((line) => forbidden.test(line) || (ofTheRealProcess.test(line) && !simulated(file)))
          .map((line) => `${file}: ${line.trim()}`),
      );
    expect(found).toEqual([]);
  });

  it('keeps Node out of src but for the platform, and process.exit in one place', () => {
    const found = sourceFiles('src').flatMap((file) =>
      codeLines(file)
        .filter(
          (line) =>
            (/from 'node:/.test(line) && !file.startsWith('src/platform/')) ||
            (/process\.exit\(/.test(line) && file !== 'src/bin.ts'),
        )
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(found).toEqual([]);
  });
});

/** Lines without comments: a comment may speak of what the code must not do. */
function codeLines(file: string): string[] {
  return readFileSync(path.join(import.meta.dirname, '../..', file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .map((line) => line.replace(/(^|\s)\/\/.*$/, ''));
}
