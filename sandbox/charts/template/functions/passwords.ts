import { encodeBase64 } from '../../../core/base64.ts';
import type { Random } from '../../../core/random.ts';
import { hmacSha256 } from '../../../core/sha256.ts';
import { textOfUtf8, utf8OfText } from '../../../core/utf8.ts';
import { BLOCK, decryptCbc, encryptCbc } from '../crypto/aes.ts';
import { bcrypt } from '../crypto/bcrypt.ts';
import { scrypt } from '../crypto/scrypt.ts';
import { LimitError } from '../errors.ts';
import { GoError } from '../values.ts';
import { decodeBase64 } from './encoding.ts';
import { fn, type FunctionTable } from './define.ts';

/** Password hashes are slow by design; a chart needs a few. */
const MAX_SLOW = 40;
/** How many of bcrypt one key of scrypt takes as long as. */
const SCRYPT = 12;
const MAX_PASSWORD = 72;

/** The algorithm of Master Password, version 3: which characters stand where in a password of a type. */
const TEMPLATES: { readonly [type: string]: readonly string[] } = {
  maximum: ['anoxxxxxxxxxxxxxxxxx', 'axxxxxxxxxxxxxxxxxno'],
  long: (
    'CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv ' +
    'CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv ' +
    'CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno'
  ).split(' '),
  medium: ['CvcnoCvc', 'CvcCvcno'],
  short: ['Cvcn'],
  basic: ['aaanaaan', 'aannaaan', 'aaannaaa'],
  pin: ['nnnn'],
};

const CHARACTERS: { readonly [kind: string]: string } = {
  C: 'BCDFGHJKLMNPQRSTVWXYZ',
  v: 'aeiou',
  c: 'bcdfghjklmnpqrstvwxyz',
  a: 'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz',
  n: '0123456789',
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: 'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()',
};

const SEED = 'com.lyndir.masterpassword';

const number = (value: number): string =>
  String.fromCharCode(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);

/** The seed, a length in four bytes and a text. */
function labelled(text: string, more = ''): Uint8Array {
  const bytes = utf8OfText(text);
  const ascii = (value: string): number[] => Array.from(value, (character) => character.charCodeAt(0));
  return Uint8Array.from([...ascii(SEED), ...ascii(number(bytes.length)), ...bytes, ...ascii(more)]);
}

/** What ciphers and hashes passwords. Salts come from the stream of the rendering. */
export function passwordFunctions(random: Random): FunctionTable {
  let slow = 0;
  const masterKeys = new Map<string, Uint8Array>();

  const slowly = <Result>(work: () => Result, count = 1): Result => {
    slow += count;
    if (slow > MAX_SLOW) throw new LimitError(`the templates hash more passwords than ${MAX_SLOW} of bcrypt`);
    return work();
  };
  const drawn = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => random.below(256));

  const hashed = (password: string): string => {
    const bytes = utf8OfText(password);
    if (bytes.length > MAX_PASSWORD)
      return `failed to encrypt string with bcrypt: bcrypt: password length exceeds ${MAX_PASSWORD} bytes`;
    return slowly(() => bcrypt(bytes, drawn(16)));
  };

  const masterKey = (user: string, password: string): Uint8Array => {
    const name = JSON.stringify([user, password]);
    const known = masterKeys.get(name);
    if (known !== undefined) return known;
    const made = slowly(() => scrypt(utf8OfText(password), labelled(user), { blocks: 32_768, size: 8, lanes: 2 }, 64), SCRYPT);
    masterKeys.set(name, made);
    return made;
  };

  return {
    bcrypt: fn(['string'], hashed),
    htpasswd: fn(['string', 'string'], (user: string, password: string) =>
      user.includes(':') ? `invalid username: ${user}` : `${user}:${hashed(password)}`,
    ),
    derivePassword: fn(
      ['uint32', 'string', 'string', 'string', 'string'],
      (counter: { readonly value: bigint }, type: string, password: string, user: string, site: string) => {
        const templates = Object.hasOwn(TEMPLATES, type) ? TEMPLATES[type] : undefined;
        if (templates === undefined) return `cannot find password template ${type}`;
        const seed = hmacSha256(masterKey(user, password))(labelled(site, number(Number(counter.value))));
        const template = templates[(seed[0] ?? 0) % templates.length] ?? '';
        return Array.from(template, (kind, index) => {
          const characters = CHARACTERS[kind] ?? '';
          return characters[(seed[index + 1] ?? 0) % characters.length] ?? '';
        }).join('');
      },
    ),
    encryptAES: fn(['string', 'string'], (password: string, text: string) => {
      if (text === '') return '';
      const content = utf8OfText(text);
      const missing = BLOCK - (content.length % BLOCK);
      const padded = new Uint8Array(content.length + missing).fill(missing);
      padded.set(content);
      const start = drawn(BLOCK);
      return encodeBase64(Uint8Array.from([...start, ...encryptCbc(keyOf(password), start, padded)]));
    }),
    decryptAES: fn(['string', 'string'], (password: string, text: string) => {
      if (text === '') return '';
      const all = decodeBase64(text);
      if (all.length < BLOCK)
        throw new GoError(`runtime error: slice bounds out of range [:${BLOCK}] with capacity ${all.length}`);
      if (all.length % BLOCK !== 0) throw new GoError('crypto/cipher: input not full blocks');
      const content = decryptCbc(keyOf(password), all.slice(0, BLOCK), all.slice(BLOCK));
      const padding = content.at(-1);
      if (padding === undefined) throw new GoError('runtime error: index out of range [-1]');
      if (padding > content.length) throw new GoError(`runtime error: slice bounds out of range [:${content.length - padding}]`);
      return textOfUtf8(content.slice(0, content.length - padding));
    }),
  };
}

/** The first 32 bytes of a password, zeros after a shorter one. */
function keyOf(password: string): Uint8Array {
  const key = new Uint8Array(32);
  key.set(utf8OfText(password).subarray(0, 32));
  return key;
}
