import { certificateText, distrust, readCertificates, type Certificate } from '../../../core/certificates.ts';
import { isAddress } from '../../../core/addresses.ts';
import { formatRfc1123 } from '../../../core/time-text.ts';
import type { ProcessContext } from '../../../host/program.ts';
import { OpensslError } from './openssl-error.ts';
import { pathOf, readOptions } from './options.ts';
import { alternativeNames, authorityOf, certificateOf, write } from './req.ts';

/** `openssl x509`: shows a certificate, or, with `-req`, signs a request. */
export async function x509(process: ProcessContext, args: readonly string[]): Promise<number> {
  const flags = [
    'noout',
    'text',
    'subject',
    'issuer',
    'dates',
    'enddate',
    'startdate',
    'serial',
    'req',
    'CAcreateserial',
    'sha256',
  ];
  const options = readOptions(args, flags, ['in', 'out', 'ext', 'CA', 'CAkey', 'days', 'checkend', 'extfile', 'checkhost']);
  if (options.unknown !== undefined)
    throw new OpensslError(`x509: Unknown option: ${options.unknown.replace(/^-/, '')}\nx509: Use -help for summary.`);
  const file = options.value('in');
  const text = file === undefined ? await process.stdin.readAll() : process.files.readText(pathOf(process, file));
  const [certificate] = readCertificates(text.replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE'));
  if (certificate === undefined) throw new OpensslError(`Could not find certificate from ${file ?? '<stdin>'}`);
  if (options.has('req')) {
    const extra = options.value('extfile');
    const names = extra === undefined ? [] : process.files.readText(pathOf(process, extra)).split('\n').flatMap(alternativeNames);
    const draft = { ...certificate, names: names.length > 0 ? names : certificate.names };
    process.stderr.write(`Certificate request self-signature ok\nsubject=${certificate.subject}\n`);
    write(
      process,
      options.value('out'),
      certificateText(certificateOf(process, draft, authorityOf(process, options), Number(options.value('days') ?? 30))),
    );
    return 0;
  }
  const say = (line: string): void => process.stdout.write(`${line}\n`);
  if (options.has('text')) process.stdout.write(fullText(certificate));
  if (options.has('subject')) say(`subject=${certificate.subject}`);
  if (options.has('issuer')) say(`issuer=${certificate.issuer}`);
  if (options.has('serial')) say(`serial=${certificate.serial.toUpperCase()}`);
  if (options.has('dates') || options.has('startdate')) say(`notBefore=${opensslTime(certificate.notBefore)}`);
  if (options.has('dates') || options.has('enddate')) say(`notAfter=${opensslTime(certificate.notAfter)}`);
  if (options.value('ext')?.includes('subjectAltName')) say(alternativeText(certificate, ''));
  const seconds = options.value('checkend');
  if (seconds !== undefined) {
    const expires = certificate.notAfter <= process.clock.now() + Number(seconds) * 1_000;
    say(expires ? 'Certificate will expire' : 'Certificate will not expire');
    return expires ? 1 : 0;
  }
  if (!options.has('noout')) write(process, options.value('out'), certificateText(certificate));
  return 0;
}

/** `openssl verify -CAfile ca.crt web.crt`. */
export function verify(process: ProcessContext, args: readonly string[]): number {
  const options = readOptions(args, [], ['CAfile', 'untrusted']);
  const authority = options.value('CAfile');
  const trusted = authority === undefined ? [] : readCertificates(process.files.readText(pathOf(process, authority)));
  let code = 0;
  for (const file of options.operands) {
    const chain = readCertificates(process.files.readText(pathOf(process, file)));
    const reason = distrust(chain, trusted, process.clock.now());
    if (reason === undefined) process.stdout.write(`${file}: OK\n`);
    else {
      code = 2;
      process.stderr.write(`${chain[0]?.subject ?? ''}\nerror ${file}: verification failed: ${reason}\n`);
    }
  }
  return code;
}

/** `Jan  1 09:00:00 2026 GMT`. */
function opensslTime(at: number): string {
  const [, day = '', month = '', year = '', time = ''] = /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(formatRfc1123(at)) ?? [];
  return `${month} ${String(Number(day)).padStart(2)} ${time} ${year} GMT`;
}

function alternativeText({ names }: Certificate, indent: string): string {
  if (names.length === 0) return 'No extensions in certificate';
  const shown = names.map((name) => (isAddress(name) ? `IP Address:${name}` : `DNS:${name}`)).join(', ');
  return `${indent}X509v3 Subject Alternative Name: \n${indent}    ${shown}`;
}

function fullText(certificate: Certificate): string {
  const { subject, issuer, notBefore, notAfter, serial, isAuthority, names } = certificate;
  const pad = '            ';
  return [
    'Certificate:',
    '    Data:',
    '        Version: 3 (0x2)',
    '        Serial Number:',
    `${pad}${serial.match(/../g)?.join(':') ?? ''}`,
    `        Issuer: ${issuer}`,
    '        Validity',
    `${pad}Not Before: ${opensslTime(notBefore)}`,
    `${pad}Not After : ${opensslTime(notAfter)}`,
    `        Subject: ${subject}`,
    '        X509v3 extensions:',
    `${pad}X509v3 Basic Constraints: critical`,
    `${pad}    CA:${isAuthority ? 'TRUE' : 'FALSE'}`,
    ...(names.length === 0 ? [] : [alternativeText(certificate, pad)]),
    '',
  ].join('\n');
}
