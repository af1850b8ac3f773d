import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeBase64Text, encodeBase64Text } from '../../sandbox/core/base64.ts';
import { readCertificateRequest } from '../../sandbox/core/request-subject.ts';

const recorded = readFileSync(new URL('../tools/kubectl/compared/describe.yaml', import.meta.url), 'utf8');
const base64 = /request: (\S+?),/.exec(recorded)?.[1] ?? '';

describe('readCertificateRequest', () => {
  it('reads PKCS #10 of a real tool', () => {
    expect(readCertificateRequest(decodeBase64Text(base64))).toMatchObject({ commonName: 'angela', dnsNames: [] });
  });

  it('reads what the openssl of the sandbox writes', () => {
    const json = JSON.stringify({ subject: 'CN=ann,O=team', names: ['a.example', '10.0.0.1'] });
    const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${encodeBase64Text(json)}\n-----END CERTIFICATE REQUEST-----\n`;
    const subject = readCertificateRequest(pem);
    expect(subject).toMatchObject({ commonName: 'ann', dnsNames: ['a.example'], addresses: ['10.0.0.1'] });
    expect(subject?.parts.get('O')).toEqual(['team']);
  });

  it('takes nothing else', () => {
    expect(readCertificateRequest('')).toBeUndefined();
    const broken = decodeBase64Text(base64).slice(0, 120) + '\n-----END CERTIFICATE REQUEST-----';
    expect(readCertificateRequest(broken)).toBeUndefined();
  });
});
