import { certificateText, keyFrom, keyText, readCertificates, readKey, type Certificate } from '../../../core/certificates.ts';
import type { ProcessContext } from '../../../host/program.ts';
import { OpensslError } from './openssl-error.ts';
import { pathOf, readOptions, subjectOf, type Options } from './options.ts';

const DAY = 24 * 3_600_000;
const values = ['newkey', 'keyout', 'out', 'days', 'subj', 'addext', 'key', 'CA', 'CAkey', 'config', 'extensions', 'pkeyopt'];
const flags = ['x509', 'nodes', 'noenc', 'new', 'sha256', 'batch'];

/** `openssl req`: a self-signed certificate with `-x509`, one signed by `-CA`, or a request. */
export function req(process: ProcessContext, args: readonly string[]): number {
  const options = readOptions(args, flags, values);
  if (options.unknown !== undefined)
    throw new OpensslError(`req: Unknown option: ${options.unknown.replace(/^-/, '')}\nreq: Use -help for summary.`);
  const subject = subjectOf(options.value('subj') ?? '');
  if (subject === '') throw new OpensslError('req: the questions for a subject are not simulated; give -subj "/CN=NAME"');
  const key = keyOf(process, options);
  const names = options.all('addext').flatMap(alternativeNames);
  const isSelfSigned = options.has('x509') && !options.has('CA');
  const draft = { subject, names, key, isAuthority: options.all('addext').some((text) => /CA:TRUE/i.test(text)) || isSelfSigned };
  const days = Number(options.value('days') ?? 30);
  const made = isSelfSigned
    ? certificateOf(process, draft, { subject, key }, days)
    : options.has('CA')
      ? certificateOf(process, draft, authorityOf(process, options), days)
      : certificateOf(process, draft, { subject: '', key: '' }, days);
  const text =
    isSelfSigned || options.has('CA')
      ? certificateText(made)
      : certificateText(made).replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST');
  write(process, options.value('out'), text);
  return 0;
}

/** `openssl genrsa`: a key. */
export function genrsa(process: ProcessContext, args: readonly string[]): number {
  const options = readOptions(args, ['aes256'], ['out']);
  write(process, options.value('out'), keyText(freshKey(process)));
  return 0;
}

/** What signs: the certificate and key of `-CA` and `-CAkey`. */
export function authorityOf(process: ProcessContext, options: Options): { readonly subject: string; readonly key: string } {
  const [certificate] = readCertificates(process.files.readText(pathOf(process, options.value('CA') ?? '')));
  const key = readKey(process.files.readText(pathOf(process, options.value('CAkey') ?? options.value('CA') ?? '')));
  if (certificate === undefined || key === undefined) throw new OpensslError('Unable to load CA certificate or its key');
  if (certificate.key !== key) throw new OpensslError('CA certificate and CA private key do not match');
  return { subject: certificate.subject, key };
}

export function certificateOf(
  process: ProcessContext,
  draft: Pick<Certificate, 'subject' | 'names' | 'key' | 'isAuthority'>,
  issuer: { readonly subject: string; readonly key: string },
  days: number,
): Certificate {
  const now = process.clock.now();
  return {
    ...draft,
    issuer: issuer.subject,
    signedBy: issuer.key,
    notBefore: now,
    notAfter: now + days * DAY,
    serial: process.random.hex(40),
  };
}

/** The names of `subjectAltName = DNS:a, IP:b`. */
export function alternativeNames(text: string): readonly string[] {
  if (!/^\s*subjectAltName/i.test(text)) return [];
  return text
    .slice(text.indexOf('=') + 1)
    .split(',')
    .flatMap((part) => /^\s*(?:DNS|IP):\s*(\S+)/i.exec(part)?.[1] ?? []);
}

function keyOf(process: ProcessContext, options: Options): string {
  const file = options.value('key');
  if (file !== undefined) {
    const key = readKey(process.files.readText(pathOf(process, file)));
    if (key === undefined) throw new OpensslError(`Could not read private key from ${file}`);
    return key;
  }
  const key = freshKey(process);
  write(process, options.value('keyout') ?? 'privkey.pem', keyText(key));
  return key;
}

function freshKey({ random, hostname }: ProcessContext): string {
  return keyFrom(`${hostname} ${random.hex(32)}`);
}

export function write(process: ProcessContext, file: string | undefined, text: string): void {
  if (file === undefined || file === '-') process.stdout.write(text);
  else process.files.write(pathOf(process, file), text);
}
