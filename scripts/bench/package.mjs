import { execFileSync } from 'node:child_process';
import { copyFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { cleanEnvironment, median, root, rounded, temporaryFolder } from './measure.mjs';

/** Size of what npm would publish, and how long a first `npx` of it takes. */
export async function packageSize({ runs }) {
  const folder = temporaryFolder();
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const tarball = path.join(folder, packed.filename);
  const times = [];
  for (let run = 0; run < Math.min(runs, 3); run++) {
    const home = temporaryFolder();
    // npx takes a path that begins with a dot for a package, and any other for a program.
    copyFileSync(tarball, path.join(home, packed.filename));
    const began = performance.now();
    execFileSync('npx', ['--yes', `./${packed.filename}`, '--version'], {
      cwd: home,
      env: { ...cleanEnvironment(home), npm_config_cache: path.join(home, 'cache') },
      stdio: 'ignore',
    });
    times.push(performance.now() - began);
  }
  return [
    {
      what: 'tarball',
      value: rounded(statSync(tarball).size / 1024),
      unit: 'KiB',
      note: `${packed.files.length} files, ${rounded(packed.unpackedSize / 1024)} KiB unpacked`,
    },
    { what: 'cold npx --version', value: rounded(median(times)), unit: 'ms', note: 'empty npm cache, tarball at hand' },
  ];
}
