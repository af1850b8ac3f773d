import { arithmeticFunctions } from './arithmetic.ts';
import { builtinFunctions } from './builtin.ts';
import { collectionFunctions } from './collections.ts';
import { encodingFunctions } from './encoding.ts';
import { passwordFunctions } from './passwords.ts';
import { pathFunctions } from './paths.ts';
import { patternFunctions } from './patterns.ts';
import { hashFunctions } from './hashes.ts';
import { urlFunctions } from './urls.ts';
import { versionFunctions } from './versions.ts';
import { certificateFunctions } from './certificates.ts';
import { chanceFunctions } from './chance.ts';
import { dateFunctions } from './dates.ts';
import type { Random } from '../../../core/random.ts';
import { letterCaseFunctions } from './letter-case.ts';
import { textFunctions } from './text.ts';
import type { GoCallable } from '../values.ts';

/** Every function that needs nothing of a rendering; a later table wins over an earlier one, as Sprig's `slice` over Go's. */
export const pureFunctions: ReadonlyMap<string, GoCallable> = new Map(
  [
    builtinFunctions,
    textFunctions,
    letterCaseFunctions,
    collectionFunctions,
    arithmeticFunctions,
    encodingFunctions,
    patternFunctions,
    pathFunctions,
    hashFunctions,
    urlFunctions,
    versionFunctions,
  ].flatMap((table) => Object.entries(table)),
);

/** Those that need the clock and the chance of the rendering. */
export function contextualFunctions(random: Random, now: () => number): Map<string, GoCallable> {
  return new Map(
    [chanceFunctions(random), dateFunctions(now), certificateFunctions(random, now), passwordFunctions(random)].flatMap((table) =>
      Object.entries(table),
    ),
  );
}
