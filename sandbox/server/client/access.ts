import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { isObject } from '../../core/json.ts';

/** What is needed to speak to an API server. */
export interface ClusterAccess {
  /** E.g. `https://127.0.0.1:6443`; may have a path. */
  readonly server: string;
  /** PEM of the authority to trust, where it is none that the system trusts. */
  readonly certificateAuthority?: string;
  readonly insecureSkipTlsVerify?: boolean;
  readonly token?: string;
  /** PEM. */
  readonly clientCertificate?: string;
  /** PEM. */
  readonly clientKey?: string;
  /** Whom to act as, where the server lets us. */
  readonly impersonate?: { readonly username: string; readonly groups: readonly string[]; readonly uid?: string };
  /** The namespace that the context names. */
  readonly namespace?: string;
}

type Entry = { readonly [name: string]: unknown };

/**
 * The way to the cluster of a context (the current one when none is named) of a kubeconfig. Files that it names are read, from `folder` when
 * their paths are relative. Throws Error that says what is wrong.
 */
export function accessFromKubeconfig(
  text: string,
  options: { readonly context?: string; readonly folder?: string } = {},
): ClusterAccess {
  const config: unknown = parse(text, { maxAliasCount: 100 });
  if (!isObject(config)) throw new Error('the kubeconfig is empty');
  const wanted = options.context ?? textOf(config, 'current-context');
  if (wanted === undefined || wanted === '') throw new Error('the kubeconfig has no current context: name one of its contexts');
  const context = named(config, 'contexts', wanted, 'context');
  const cluster = named(config, 'clusters', textOf(context, 'cluster') ?? '', 'cluster');
  const user = textOf(context, 'user') === undefined ? {} : named(config, 'users', textOf(context, 'user') ?? '', 'user');
  const server = textOf(cluster, 'server');
  if (server === undefined || !/^https?:\/\//.test(server)) throw new Error(`context "${wanted}" names no server`);
  for (const way of ['exec', 'auth-provider', 'username']) {
    if (user[way] !== undefined)
      throw new Error(
        `context "${wanted}" authenticates by "${way}", which is not supported: use \`kubectl proxy\` and its address`,
      );
  }
  const pem = (entry: Entry, name: string): string | undefined => pemOf(entry, name, options.folder ?? '.');
  return withoutUndefined({
    server,
    certificateAuthority: pem(cluster, 'certificate-authority'),
    insecureSkipTlsVerify: cluster['insecure-skip-tls-verify'] === true ? true : undefined,
    token: textOf(user, 'token') ?? fileOf(user, 'tokenFile', options.folder ?? '.')?.trim(),
    clientCertificate: pem(user, 'client-certificate'),
    clientKey: pem(user, 'client-key'),
    namespace: textOf(context, 'namespace'),
  });
}

function withoutUndefined(access: { readonly [key in keyof ClusterAccess]: ClusterAccess[key] | undefined }): ClusterAccess {
  return Object.fromEntries(Object.entries(access).filter(([, value]) => value !== undefined)) as unknown as ClusterAccess;
}

function named(config: Entry, list: string, name: string, inside: string): Entry {
  const entries: readonly unknown[] = Array.isArray(config[list]) ? config[list] : [];
  const entry = entries.find((candidate) => isObject(candidate) && candidate['name'] === name);
  if (!isObject(entry)) {
    const names = entries.flatMap((candidate) => (isObject(candidate) ? [String(candidate['name'])] : []));
    throw new Error(`the kubeconfig has no ${inside} "${name}"; it has ${names.join(', ') || 'none'}`);
  }
  return isObject(entry[inside]) ? entry[inside] : {};
}

function textOf(entry: Entry, name: string): string | undefined {
  const value = entry[name];
  return typeof value === 'string' ? value : undefined;
}

function fileOf(entry: Entry, name: string, folder: string): string | undefined {
  const file = textOf(entry, name);
  return file === undefined ? undefined : readFileSync(path.resolve(folder, file), 'utf8');
}

function pemOf(entry: Entry, name: string, folder: string): string | undefined {
  const data = textOf(entry, `${name}-data`);
  return data === undefined ? fileOf(entry, name, folder) : Buffer.from(data, 'base64').toString('utf8');
}
