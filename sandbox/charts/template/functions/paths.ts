import { fn, type FunctionTable } from './define.ts';

/** Models path.Clean. */
function clean(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!rooted) parts.push('..');
  }
  return `${rooted ? '/' : ''}${parts.join('/')}` || (rooted ? '/' : '.');
}

function base(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

const extension = (path: string): string => /\.[^./]*$/.exec(path)?.[0] ?? '';
const directory = (path: string): string => clean(path.slice(0, path.lastIndexOf('/') + 1));

export const pathFunctions: FunctionTable = Object.fromEntries(
  Object.entries({
    base: fn(['string'], base),
    dir: fn(['string'], directory),
    clean: fn(['string'], clean),
    ext: fn(['string'], extension),
    isAbs: fn(['string'], (path: string) => path.startsWith('/')),
  }).flatMap(([name, callable]) => [
    [name, callable],
    [`os${name.charAt(0).toUpperCase()}${name.slice(1)}`, callable],
  ]),
);
