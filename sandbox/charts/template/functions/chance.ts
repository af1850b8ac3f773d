import type { Random } from '../../../core/random.ts';
import { GoError } from '../values.ts';
import { fn, heavy, type FunctionTable } from './define.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const ASCII = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
const MAX_LENGTH = 1_000_000n;

/** What Sprig draws by chance, from the stream of the rendering: the same chart in the same place gives the same. */
export function chanceFunctions(random: Random): FunctionTable {
  const drawn = (letters: string) =>
    heavy(
      fn(['int'], (count: bigint) => {
        if (count > MAX_LENGTH) throw new GoError('runtime error: makeslice: len out of range');
        return Array.from({ length: Math.max(0, Number(count)) }, () => letters[random.below(letters.length)]).join('');
      }),
      5,
    );
  return {
    randAlphaNum: drawn(LETTERS + DIGITS),
    randAlpha: drawn(LETTERS),
    randNumeric: drawn(DIGITS),
    randAscii: drawn(ASCII),
    randInt: fn(['int', 'int'], (from: bigint, to: bigint) => {
      if (to <= from) throw new GoError('invalid argument to Intn');
      return from + BigInt(random.below(Number(to - from)));
    }),
    randBytes: fn(['int'], (count: bigint) => {
      if (count < 0n || count > MAX_LENGTH) throw new GoError('runtime error: makeslice: len out of range');
      return btoa(Array.from({ length: Number(count) }, () => String.fromCharCode(random.below(256))).join(''));
    }),
    shuffle: fn(['string'], (text: string) => {
      const all = [...text];
      for (let index = all.length - 1; index > 0; index--) {
        const other = random.below(index + 1);
        [all[index], all[other]] = [all[other] ?? '', all[index] ?? ''];
      }
      return all.join('');
    }),
    uuidv4: fn([], () => random.uuid()),
  };
}
