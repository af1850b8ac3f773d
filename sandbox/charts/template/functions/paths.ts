import { baseName, cleanPath, directoryName, extensionOf } from '../../path.ts';
import { fn, type FunctionTable } from './define.ts';

export const pathFunctions: FunctionTable = Object.fromEntries(
  Object.entries({
    base: fn(['string'], baseName),
    dir: fn(['string'], directoryName),
    clean: fn(['string'], cleanPath),
    ext: fn(['string'], extensionOf),
    isAbs: fn(['string'], (path: string) => path.startsWith('/')),
  }).flatMap(([name, callable]) => [
    [name, callable],
    [`os${name.charAt(0).toUpperCase()}${name.slice(1)}`, callable],
  ]),
);
