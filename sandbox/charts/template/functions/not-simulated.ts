import { GoError, type GoCallable } from '../values.ts';
import { decodeBase64 } from './encoding.ts';
import { fn, type FunctionTable } from './define.ts';

const missing = (): never => {
  throw new GoError('this function is not simulated');
};

/** Functions that a template may name and that say so when they are called: ciphers, password hashes, reading TOML. */
export const functionsNotSimulated: FunctionTable = {
  bcrypt: fn(['string'], missing),
  htpasswd: fn(['string', 'string'], missing),
  derivePassword: { params: ['int', 'string', 'string', 'string', 'string'], call: missing } satisfies GoCallable,
  encryptAES: fn(['string', 'string'], missing),
  decryptAES: fn(['string', 'string'], (_: string, text: string) => {
    decodeBase64(text);
    return missing();
  }),
  fromToml: fn(['string'], missing),
};
