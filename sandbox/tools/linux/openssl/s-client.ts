import { isAddress } from '../../../core/addresses.ts';
import { certificateText, distrust, readCertificates } from '../../../core/certificates.ts';
import type { ProcessContext } from '../../../host/program.ts';
import { hostsAddress } from '../hosts-file.ts';
import { OpensslError } from './openssl-error.ts';
import { pathOf, readOptions } from './options.ts';

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
    const words: { readonly [failure: string]: string } = {
      'connection refused': 'Connection refused',
      'timed out': 'Connection timed out',
      'no such host': 'Name or service not known',
    };
    stderr.write(`connect:errno=111\n${words[outcome.failure] ?? outcome.failure}\n`);
    return 1;
  }
  stdout.write('CONNECTED(00000003)\n');
  const chain = outcome.certificates ?? [];
  const [leaf] = chain;
  if (leaf === undefined) {
    stderr.write('error:0A00010B:SSL routines:ssl3_get_record:wrong version number\nno peer certificate available\n');
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
