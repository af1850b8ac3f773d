import { isAddress } from '../../../core/addresses.ts';
import { certificateText, distrust, readCertificates } from '../../../core/certificates.ts';
import type { ProcessContext } from '../../../host/program.ts';
import { hostsAddress } from '../hosts-file.ts';
import { OpensslError } from './openssl-error.ts';
import { pathOf, readOptions } from './options.ts';

/** The number of the thread that OpenSSL puts before each error. */
const THREAD = '4037D706CE7F0000';

function notConnected(code: string, why: string, number: number): string {
  return `${THREAD}:error:${code}:system library:BIO_connect:${why}:../crypto/bio/bio_sock2.c:114:calling connect()\n${THREAD}:error:10000067:BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:116:\nconnect:errno=${number}\n`;
}

const failures: { readonly [failure: string]: string } = {
  'connection refused': notConnected('8000006F', 'Connection refused', 111),
  'timed out': notConnected('8000006E', 'Connection timed out', 110),
  'no route to host': notConnected('80000071', 'No route to host', 113),
  'no such host': `${THREAD}:error:10080002:BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:738:Name or service not known\nconnect:errno=22\n`,
};

/** `openssl s_client -connect HOST:PORT -servername NAME`: the handshake, and what the server shows. */
export async function sClient(process: ProcessContext, args: readonly string[]): Promise<number> {
  const options = readOptions(args, ['showcerts', 'quiet', 'brief', 'noservername'], ['connect', 'servername', 'CAfile']);
  const target = options.value('connect') ?? options.operands[0];
  const [, host, port] = /^(.+):(\d+)$/.exec(target ?? '') ?? [];
  if (host === undefined || port === undefined) throw new OpensslError('s_client: -connect HOST:PORT is needed');
  const serverName = options.value('servername') ?? (options.has('noservername') || isAddress(host) ? '' : host);
  const { stdout, stderr, network, networkNamespace } = process;
  const outcome = await network.connect(networkNamespace, hostsAddress(process, host) ?? host, Number(port), 10_000, {
    serverName,
  });
  if (!outcome.ok) {
    stderr.write(failures[outcome.failure] ?? `${outcome.failure}\n`);
    return 1;
  }
  stdout.write('CONNECTED(00000003)\n');
  const chain = outcome.certificates ?? [];
  const [leaf] = chain;
  if (leaf === undefined) {
    stderr.write(
      `${THREAD}:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../ssl/record/methods/tlsany_meth.c:84:\n`,
    );
    stdout.write('---\nno peer certificate available\n---\nNo client certificate CA names sent\n---\n');
    stdout.write('SSL handshake has read 5 bytes and written 297 bytes\nVerification: OK\n---\nNew, (NONE), Cipher is (NONE)\n');
    stdout.write('Verify return code: 0 (ok)\n---\n');
    return 1;
  }
  const authority = options.value('CAfile');
  const trusted = authority === undefined ? [] : readCertificates(process.files.readText(pathOf(process, authority)));
  const reason = distrust(chain, trusted, process.clock.now());
  const codes: { readonly [reason: string]: number } = {
    'self-signed certificate': 18,
    'certificate has expired': 10,
    'unable to get local issuer certificate': 20,
  };
  const verdict = reason === undefined ? '0 (ok)' : `${codes[reason] ?? 1} (${reason})`;
  stdout.write('---\nCertificate chain\n');
  for (const [depth, { subject, issuer }] of chain.entries()) {
    stdout.write(` ${depth} s:${subject}\n   i:${issuer}\n`);
    if (options.has('showcerts')) stdout.write(certificateText(chain[depth] ?? leaf));
  }
  stdout.write(
    `---\nServer certificate\n${certificateText(leaf)}subject=${leaf.subject}\nissuer=${leaf.issuer}\n---\nNew, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384\nVerify return code: ${verdict}\n---\n`,
  );
  return 0;
}
