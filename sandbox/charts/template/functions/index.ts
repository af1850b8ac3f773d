import { arithmeticFunctions } from './arithmetic.ts';
import { builtinFunctions } from './builtin.ts';
import { collectionFunctions } from './collections.ts';
import { encodingFunctions } from './encoding.ts';
import { pathFunctions } from './paths.ts';
import { patternFunctions } from './patterns.ts';
import { textFunctions } from './text.ts';
import type { GoCallable } from '../values.ts';

/** Every function that needs nothing of a rendering; a later table wins over an earlier one, as Sprig's `slice` over Go's. */
export const pureFunctions: ReadonlyMap<string, GoCallable> = new Map(
  [
    builtinFunctions,
    textFunctions,
    collectionFunctions,
    arithmeticFunctions,
    encodingFunctions,
    patternFunctions,
    pathFunctions,
  ].flatMap((table) => Object.entries(table)),
);
