// Bundles the program and the sandbox library into dist/. Everything third-party goes into the bundle, so that an install
// brings nothing else; what the first screen does not need becomes a chunk of its own that is loaded when it is used.
//   node scripts/build.mjs [--watch] [--outdir DIR] [--metafile FILE]
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { licencesOf } from './licences.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: {
    watch: { type: 'boolean', default: false },
    outdir: { type: 'string', default: path.join(root, 'dist') },
    metafile: { type: 'string' },
  },
});
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** Bundled CommonJS code may ask for Node's own modules by `require`. */
const requireForCommonJs =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** The index of the built-in pack: the first screen is drawn from it before any lesson is read. Without it the pack is read first. */
async function builtInIndex() {
  if (values.watch) return {};
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents: `
        import { courseIndexOf } from './src/cli/course-index.ts';
        import { packFor } from './src/cli/packs.ts';
        export const index = courseIndexOf(packFor({ options: { pack: ${JSON.stringify(path.join(root, 'lessons'))} } }));`,
      resolveDir: root,
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    define: { __KUBETUTOR_VERSION__: JSON.stringify(version) },
    banner: { js: requireForCommonJs },
    logLevel: 'warning',
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'kubetutor-build-'));
  try {
    const file = path.join(folder, 'index.mjs');
    writeFileSync(file, outputFiles[0].contents);
    return { __KUBETUTOR_COURSE__: JSON.stringify((await import(pathToFileURL(file).href)).index) };
  } catch (error) {
    process.stderr.write(`build: no index of the lessons, so the first screen comes late: ${error.message}\n`);
    return {};
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Yoga, which lays Ink's boxes out, carries its WebAssembly as a data URL and fetches it, for which Node loads a whole HTTP client.
 * Handing it the bytes takes a third off the time to the first frame.
 */
const yogaWithoutFetch = {
  name: 'yoga-without-fetch',
  setup({ onLoad }) {
    onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, ({ path: file }) => {
      const source = readFileSync(file, 'utf8');
      const contents = source.replace(
        /\bH="(data:application\/octet-stream;base64,)([^"]+)";/,
        (_, prefix, bytes) => `H="${prefix}";w=Buffer.from("${bytes}","base64");`,
      );
      if (contents === source) throw new Error(`${file} looks different; see yogaWithoutFetch in scripts/build.mjs`);
      return { contents, loader: 'js' };
    });
  },
};

/** The shell library asks for zlib in its gzip tools; the sandbox runs in a browser as well. */
const shellWithoutZlib = {
  name: 'shell-without-zlib',
  setup({ onResolve }) {
    onResolve({ filter: /^node:zlib$/ }, ({ importer }) =>
      importer.includes('just-bash') ? { path: path.join(root, 'scripts/no-zlib.mjs') } : undefined,
    );
  },
};

/** @type {esbuild.BuildOptions} */
const options = {
  absWorkingDir: root,
  entryPoints: { kubetutor: 'src/bin.ts', sandbox: 'sandbox/index.ts' },
  outdir: values.outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  keepNames: false,
  legalComments: 'none',
  metafile: true,
  chunkNames: 'chunks/[name]-[hash]',
  define: {
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
    __KUBETUTOR_VERSION__: JSON.stringify(version),
    ...(await builtInIndex()),
  },
  // The shell library's browser build holds all that we use and none of what we do not.
  alias: {
    // The package's own build of modules: smaller than the one for `require`, and free of Node.
    yaml: path.join(root, 'node_modules/yaml/browser/index.js'),
    'highlight.js': path.join(root, 'scripts/highlight-subset.mjs'),
    'react-devtools-core': path.join(root, 'scripts/no-devtools.mjs'),
  },
  plugins: [shellWithoutZlib, yogaWithoutFetch],
  banner: { js: requireForCommonJs },
  logLevel: 'warning',
};

if (values.watch) {
  const context = await esbuild.context({ ...options, logLevel: 'info' });
  await context.watch();
} else {
  rmSync(values.outdir, { recursive: true, force: true });
  mkdirSync(values.outdir, { recursive: true });
  const { metafile } = await esbuild.build(options);
  chmodSync(path.join(values.outdir, 'kubetutor.js'), 0o755);
  writeFileSync(path.join(values.outdir, 'THIRD-PARTY-LICENCES.txt'), licencesOf(metafile, root));
  if (values.metafile) writeFileSync(values.metafile, JSON.stringify(metafile));
}
