import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createUtf8Reader, strayByte, textOfUtf8, utf8Length, utf8OfText, wellFormed } from '../../sandbox/core/utf8.ts';

test('any bytes go through a text unchanged', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect(utf8OfText(textOfUtf8(bytes))).toEqual(bytes);
      expect(utf8Length(textOfUtf8(bytes))).toBe(bytes.length);
    }),
    { numRuns: 2_000 },
  );
});

test('text is text, and a byte of no character can be told', () => {
  expect(textOfUtf8(Uint8Array.of(0x68, 0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80))).toBe('hé😀');
  const stray = textOfUtf8(Uint8Array.of(0x61, 0xff));
  expect([...stray].map(strayByte)).toEqual([undefined, 0xff]);
  expect(wellFormed(stray)).toBe('a\ufffd');
  // The two halves of a character that were cut apart are two bytes of none.
  expect(textOfUtf8(Uint8Array.of(0xc3)).length).toBe(1);
});

test('bytes that come in pieces make the same text', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 6 }), { maxLength: 8 }), fc.string({ unit: 'grapheme' }), (pieces, words) => {
      const bytes = utf8OfText(words);
      const read = createUtf8Reader();
      const texts = [...pieces, ...Array.from(bytes, (byte) => Uint8Array.of(byte)), Uint8Array.of(0x0a)].map(read);
      expect(utf8OfText(texts.join(''))).toEqual(Uint8Array.from([...pieces.flatMap((piece) => [...piece]), ...bytes, 0x0a]));
      const whole = createUtf8Reader();
      expect(Array.from(bytes, (byte) => whole(Uint8Array.of(byte))).join('')).toBe(words);
    }),
    { numRuns: 1_000 },
  );
});
