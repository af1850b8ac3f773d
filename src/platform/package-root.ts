import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

declare const __KUBETUTOR_VERSION__: string | undefined;

/** The folder of the program itself, from the source tree as from the bundle. */
export function packageRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'lessons', 'pack.yaml'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('the built-in lessons are missing; install kubetutor again');
    folder = parent;
  }
  return folder;
}

export function version(): string {
  if (typeof __KUBETUTOR_VERSION__ === 'string') return __KUBETUTOR_VERSION__;
  const manifest: unknown = JSON.parse(readFileSync(path.join(packageRoot(), 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
}
