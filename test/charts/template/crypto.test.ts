import { describe, expect, test } from 'vitest';
import { hexadecimal, hmacSha256 } from '../../../sandbox/core/sha256.ts';
import { decryptCbc, encryptCbc } from '../../../sandbox/charts/template/crypto/aes.ts';
import { bcrypt } from '../../../sandbox/charts/template/crypto/bcrypt.ts';
import { scrypt } from '../../../sandbox/charts/template/crypto/scrypt.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const ofHex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** Vectors that the authors of the algorithms published. */
describe('ciphers and hashes', () => {
  test('bcrypt', () => {
    const salt = ofHex('10410410410410410410410410410410');
    expect(bcrypt(bytes('U*U'), salt, 5)).toBe('$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW');
    expect(bcrypt(bytes('U*U*'), salt, 5)).toBe('$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK');
  });

  test('scrypt', () => {
    expect(hexadecimal(scrypt(bytes('password'), bytes('NaCl'), { blocks: 1024, size: 8, lanes: 16 }, 64))).toBe(
      'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
    );
  });

  test('HMAC-SHA256', () => {
    expect(hexadecimal(hmacSha256(bytes('Jefe'))(bytes('what do ya want for nothing?')))).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  test('AES-256-CBC', () => {
    const key = ofHex('603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4');
    const start = ofHex('000102030405060708090a0b0c0d0e0f');
    const content = ofHex('6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51');
    const enciphered = encryptCbc(key, start, content);
    expect(hexadecimal(enciphered)).toBe('f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d');
    expect(decryptCbc(key, start, enciphered)).toEqual(content);
  });
});
