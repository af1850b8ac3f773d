import { watch } from 'node:fs';

/** How long nothing may change before it is told: editors write a file in several steps. */
const QUIET = 150;

/** Calls `changed` after files below a folder changed, until the returned function is called. */
export function watchFolder(folder: string, changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(folder, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(changed, QUIET);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
