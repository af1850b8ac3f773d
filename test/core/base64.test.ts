import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeBase64,
  decodeBase64Text,
  decodeBase64Url,
  decodedLength,
  encodeBase64,
  encodeBase64Text,
  encodeBase64Url,
} from '../../sandbox/core/base64.ts';

describe('base64', () => {
  it('writes and reads bytes as Node does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
        const text = encodeBase64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64'));
        expect(decodeBase64(text)).toEqual(bytes);
        expect(decodedLength(text)).toBe(bytes.length);
        expect(encodeBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
        expect(decodeBase64Url(encodeBase64Url(bytes))).toEqual(bytes);
      }),
      { numRuns: 30 },
    );
  });

  it('writes text as UTF-8 and passes over line ends', () => {
    expect(encodeBase64Text('grün 日本')).toBe(Buffer.from('grün 日本').toString('base64'));
    expect(decodeBase64Text('Z3LD\nvG4=\r\n')).toBe('grün');
  });

  it.each([
    ['a-b=', 1],
    ['abc', 0],
    ['abcde', 4],
    ['a===', 1],
    ['ab=', 3],
    ['abc==', 4],
    ['ab==cd==', 4],
    ['ab=c', 2],
  ])('says where %s stops to be base64', (text, at) => {
    expect(() => decodeBase64(text)).toThrow(`illegal base64 data at input byte ${at}`);
  });
});
