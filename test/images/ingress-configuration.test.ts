import { describe, expect, it } from 'vitest';
import { certificateText, keyFrom, keyText, type Certificate } from '../../sandbox/core/certificates.ts';
import { buildConfiguration, type Source } from '../../sandbox/images/ingress-nginx/build.ts';
import { hostFor, locationFor } from '../../sandbox/images/ingress-nginx/match.ts';
import type { Secret } from '../../sandbox/schema/types/core-v1.ts';
import type { Ingress } from '../../sandbox/schema/types/networking-v1.ts';

const warnings: string[] = [];
const source = (ingress: Ingress, more: Partial<Source> = {}): Source => ({
  ingresses: [ingress],
  service: () => undefined,
  slices: () => [],
  secret: () => undefined,
  defaultBackend: undefined,
  defaultCertificate: undefined,
  warn: (text) => warnings.push(text),
  ...more,
});

const ingressFor = (path: string): Ingress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {
    name: 'web',
    namespace: 'shop',
    uid: '1',
    resourceVersion: '1',
    creationTimestamp: '2025-01-01T00:00:00Z',
    annotations: { 'nginx.ingress.kubernetes.io/use-regex': 'true' },
  },
  spec: {
    tls: [{ hosts: ['shop.test'] }],
    rules: [
      {
        host: 'shop.test',
        http: {
          paths: [{ path, pathType: 'ImplementationSpecific', backend: { service: { name: 'web', port: { number: 80 } } } }],
        },
      },
    ],
  },
  status: {},
});

const answers = (pattern: string, path: string): boolean => {
  const configuration = buildConfiguration(source(ingressFor(pattern)));
  const host = hostFor(configuration, 'shop.test');
  return host !== undefined && locationFor(host, path) !== undefined;
};

describe('a path that is a pattern', () => {
  it.each([
    ['/api/v[0-9]+', '/api/v12/items', true],
    ['/api/v[0-9]+', '/API/V1', true],
    ['/api/v[0-9]+', '/old/api/v1', false],
    ['/items(/|$)(.*)', '/items', true],
    ['/items(/|$)(.*)', '/itemsets', false],
  ])('%s covers %s: %s', (pattern, path, expected) => {
    expect(answers(pattern, path)).toBe(expected);
  });

  it.each(['/((a+))+$', '/(a|a)*$', '/(a|aa)+$'])('%s takes no longer than others', (pattern) => {
    expect(answers(pattern, `/${'a'.repeat(2_000)}!`)).toBe(false);
  });

  it.each(['/(', '/(?=a)a'])('%s is none: it matches nothing, and the log says so', (pattern) => {
    warnings.length = 0;
    expect(answers(pattern, '/a')).toBe(false);
    expect(warnings).toContain(`Ingress shop/web: path ${JSON.stringify(pattern)} is not a pattern that can be used`);
  });
});

describe('an annotation that asks for a number', () => {
  it.each([
    ['308', 308],
    ['999', 301],
    ['soon', 301],
    ['-1', 301],
    ['', 301],
  ])('%j as permanent-redirect-code redirects with %i', (code, expected) => {
    const { metadata, ...rest } = ingressFor('/');
    const annotations = {
      'nginx.ingress.kubernetes.io/permanent-redirect': 'https://other.test',
      'nginx.ingress.kubernetes.io/permanent-redirect-code': code,
    };
    const configuration = buildConfiguration(source({ ...rest, metadata: { ...metadata, annotations } }));
    const host = hostFor(configuration, 'shop.test');
    expect(host && locationFor(host, '/')?.permanentRedirect?.code).toBe(expected);
  });
});

describe('the default certificate', () => {
  const key = keyFrom('test');
  const certificate: Certificate = {
    subject: 'CN=everything',
    issuer: 'CN=everything',
    names: ['*.test'],
    notBefore: 0,
    notAfter: 1,
    serial: '1',
    key,
    signedBy: key,
    isAuthority: false,
  };
  const secret: Secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'wild', namespace: 'ingress', uid: '2', resourceVersion: '2', creationTimestamp: '2025-01-01T00:00:00Z' },
    data: { 'tls.crt': btoa(certificateText(certificate)), 'tls.key': btoa(keyText(key)) },
  };

  it('is that of the Secret which --default-ssl-certificate names', () => {
    const configuration = buildConfiguration(
      source(ingressFor('/'), {
        defaultCertificate: 'ingress/wild',
        secret: (namespace, name) => (namespace === 'ingress' && name === 'wild' ? secret : undefined),
      }),
    );
    expect(configuration.defaultCertificates).toEqual([certificate]);
    expect(hostFor(configuration, 'shop.test')?.certificates).toBeUndefined();
  });

  it('is the own one of the controller when there is no such Secret, and the log says so', () => {
    warnings.length = 0;
    const configuration = buildConfiguration(source(ingressFor('/'), { defaultCertificate: 'ingress/none' }));
    expect(configuration.defaultCertificates).toBeUndefined();
    expect(warnings.join()).toContain('"ingress/none"');
  });
});
