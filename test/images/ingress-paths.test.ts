import { describe, expect, it } from 'vitest';
import { hostFor, inOrder, locationFor, pathFits } from '../../sandbox/images/ingress-nginx/match.ts';
import type { Location, VirtualHost } from '../../sandbox/images/ingress-nginx/model.ts';

/** The table "Examples" of the Ingress specification: kind, path or paths, request path, whether or which one matches. */
const single: readonly (readonly [string, string, string, boolean])[] = [
  ['Prefix', '/', '/anything', true],
  ['Exact', '/foo', '/foo', true],
  ['Exact', '/foo', '/bar', false],
  ['Exact', '/foo', '/foo/', false],
  ['Exact', '/foo/', '/foo', false],
  ['Prefix', '/foo', '/foo', true],
  ['Prefix', '/foo', '/foo/', true],
  ['Prefix', '/foo/', '/foo', true],
  ['Prefix', '/foo/', '/foo/', true],
  ['Prefix', '/aaa/bb', '/aaa/bbb', false],
  ['Prefix', '/aaa/bbb', '/aaa/bbb', true],
  ['Prefix', '/aaa/bbb/', '/aaa/bbb', true],
  ['Prefix', '/aaa/bbb', '/aaa/bbb/', true],
  ['Prefix', '/aaa/bbb', '/aaa/bbb/ccc', true],
  ['Prefix', '/aaa/bbb', '/aaa/bbbxyz', false],
];

const several: readonly (readonly [string, readonly (readonly [string, string])[], string, string | undefined])[] = [
  [
    'Prefix / and /aaa',
    [
      ['Prefix', '/'],
      ['Prefix', '/aaa'],
    ],
    '/aaa/ccc',
    '/aaa',
  ],
  [
    'Prefix /, /aaa and /aaa/bbb',
    [
      ['Prefix', '/'],
      ['Prefix', '/aaa'],
      ['Prefix', '/aaa/bbb'],
    ],
    '/aaa/bbb',
    '/aaa/bbb',
  ],
  [
    'Prefix /, /aaa and /aaa/bbb',
    [
      ['Prefix', '/'],
      ['Prefix', '/aaa'],
      ['Prefix', '/aaa/bbb'],
    ],
    '/ccc',
    '/',
  ],
  ['Prefix /aaa alone', [['Prefix', '/aaa']], '/ccc', undefined],
  [
    'Prefix and Exact /foo',
    [
      ['Prefix', '/foo'],
      ['Exact', '/foo'],
    ],
    '/foo',
    'Exact /foo',
  ],
];

const location = (pathType: string, path: string): Location => ({ pathType, path }) as Location;
const hostNamed = (host: string): VirtualHost => ({ host, locations: [], certificates: undefined, hasTls: false });

describe('paths, by the table of the Ingress specification', () => {
  it.each(single)('%s %s and a request for %s: %s', (type, path, asked, expected) => {
    expect(pathFits(path, type, asked)).toBe(expected);
  });

  it.each(several)('%s: the request %s%s goes to the longest, Exact before Prefix', (_what, paths, asked, expected) => {
    const locations = inOrder(paths.map(([type, path]) => location(type, path)));
    const found = locationFor({ ...hostNamed('a'), locations }, asked);
    const name = found === undefined ? undefined : found.pathType === 'Exact' ? `Exact ${found.path}` : found.path;
    expect(name).toBe(expected);
  });
});

describe('hosts, by the table of the Ingress specification', () => {
  const hosts = new Map(['*.foo.com', 'shop.foo.com', '_'].map((host) => [host, hostNamed(host)]));
  it.each([
    ['bar.foo.com', '*.foo.com', 'the wildcard stands for the first label'],
    ['shop.foo.com', 'shop.foo.com', 'an exact host comes before a wildcard'],
    ['baz.bar.foo.com', '_', 'the wildcard covers one label only'],
    ['foo.com', '_', 'the wildcard needs a label'],
    ['SHOP.foo.com:8080', 'shop.foo.com', 'case and port do not count'],
  ])('%s is served by %s: %s', (asked, expected) => {
    expect(hostFor({ hosts, defaultUpstream: undefined }, asked)?.host).toBe(expected);
  });
});
