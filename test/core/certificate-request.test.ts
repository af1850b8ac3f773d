import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeBase64Text, encodeBase64Text } from '../../sandbox/core/base64.ts';
import { readCertificateRequest } from '../../sandbox/core/certificate-request.ts';
import { certificateText } from '../../sandbox/core/certificates.ts';

const recorded = readFileSync(new URL('../tools/kubectl/compared/describe.yaml', import.meta.url), 'utf8');
const base64 = /request: (\S+?),/.exec(recorded)?.[1] ?? '';

describe('readCertificateRequest', () => {
  it('reads PKCS #10 of a real tool', () => {
    expect(readCertificateRequest(base64)).toMatchObject({ request: { commonName: 'angela', dnsNames: [] } });
  });

  it('reads what the openssl of the sandbox writes', () => {
    const facts = { subject: 'CN = ann, O = team', issuer: '', names: ['a.example', '10.0.0.1'], isAuthority: false };
    const text = certificateText({ ...facts, notBefore: 0, notAfter: 1, serial: '1', key: 'a', signedBy: '' });
    const read = readCertificateRequest(encodeBase64Text(text.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST')));
    expect(read).toMatchObject({ request: { commonName: 'ann', dnsNames: ['a.example'], addresses: ['10.0.0.1'] } });
    expect('request' in read ? read.request.parts.get('O') : undefined).toEqual(['team']);
  });

  it('takes nothing else', () => {
    expect(readCertificateRequest('')).toEqual({ problem: 'PEM block type must be CERTIFICATE REQUEST' });
    const broken = `${decodeBase64Text(base64).slice(0, 100)}\n-----END CERTIFICATE REQUEST-----`;
    expect(readCertificateRequest(encodeBase64Text(broken))).toEqual({ problem: 'asn1: syntax error: data truncated' });
  });
});
