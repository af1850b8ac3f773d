import { isAddress } from '../../core/addresses.ts';
import { distrust, isForHost, readCertificates, type Certificate } from '../../core/certificates.ts';
import { formatRfc1123 } from '../../core/time-text.ts';
import type { OutgoingRequest } from '../../core/traffic.ts';
import type { ProcessContext } from '../../host/program.ts';

/** Certificates that the machine's own store trusts: none of the sandbox's authorities is a public one. */
const noAuthorities: readonly Certificate[] = [];

/**
 * Looks at what a server shows as curl does. `authorities` are those of `--cacert`. Reads no file later: throws FileError when it cannot be read now.
 */
export function verifier(
  process: ProcessContext,
  host: string,
  caFile: string | undefined,
): NonNullable<OutgoingRequest['verify']> {
  const path = caFile === undefined || caFile.startsWith('/') ? caFile : `${process.cwd}/${caFile}`;
  const authorities = path === undefined ? noAuthorities : readCertificates(process.files.readText(path));
  return (chain) => {
    const reason = distrust(chain, authorities, process.clock.now());
    if (reason !== undefined) return reason;
    const [leaf] = chain;
    return leaf !== undefined && isForHost(leaf, host) ? undefined : `name ${leaf === undefined ? '' : describeNames(leaf)}`;
  };
}

/** What curl says after `curl: (CODE)`; the code is 60 for a certificate that it does not take and 35 for no TLS at all. */
export function tlsFailure(detail: string, host: string): { readonly code: number; readonly message: string } {
  if (detail === 'wrong version number')
    return { code: 35, message: 'TLS connect error: error:0A00010B:SSL routines::wrong version number' };
  if (detail.startsWith('name ')) {
    const what = isAddress(host) ? 'ipv4 address' : 'host name';
    return { code: 60, message: `SSL: no alternative certificate subject name matches target ${what} '${host}'${moreAbout}` };
  }
  return { code: 60, message: `SSL certificate problem: ${detail}${moreAbout}` };
}

const moreAbout = `
More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the webpage mentioned above.`;

/** The lines of \`curl -v\` about a handshake. */
export function handshakeLines(chain: readonly Certificate[], verified: boolean): readonly string[] {
  const [leaf] = chain;
  if (leaf === undefined) return [];
  return [
    '* ALPN: curl offers h2,http/1.1',
    '* TLSv1.3 (OUT), TLS handshake, Client hello (1):',
    '* TLSv1.3 (IN), TLS handshake, Server hello (2):',
    '* TLSv1.3 (IN), TLS handshake, Certificate (11):',
    '* TLSv1.3 (IN), TLS handshake, Finished (20):',
    '* TLSv1.3 (OUT), TLS handshake, Finished (20):',
    '* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384 / x25519 / RSASSA-PSS',
    '* Server certificate:',
    `*  subject: ${leaf.subject}`,
    `*  start date: ${formatRfc1123(leaf.notBefore)}`,
    `*  expire date: ${formatRfc1123(leaf.notAfter)}`,
    ...(verified ? [`*  subjectAltName: ${describeNames(leaf)}`] : []),
    `*  issuer: ${leaf.issuer}`,
    verified
      ? '*  SSL certificate verify ok.'
      : '*  SSL certificate verify result: self-signed certificate (18), continuing anyway.',
  ];
}

function describeNames({ names }: Certificate): string {
  return names.join(', ');
}
