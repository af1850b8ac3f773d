import { parseHttpRequest } from '../../../api/http-request.ts';
import { StatusError } from '../../../api/status-error.ts';
import type { HttpRequest, HttpResponse } from '../../../core/traffic.ts';
import { defineVerb } from '../define-verb.ts';
import { CommandError, SilentExit } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { refusedFlags } from '../shared-flags.ts';

/** What the real one lets nobody ask for, so that a web page cannot enter containers. */
const REJECTED = '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach';

const shorthands = new Map([
  ['unix-socket', 'u'],
  ['www', 'w'],
  ['www-prefix', 'P'],
]);

export const proxy = defineVerb({
  name: 'proxy',
  usage: 'proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]',
  summary: 'Run a proxy to the Kubernetes API server',
  description:
    'Listens on this machine and passes every request on to the API server, with your credentials. It runs until Ctrl-C.',
  arguments: 'none',
  attempts: 0,
  flags: [
    { name: 'port', shorthand: 'p', type: 'int', default: '8001', help: 'Port to listen on' },
    { name: 'address', type: 'string', default: '127.0.0.1', help: 'Address to listen on' },
    { name: 'api-prefix', type: 'string', default: '/', help: 'Path of the API' },
    { name: 'accept-hosts', type: 'string', help: 'Hosts that may ask', notSimulated: 'everybody on this machine may' },
    { name: 'accept-paths', type: 'string', default: '^.*', help: 'Paths that may be asked for' },
    { name: 'reject-methods', type: 'string', default: '^$', help: 'Methods that are refused' },
    { name: 'reject-paths', type: 'string', default: REJECTED, help: 'Paths that are refused' },
    {
      name: 'append-server-path',
      type: 'bool',
      help: 'Add the path of the server address',
      notSimulated: 'the address has no path',
    },
    { name: 'disable-filter', type: 'bool', help: 'Refuse nothing' },
    {
      name: 'keepalive',
      type: 'duration',
      default: '0s',
      help: 'How long connections are kept',
      notSimulated: 'they are not kept',
    },
    ...refusedFlags('only the API is served', 'unix-socket', 'www', 'www-prefix').map((flag) => ({
      ...flag,
      shorthand: shorthands.get(flag.name) ?? '',
    })),
  ],
  examples: [
    { comment: 'The API without tokens, for curl', command: 'kubectl proxy --port=8001' },
    { comment: 'What is there?', command: 'curl http://127.0.0.1:8001/api/v1/namespaces' },
  ],
  async run(invocation) {
    const { flags, process } = invocation;
    const address = flags.string('address');
    const port = flags.int('port') === 0 ? 30_000 + process.random.below(20_000) : flags.int('port');
    const answers = answerer(invocation);
    let cancel: () => void;
    try {
      cancel = process.networkNamespace.listen({ port, protocol: 'TCP', address, http: answers });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
      throw new CommandError(`listen tcp ${address}:${port}: bind: address already in use`);
    }
    try {
      invocation.line(`Starting to serve on ${address}:${port}`);
      await process.waitForSignal('SIGINT');
      throw new SilentExit(130);
    } finally {
      cancel();
    }
  },
});

/** Throws CommandError for a flag that holds no regular expression. */
function answerer(invocation: Invocation): (request: HttpRequest) => Promise<HttpResponse> {
  const { flags, cluster } = invocation;
  const patterns = (name: string): readonly RegExp[] =>
    flags
      .string(name)
      .split(',')
      .map((text) => regular(name, text));
  const [accepted, rejectedPaths, rejectedMethods] = [
    patterns('accept-paths'),
    patterns('reject-paths'),
    patterns('reject-methods'),
  ];
  const prefix = flags.string('api-prefix').replace(/\/$/, '');
  const matches = (list: readonly RegExp[], text: string): boolean => list.some((pattern) => pattern.test(text));
  return async ({ method, path, headers, body }) => {
    const [plain = ''] = path.split('?');
    const open = flags.bool('disable-filter');
    if (!open && (!matches(accepted, plain) || matches(rejectedPaths, plain) || matches(rejectedMethods, method)))
      return { status: 403, headers: { 'content-type': 'text/plain' }, body: 'Forbidden\n' };
    if (!path.startsWith(prefix)) return { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found\n' };
    try {
      const target = parseHttpRequest(method, path.slice(prefix.length) || '/', headers, body === '' ? undefined : body);
      if (target.what === 'path') return json(200, await cluster.client.raw(target.path));
      const { user: _, ...request } = target.request;
      if (request.verb === 'watch') return json(501, { message: 'watches do not pass through this proxy: use kubectl get -w' });
      const answer = await cluster.client.request(request);
      return json(answer.code, answer.body);
    } catch (error) {
      if (error instanceof StatusError)
        return json(error.status.code, { kind: 'Status', apiVersion: 'v1', metadata: {}, ...status(error) });
      throw error;
    }
  };
}

const status = ({ status: { code, reason, message } }: StatusError): object => ({ status: 'Failure', message, reason, code });

function json(code: number, value: unknown): HttpResponse {
  // As the API server has it for curl and browsers.
  const body = typeof value === 'string' ? value : `${JSON.stringify(value, undefined, 2)}\n`;
  return { status: code, headers: { 'content-type': typeof value === 'string' ? 'text/plain' : 'application/json' }, body };
}

function regular(flag: string, text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new CommandError(`error parsing regexp in --${flag}: ${text}`);
  }
}
