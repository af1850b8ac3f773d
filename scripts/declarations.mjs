// Writes the type declarations of the sandbox library into dist/types.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const config = path.join(root, 'tsconfig.declarations.json');
rmSync(path.join(root, 'dist/types'), { recursive: true, force: true });
writeFileSync(
  config,
  JSON.stringify({
    extends: './tsconfig.json',
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rewriteRelativeImportExtensions: true,
      allowImportingTsExtensions: false,
      rootDir: '.',
      outDir: 'dist/types',
    },
    files: ['sandbox/index.ts'],
    include: [],
  }),
);
try {
  execFileSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', config], {
    cwd: root,
    stdio: 'inherit',
  });
} finally {
  rmSync(config, { force: true });
}
