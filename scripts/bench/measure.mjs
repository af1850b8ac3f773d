import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export const temporaryFolder = () => mkdtempSync(path.join(tmpdir(), 'kubetutor-bench-'));

export function median(numbers) {
  const sorted = [...numbers].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const rounded = (number, digits = 0) => Number(number.toFixed(digits));

/** An environment in which the program starts as for the first time and finds nothing of the person who measures. */
export function cleanEnvironment(home = temporaryFolder()) {
  const { PATH } = process.env;
  return {
    PATH,
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    LANG: 'C.UTF-8',
  };
}
