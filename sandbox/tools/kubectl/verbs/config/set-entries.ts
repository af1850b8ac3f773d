import type { JsonObject, JsonValue } from '../../../../core/json.ts';
import { findEntry, withEntry } from '../../config/kubeconfig.ts';
import { encodeBase64Text } from '../../../../core/base64.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import { changeKubeconfig } from './file.ts';

function oneName(invocation: Invocation): string {
  const [name, ...more] = invocation.args;
  if (name === undefined || more.length > 0) throw new CommandError(`Unexpected args: [${invocation.args.join(' ')}]`);
  return name;
}

export const setCluster = defineVerb({
  name: 'set-cluster',
  usage:
    'set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]',
  summary: 'Set a cluster entry in kubeconfig',
  arguments: 'none',
  flags: [
    {
      name: 'certificate-authority',
      type: 'string',
      completes: 'file',
      help: 'Certificate of the authority that signed the server certificate',
    },
    { name: 'embed-certs', type: 'bool', alone: 'true', help: 'Put the certificate itself into the file' },
    { name: 'insecure-skip-tls-verify', type: 'bool', help: 'Trust whatever answers' },
    { name: 'proxy-url', type: 'string', help: 'Proxy on the way to the server' },
    { name: 'tls-server-name', type: 'string', help: 'Name that the certificate has to be for' },
  ],
  examples: [{ comment: 'Where the cluster is', command: 'kubectl config set-cluster prod --server=https://10.0.0.1:6443' }],
  async run(invocation) {
    const { flags } = invocation;
    const name = oneName(invocation);
    changeKubeconfig(invocation, (config) => {
      const fields: { [key: string]: JsonValue | undefined } = { ...findEntry(config.clusters, name)?.fields };
      for (const field of ['server', 'tls-server-name', 'proxy-url']) if (flags.has(field)) fields[field] = flags.string(field);
      if (flags.has('insecure-skip-tls-verify')) {
        if (flags.bool('insecure-skip-tls-verify')) {
          fields['insecure-skip-tls-verify'] = true;
          delete fields['certificate-authority'];
          delete fields['certificate-authority-data'];
        } else delete fields['insecure-skip-tls-verify'];
      }
      if (flags.has('certificate-authority'))
        putFile(invocation, fields, 'certificate-authority', flags.string('certificate-authority'));
      return { ...config, clusters: withEntry(config.clusters, { name, fields }) };
    });
    invocation.line(`Cluster ${JSON.stringify(name)} set.`);
  },
});

export const setCredentials = defineVerb({
  name: 'set-credentials',
  usage:
    'set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value]',
  summary: 'Set a user entry in kubeconfig',
  arguments: 'none',
  flags: [
    { name: 'client-certificate', type: 'string', completes: 'file', help: 'Certificate to show' },
    { name: 'client-key', type: 'string', completes: 'file', help: 'Key of the certificate' },
    { name: 'embed-certs', type: 'bool', alone: 'true', help: 'Put certificate and key themselves into the file' },
    { name: 'username', type: 'string', help: 'Name for basic authentication' },
    { name: 'password', type: 'string', help: 'Password for basic authentication' },
    { name: 'exec-command', type: 'string', help: 'Program that gives credentials' },
    { name: 'exec-api-version', type: 'string', help: 'Version in which it gives them' },
    { name: 'exec-arg', type: 'list', help: 'Its arguments' },
    { name: 'exec-env', type: 'array', help: 'Its environment, key=value' },
    { name: 'exec-interactive-mode', type: 'string', help: 'Whether it may ask: Never, IfAvailable, Always' },
    { name: 'exec-provide-cluster-info', type: 'bool', help: 'Whether it is told of the cluster' },
    { name: 'auth-provider', type: 'string', help: 'Auth provider' },
    { name: 'auth-provider-arg', type: 'list', help: 'Its arguments, key=value' },
  ],
  examples: [{ comment: 'A token', command: 'kubectl config set-credentials bob --token=bearer' }],
  async run(invocation) {
    const { flags } = invocation;
    const name = oneName(invocation);
    if (flags.string('token') !== '' && (flags.string('username') !== '' || flags.string('password') !== ''))
      throw new CommandError(
        'you cannot specify more than one authentication method at the same time: --token, --username/--password',
      );
    changeKubeconfig(invocation, (config) => {
      const fields: { [key: string]: JsonValue | undefined } = { ...findEntry(config.users, name)?.fields };
      for (const field of ['token', 'username', 'password']) if (flags.has(field)) fields[field] = flags.string(field);
      for (const field of ['client-certificate', 'client-key'])
        if (flags.has(field)) putFile(invocation, fields, field, flags.string(field));
      if (flags.has('exec-command')) fields['exec'] = execFields(invocation);
      if (flags.has('auth-provider')) {
        const config = Object.fromEntries(flags.list('auth-provider-arg').map((word) => pair(word)));
        fields['auth-provider'] = { name: flags.string('auth-provider'), config };
      }
      return { ...config, users: withEntry(config.users, { name, fields }) };
    });
    invocation.line(`User ${JSON.stringify(name)} set.`);
  },
});

function putFile(invocation: Invocation, fields: { [key: string]: JsonValue | undefined }, field: string, path: string): void {
  const { process, flags } = invocation;
  const absolute = invocation.absolute(path);
  delete fields[`${field}-data`];
  delete fields[field];
  if (!flags.bool('embed-certs')) {
    fields[field] = absolute;
    return;
  }
  if (process.files.stat(absolute) === undefined)
    throw new CommandError(`could not stat ${field} file ${path}: stat ${path}: no such file or directory`);
  fields[`${field}-data`] = encodeBase64Text(process.files.readText(absolute));
}

function execFields({ flags }: Invocation): JsonObject {
  return {
    apiVersion: flags.string('exec-api-version') || 'client.authentication.k8s.io/v1',
    args: flags.has('exec-arg') ? flags.list('exec-arg') : null,
    command: flags.string('exec-command'),
    env: flags.has('exec-env')
      ? flags.list('exec-env').map((word) => {
          const [name, value] = pair(word);
          return { name, value };
        })
      : null,
    ...interactiveMode(flags.string('exec-interactive-mode'), flags.string('exec-api-version')),
    provideClusterInfo: flags.bool('exec-provide-cluster-info'),
  };
}

/** Only the older versions of the plug-in's API have one by themselves. */
function interactiveMode(asked: string, apiVersion: string): JsonObject {
  if (asked !== '') return { interactiveMode: asked };
  return /\/v1(alpha|beta)1$/.test(apiVersion) ? { interactiveMode: 'IfAvailable' } : {};
}

function pair(word: string): readonly [string, string] {
  const equals = word.indexOf('=');
  return equals < 0 ? [word, ''] : [word.slice(0, equals), word.slice(equals + 1)];
}
