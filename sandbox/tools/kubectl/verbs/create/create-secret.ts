import { readCertificates, readKey } from '../../../../core/certificates.ts';
import { refusedFlags } from '../../shared-flags.ts';
import { secrets } from '../../../../schema/resources.ts';
import { appendHashFlag, createObject, creationFlags, nameArgument } from '../../build/create-object.ts';
import { dataEntries, dataFlags } from '../../build/data-entries.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';
import { decodeBase64, encodeBase64Text } from '../../../../core/base64.ts';

const failure = 'failed to create secret ';

const generic = defineVerb({
  name: 'generic',
  usage: 'generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  summary: 'Create a Secret from files, folders or literal values',
  arguments: 'newName',
  attempts: 0,
  resource: 'secrets',
  flags: [...creationFlags, appendHashFlag, ...dataFlags, { name: 'type', type: 'string', help: 'Type of the Secret' }],
  examples: [
    {
      comment: 'From values',
      command: 'kubectl create secret generic db --from-literal=user=shop --from-literal=password=s3cret',
    },
  ],
  async run(invocation) {
    const name = nameArgument(invocation);
    const type = invocation.flags.string('type');
    const entries = [...dataEntries(invocation, name, 'Secret')].sort(([a], [b]) => (a < b ? -1 : 1));
    const data = Object.fromEntries(entries.map(([key, text]) => [key, encodeBase64Text(text)]));
    await createObject(
      invocation,
      secrets,
      { ...(entries.length === 0 ? {} : { data }), ...(type === '' ? {} : { type }) },
      { name, failure },
    );
  },
});

const dockerRegistry = defineVerb({
  name: 'docker-registry',
  usage:
    'docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]',
  summary: 'Create a Secret for a container registry',
  arguments: 'newName',
  attempts: 0,
  resource: 'secrets',
  flags: [
    ...creationFlags,
    appendHashFlag,
    { name: 'docker-server', type: 'string', default: 'https://index.docker.io/v1/', help: 'Address of the registry' },
    { name: 'docker-username', type: 'string', help: 'User name' },
    { name: 'docker-password', type: 'string', help: 'Password' },
    ...refusedFlags('give user, password and server', 'from-file'),
    { name: 'docker-email', type: 'string', help: 'E-mail address' },
  ],
  examples: [
    {
      comment: 'For a private registry',
      command:
        'kubectl create secret docker-registry reg --docker-server=registry.example.com --docker-username=u --docker-password=p',
    },
  ],
  async run(invocation) {
    const { flags } = invocation;
    const name = nameArgument(invocation);
    const [server, username, password, email] = ['docker-server', 'docker-username', 'docker-password', 'docker-email'].map(
      (flag) => flags.string(flag),
    );
    if (!server || !username || !password) {
      throw new CommandError(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      );
    }
    const login = { username, password, ...(email ? { email } : {}), auth: encodeBase64Text(`${username}:${password}`) };
    const data = { '.dockerconfigjson': encodeBase64Text(JSON.stringify({ auths: { [server]: login } })) };
    await createObject(invocation, secrets, { data, type: 'kubernetes.io/dockerconfigjson' }, { name, failure });
  },
});

const tls = defineVerb({
  name: 'tls',
  usage: 'tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]',
  summary: 'Create a TLS Secret',
  arguments: 'newName',
  attempts: 0,
  resource: 'secrets',
  flags: [
    ...creationFlags,
    appendHashFlag,
    { name: 'cert', type: 'string', completes: 'file', help: 'File with the certificate, PEM' },
    { name: 'key', type: 'string', completes: 'file', help: 'File with the private key, PEM' },
  ],
  examples: [{ comment: 'From a pair of files', command: 'kubectl create secret tls web --cert=tls.crt --key=tls.key' }],
  async run(invocation) {
    const { flags, process } = invocation;
    const name = nameArgument(invocation);
    if (flags.string('cert') === '' || flags.string('key') === '') throw new CommandError('key and cert must be specified');
    const read = (path: string): string => {
      if (process.files.stat(invocation.absolute(path)) === undefined)
        throw new CommandError(`Cannot read file ${path}, open ${path}: no such file or directory`);
      return process.files.readText(invocation.absolute(path));
    };
    const [cert, key] = [read(flags.string('cert')), read(flags.string('key'))];
    if (!cert.includes('-----BEGIN CERTIFICATE-----'))
      throw new CommandError('tls: failed to find any PEM data in certificate input');
    const [own] = readCertificates(cert);
    if (own === undefined && !isCertificate(cert)) throw new CommandError('x509: malformed certificate');
    if (!key.includes('-----BEGIN')) throw new CommandError('tls: failed to find any PEM data in key input');
    if (own !== undefined && readKey(key) !== own.key) throw new CommandError('tls: private key does not match public key');
    await createObject(
      invocation,
      secrets,
      { data: { 'tls.crt': encodeBase64Text(cert), 'tls.key': encodeBase64Text(key) }, type: 'kubernetes.io/tls' },
      { name, failure },
    );
  },
});

export const createSecret = defineVerb({
  name: 'secret',
  usage: 'secret (docker-registry | generic | tls)',
  summary: 'Create a Secret of a type',
  arguments: 'none',
  attempts: 0,
  subcommands: [dockerRegistry, generic, tls],
});

/** Whether what the first PEM block holds has the outline of a certificate: a DER sequence that fills it, with three parts. */
function isCertificate(pem: string): boolean {
  const [, body = ''] = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/.exec(pem) ?? [];
  let bytes: Uint8Array;
  try {
    bytes = decodeBase64(body.replace(/\s/g, ''));
  } catch {
    return false;
  }
  const outer = derValue(bytes, 0);
  if (bytes[0] !== 0x30 || outer?.end !== bytes.length) return false;
  const tags: number[] = [];
  for (let at = outer.start; at < outer.end;) {
    const part = derValue(bytes, at);
    if (part === undefined || part.end > outer.end) return false;
    tags.push(bytes[at] ?? 0);
    at = part.end;
  }
  return tags.join() === [0x30, 0x30, 0x03].join();
}

/** Where the value of a DER element begins and ends. */
function derValue(bytes: Uint8Array, at: number): { readonly start: number; readonly end: number } | undefined {
  const first = bytes[at + 1];
  if (first === undefined) return undefined;
  if (first < 0x80) return { start: at + 2, end: at + 2 + first };
  const count = first & 0x7f;
  if (count === 0 || count > 4) return undefined;
  const length = bytes.subarray(at + 2, at + 2 + count).reduce((sum, byte) => sum * 256 + byte, 0);
  return { start: at + 2 + count, end: at + 2 + count + length };
}
