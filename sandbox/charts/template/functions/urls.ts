import { textOfUtf8, utf8OfText } from '../../../core/utf8.ts';
import { quote } from '../quote.ts';
import { GoError, kindOf, type GoValue } from '../values.ts';
import { fn, type FunctionTable } from './define.ts';

const PERCENT = 0x25;

/** Models net/url.Parse as far as Sprig shows it. */
function parse(text: string): Map<string, GoValue> {
  const failed = (why: string): GoError => new GoError(`unable to parse url: parse ${quote(text)}: ${why}`);
  if (/[\u0000-\u001f\u007f]/.test(text)) throw failed('net/url: invalid control character in URL');
  const [, scheme = '', afterScheme = text] = /^([a-zA-Z][a-zA-Z0-9+.-]*):(.*)$/s.exec(text) ?? [];
  if (scheme === '' && text.startsWith(':')) throw failed('missing protocol scheme');
  const [, beforeFragment = '', fragment = ''] = /^([^#]*)#?(.*)$/s.exec(afterScheme) ?? [];
  const [, body = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(beforeFragment) ?? [];
  const isOpaque = scheme !== '' && !body.startsWith('/');
  const [, authority = '', path = body] = isOpaque ? ['', '', ''] : (/^\/\/([^/]*)(.*)$/s.exec(body) ?? []);
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  const wrong = /[ "<>\\^`{|}]/.exec(host)?.[0];
  if (wrong !== undefined) throw failed(`invalid character ${quote(wrong)} in host name`);
  const port = /:([^:\]]*)$/.exec(host)?.[1];
  if (port !== undefined && !/^\d*$/.test(port)) throw failed(`invalid port ${quote(`:${port}`)} after host`);
  const hostname = host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  const decoded = (part: string): string => {
    const wrongEscape = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(part)?.[0];
    if (wrongEscape !== undefined) throw failed(`invalid URL escape ${quote(wrongEscape)}`);
    const bytes = utf8OfText(part);
    const found: number[] = [];
    for (let index = 0; index < bytes.length; index++) {
      if (bytes[index] !== PERCENT) found.push(bytes[index] ?? 0);
      else {
        found.push(Number.parseInt(String.fromCharCode(...bytes.subarray(index + 1, index + 3)), 16));
        index += 2;
      }
    }
    return textOfUtf8(Uint8Array.from(found));
  };
  return new Map<string, GoValue>([
    ['scheme', scheme.toLowerCase()],
    ['host', host],
    ['hostname', hostname],
    ['path', decoded(path)],
    ['query', query],
    ['opaque', isOpaque ? body : ''],
    ['fragment', decoded(fragment)],
    ['userinfo', at === -1 ? '' : authority.slice(0, at)],
  ]);
}

/** Models escape of net/url: bytes that may not stand as they are. */
const escaped = (text: string, plain: RegExp): string =>
  Array.from(utf8OfText(text), (byte) => {
    const character = String.fromCharCode(byte);
    return plain.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');

function join(parts: Map<string, GoValue> | null): string {
  const part = (key: string): string => {
    const value = parts?.get(key);
    if (value === undefined) return '';
    if (typeof value === 'string') return value;
    throw new GoError(`unable to parse ${key} key, must be of type string, but ${kindOf(value)} found`);
  };
  const [scheme, host, opaque, userinfo] = [part('scheme'), part('host'), part('opaque'), part('userinfo')];
  let path = part('path') === '*' ? '*' : escaped(part('path'), /[A-Za-z0-9\-_.~$&+,/:;=@]/);
  const [query, fragment] = [part('query'), part('fragment')];
  let text = scheme === '' ? '' : `${scheme}:`;
  if (opaque !== '') text += opaque;
  else {
    if (scheme !== '' || host !== '' || userinfo !== '') {
      if (host !== '' || path !== '' || userinfo !== '') text += '//';
      if (userinfo !== '') text += `${userinfo}@`;
      text += host;
    }
    if (path !== '' && !path.startsWith('/') && host !== '') path = `/${path}`;
    // A colon in the first part would be taken for the end of a scheme.
    if (text === '' && /^[^/]*:/.test(path)) path = `./${path}`;
    text += path;
  }
  return `${text}${query === '' ? '' : `?${query}`}${fragment === '' ? '' : `#${escaped(fragment, /[A-Za-z0-9\-_.~$&+,/:;=?@!()*]/)}`}`;
}

export const urlFunctions: FunctionTable = {
  urlParse: fn(['string'], parse),
  urlJoin: fn(['map'], join),
};
