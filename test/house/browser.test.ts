import { builtinModules } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { root } from './source-files.ts';

describe('the sandbox in a browser', () => {
  it('is bundled without a single module of Node', async () => {
    const asked: string[] = [];
    const { metafile } = await build({
      entryPoints: [path.join(root, 'sandbox/index.ts')],
      bundle: true,
      splitting: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2023',
      outdir: 'browser',
      logLevel: 'silent',
      plugins: [
        {
          name: 'no-node',
          setup({ onResolve }) {
            onResolve(
              { filter: new RegExp(`^(node:.*|${builtinModules.map((name) => name.replaceAll('/', '\\/')).join('|')})$`) },
              ({ path: name, importer }) => {
                // The one that the published bundle replaces.
                if (name === 'node:zlib') return { path: path.join(root, 'scripts/no-zlib.mjs') };
                asked.push(`${name} from ${path.relative(root, importer)}`);
                return { path: name, external: true };
              },
            );
          },
        },
      ],
    });
    expect(asked).toEqual([]);
    expect(Object.keys(metafile.outputs).length).toBeGreaterThan(1);
  });
});
