import { quote } from '../quote.ts';
import { GoError, typeOf, type GoValue } from '../values.ts';
import { fn, type FunctionTable } from './define.ts';

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
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    throw failed(`invalid URL escape ${quote(/%.{0,2}/.exec(path)?.[0] ?? '')}`);
  }
  return new Map<string, GoValue>([
    ['scheme', scheme.toLowerCase()],
    ['host', host],
    ['hostname', hostname],
    ['path', decoded],
    ['query', query],
    ['opaque', isOpaque ? body : ''],
    ['fragment', fragment],
    ['userinfo', at === -1 ? '' : authority.slice(0, at)],
  ]);
}

function join(parts: Map<string, GoValue> | null): string {
  const part = (key: string): string => {
    const value = parts?.get(key);
    if (value === undefined) return '';
    if (typeof value === 'string') return value;
    throw new GoError(`unable to parse ${key} key, must be of type string, but ${typeOf(value)} found`);
  };
  const [scheme, host, opaque, userinfo] = [part('scheme'), part('host'), part('opaque'), part('userinfo')];
  let path = encodeURI(part('path'));
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
    text += path;
  }
  return `${text}${query === '' ? '' : `?${query}`}${fragment === '' ? '' : `#${fragment}`}`;
}

export const urlFunctions: FunctionTable = {
  urlParse: fn(['string'], parse),
  urlJoin: fn(['map'], join),
};
