import { beforeEach, describe, expect, it } from 'vitest';
import { admissionPlugins } from '../../sandbox/admission/index.ts';
import { createApiServer, createClusterAuthorizer, kubernetesAdmin, type ApiServer } from '../../sandbox/api/index.ts';
import type { ApiResponse } from '../../sandbox/api/request.ts';
import { encodeBase64Text } from '../../sandbox/core/base64.ts';
import { certificateText } from '../../sandbox/core/certificates.ts';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import type { JsonObject } from '../../sandbox/core/json.ts';
import { Random } from '../../sandbox/core/random.ts';
import { kinds } from '../../sandbox/kinds/index.ts';

let server: ApiServer;
beforeEach(() => {
  server = createApiServer({
    clock: new VirtualClock(0),
    random: new Random('csr'),
    kinds,
    admission: admissionPlugins,
    authorizer: createClusterAuthorizer,
    freeze: true,
  });
});

const pem = (body: string, label = 'CERTIFICATE REQUEST'): string =>
  `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
/** /CN=jane/O=dev, made by openssl. */
const jane = pem(`MIGcMFACAQAwHTENMAsGA1UEAwwEamFuZTEMMAoGA1UECgwDZGV2MCowBQYDK2Vw
AyEAS9JFDJMIvV3ilfGuHDGfAfLcDomMluS78T9ZCm+zvCKgADAFBgMrZXADQQAb
2cS+behNY+chAhjHaYbrEWztM1beCgVvzPh2qC6QwmLRnnnMn3Eby76wwBavsbEB
gDLugOWiVW15SrV4QigG`);
/** /CN=x/O=system:masters. */
const evil = pem(`MIGkMFgCAQAwJTEKMAgGA1UEAwwBeDEXMBUGA1UECgwOc3lzdGVtOm1hc3RlcnMw
KjAFBgMrZXADIQBL0kUMkwi9XeKV8a4cMZ8B8twOiYyW5LvxP1kKb7O8IqAAMAUG
AytlcANBADUBzlmMbaQNdGE+/rwrM8cSHEqkPIneGgE2DeWvSWN/eCPIndvdaZuC
nkUtr+0QTBKVmSLsU/ju0fQdF8oKcAE=`);
/** What the sandbox's own openssl makes. */
const own = certificateText({
  subject: 'CN = jane, O = dev',
  issuer: '',
  names: [],
  notBefore: 0,
  notAfter: 1,
  serial: '1',
  key: 'a',
  signedBy: '',
  isAuthority: false,
}).replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST');

const target = { group: 'certificates.k8s.io', version: 'v1', resource: 'certificatesigningrequests' } as const;
function ask(request: string, signerName = 'kubernetes.io/kube-apiserver-client'): ApiResponse {
  const spec = { request: encodeBase64Text(request), signerName, usages: ['client auth'] };
  return server.handle({ verb: 'create', ...target, user: kubernetesAdmin, body: { metadata: { name: 'x' }, spec } });
}
function patch(subresource: string, status: JsonObject, groups: readonly string[] = kubernetesAdmin.groups): ApiResponse {
  const user = { username: 'somebody', groups: [...groups] };
  const contentType = 'application/merge-patch+json';
  return server.handle({ verb: 'patch', ...target, name: 'x', subresource, user, contentType, body: { status } });
}
const said = ({ code, body }: ApiResponse): string => (code < 400 ? 'ok' : String(body['message']));

describe('a request for a certificate', () => {
  it.each([
    ['of openssl', jane],
    ['of the sandbox', own],
    ['with words before it', `My request:\n${jane}`],
  ])('%s is taken', (_what, request) => {
    expect(said(ask(request))).toBe('ok');
  });

  it.each([
    ['not PEM', 'hello', 'PEM block type must be CERTIFICATE REQUEST'],
    ['a certificate', jane.replaceAll(' REQUEST', ''), 'PEM block type must be CERTIFICATE REQUEST'],
    ['cut off', pem('MIGcMFACAQAwHTEN'), 'asn1: syntax error: data truncated'],
    ['something else', pem(encodeBase64Text('{"a":1}'.padEnd(40))), 'asn1: syntax error: data truncated'],
    [
      'a number',
      pem('AgEA'),
      "asn1: structure error: tags don't match (16 vs {class:0 tag:2 length:1 isCompound:false}) {optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false} certificateRequest @2",
    ],
  ])('that is %s is refused', (_what, request, detail) => {
    const answer = said(ask(request));
    expect(answer).toContain('spec.request: Invalid value: ');
    expect(answer.endsWith(detail)).toBe(true);
  });

  it('gives nobody the rights of the masters', () => {
    expect(said(ask(evil))).toBe(
      'certificatesigningrequests.certificates.k8s.io "x" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed',
    );
    expect(said(ask(evil, 'example.com/own'))).toBe('ok');
  });
});

describe('the decision on a request', () => {
  const approved = { conditions: [{ type: 'Approved', status: 'True', reason: 'ok', message: '' }] };
  /** Lets a group write to the subresources, and deal with the signer or not. */
  function grant(...rules: JsonObject[]): void {
    const user = kubernetesAdmin;
    const rbac = { group: 'rbac.authorization.k8s.io', version: 'v1', user } as const;
    server.handle({ verb: 'create', ...rbac, resource: 'clusterroles', body: { metadata: { name: 'r' }, rules } });
    const body = {
      metadata: { name: 'r' },
      roleRef: { apiGroup: rbac.group, kind: 'ClusterRole', name: 'r' },
      subjects: [{ apiGroup: rbac.group, kind: 'Group', name: 'deciders' }],
    };
    server.handle({ verb: 'create', ...rbac, resource: 'clusterrolebindings', body });
  }
  const writes = (verb: string, ...resources: string[]): JsonObject => ({ verbs: [verb], apiGroups: [target.group], resources });

  it('needs the right for the signer too', () => {
    ask(jane);
    const both = writes('patch', 'certificatesigningrequests/approval', 'certificatesigningrequests/status');
    grant(both);
    expect(said(patch('approval', approved, ['deciders']))).toBe(
      'certificatesigningrequests.certificates.k8s.io "x" is forbidden: user not permitted to approve requests with signerName "kubernetes.io/kube-apiserver-client"',
    );
    expect(said(patch('status', { certificate: encodeBase64Text(pem('AgEA', 'CERTIFICATE')) }, ['deciders']))).toContain(
      'user not permitted to sign requests with signerName "kubernetes.io/kube-apiserver-client"',
    );
  });

  it('is possible with the right for all signers of a domain', () => {
    ask(jane);
    const signers = { ...writes('approve', 'signers'), resourceNames: ['kubernetes.io/*'] };
    grant(writes('patch', 'certificatesigningrequests/approval'), signers);
    expect(said(patch('approval', approved, ['deciders']))).toBe('ok');
  });

  it('cannot be taken back', () => {
    ask(jane);
    patch('approval', approved);
    expect(said(patch('status', { conditions: [] }))).toContain('updates may not remove a condition of type "Approved"');
    const changed = { conditions: [{ type: 'Approved', status: 'True', reason: 'other', message: '' }] };
    expect(JSON.stringify(patch('status', changed).body)).toContain('"reason":"ok"');
  });

  it.each([
    ['hello', 'must contain at least one CERTIFICATE PEM block'],
    [pem('AgEA', 'X509'), 'only CERTIFICATE PEM blocks are allowed, found "X509"'],
  ])('ends in no certificate %j', (text, detail) => {
    ask(jane);
    expect(said(patch('status', { certificate: encodeBase64Text(text) }))).toContain(
      `status.certificate: Invalid value: "<certificate data>": ${detail}`,
    );
  });
});
