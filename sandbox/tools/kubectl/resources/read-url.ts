import { hostsAddress } from '../../linux/hosts-file.ts';
import { parseUrl, reasonPhrase, type Url } from '../../linux/url.ts';
import { CommandError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';

/** Virtual milliseconds that kubectl waits for an answer. */
const PATIENCE = 30_000;

/**
 * What is at a URL that `-f` names, by way of the simulated network: only what is in it can be reached. Throws CommandError in kubectl's words.
 * Models k8s.io/cli-runtime/pkg/resource/visitor.go (readHttpWithRetries).
 */
export async function readUrl({ process }: Invocation, text: string): Promise<string> {
  const url = parseUrl(text);
  if (url === undefined) throw new CommandError(`the URL passed to filename ${JSON.stringify(text)} is not valid`);
  const address = hostsAddress(process, url.host);
  const outcome = await process.network.request(process.networkNamespace, {
    scheme: url.scheme === 'https' ? 'https' : 'http',
    host: url.host,
    ...(address === undefined ? {} : { address }),
    port: url.port,
    method: 'GET',
    path: url.path,
    headers: { host: url.host, 'user-agent': 'Go-http-client/1.1', 'accept-encoding': 'gzip' },
    body: '',
    timeout: PATIENCE,
  });
  if (!outcome.ok)
    throw new CommandError(failure(process.files.stat(RESOLVER) ? process.files.readText(RESOLVER) : '', url, outcome), {
      prefix: '',
    });
  const { status, body } = outcome.response;
  if (status === 200) return body;
  throw new CommandError(
    `unable to read URL ${JSON.stringify(text)}, server reported ${status} ${reasonPhrase(status)}, status code=${status}`,
  );
}

const RESOLVER = '/etc/resolv.conf';

function failure(
  resolver: string,
  { host, port }: Url,
  { failure: reason, address = host, detail }: { readonly failure: string; readonly address?: string; readonly detail?: string },
): string {
  if (reason === 'connection refused')
    return `The connection to the server ${host}:${port} was refused - did you specify the right host or port?`;
  const server = /^nameserver\s+(\S+)/m.exec(resolver)?.[1] ?? '127.0.0.53';
  const why: { readonly [reason: string]: string } = {
    'no such host': `lookup ${host} on ${server}:53: no such host`,
    'no route to host': `${address}:${port}: connect: no route to host`,
    'timed out': `${address}:${port}: i/o timeout`,
    'connection reset': `${address}:${port}: read: connection reset by peer`,
  };
  return `Unable to connect to the server: ${reason === 'tls' ? `tls: ${detail ?? 'handshake failure'}` : `dial tcp${reason === 'no such host' ? ':' : ''} ${why[reason] ?? reason}`}`;
}
