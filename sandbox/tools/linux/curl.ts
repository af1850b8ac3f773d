import { encodeBase64Text } from '../../core/base64.ts';
import type { OutgoingRequest, RequestOutcome } from '../../core/traffic.ts';
import { FileError } from '../../host/file-system.ts';
import { defineProgram, type ProcessContext } from '../../host/program.ts';
import { handshakeLines, tlsFailure, verifier } from './curl-tls.ts';
import { hostsAddress } from './hosts-file.ts';
import { readOptions, type Arguments, type Grammar } from './arguments.ts';
import { parseUrl, reasonPhrase, resolveLocation, type Url } from './url.ts';

const grammar: Grammar = {
  flags: ['s', 'S', 'i', 'I', 'v', 'L', 'k', 'f', 'g', 'G', 'O', '#', 'N', '4', '6', 'http1.1', 'help', 'V'],
  values: [
    'o',
    'w',
    'X',
    'd',
    'H',
    'm',
    'connect-timeout',
    'A',
    'u',
    'resolve',
    'retry',
    'retry-delay',
    'cacert',
    'e',
    'b',
    'max-redirs',
  ],
  names: {
    silent: 's',
    'show-error': 'S',
    include: 'i',
    head: 'I',
    verbose: 'v',
    location: 'L',
    insecure: 'k',
    fail: 'f',
    globoff: 'g',
    get: 'G',
    'remote-name': 'O',
    'progress-bar': '#',
    'no-buffer': 'N',
    ipv4: '4',
    ipv6: '6',
    output: 'o',
    'write-out': 'w',
    request: 'X',
    data: 'd',
    'data-raw': 'd',
    'data-binary': 'd',
    'data-urlencode': 'd',
    json: 'd',
    header: 'H',
    'max-time': 'm',
    'user-agent': 'A',
    user: 'u',
    referer: 'e',
    cookie: 'b',
    version: 'V',
  },
};

const VERSION = '8.11.1';
const MAX_REDIRECTS = 50;
const HINT = "curl: try 'curl --help' or 'curl --manual' for more information";

export const curl = defineProgram({
  name: 'curl',
  summary: 'Transfer a URL',
  async run(process) {
    const options = readOptions(
      process,
      'curl',
      grammar,
      ({ option, missingValue }) => `option ${option}: ${missingValue ? 'requires parameter' : 'is unknown'}\n${HINT}`,
    );
    if (options === undefined) return 2;
    if (options.has('V')) {
      process.stdout.write(`curl ${VERSION} (x86_64-pc-linux-gnu)\n`);
      return 0;
    }
    if (options.operands.length === 0) {
      process.stderr.write(`${HINT}\n`);
      return 2;
    }
    let code = 0;
    for (const [index, operand] of options.operands.entries()) code = await transfer(process, options, operand, index);
    return code;
  },
});

interface Answer {
  readonly outcome: RequestOutcome & { readonly ok: true };
  readonly url: Url;
  readonly started: number;
  readonly redirects: number;
}

async function transfer(process: ProcessContext, options: Arguments, operand: string, index: number): Promise<number> {
  const started = process.clock.now();
  const url = parseUrl(operand);
  if (url === undefined) return fail(process, options, 3, 'URL using bad/illegal format or missing URL');
  if (url.scheme !== 'http' && url.scheme !== 'https') return fail(process, options, 1, `Protocol "${url.scheme}" not supported`);
  const target = options.all('o')[index];
  let answer: Answer | number;
  try {
    answer = await follow(process, options, url, started);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return fail(process, options, 26, `Failed to open ${error.path}`);
  }
  if (typeof answer === 'number') {
    writeOut(process, options, undefined, answer, started, url);
    return answer;
  }
  const { response } = answer.outcome;
  if (options.has('f') && response.status >= 400) {
    writeOut(process, options, answer, 22, started, url);
    return fail(process, options, 22, `The requested URL returned error: ${response.status}`);
  }
  const head = options.has('i') || options.has('I') ? headText(answer) : '';
  const text = head + (options.has('I') ? '' : response.body);
  const file = target ?? (options.has('O') ? (url.path.split('/').pop() ?? '') : undefined);
  if (file === undefined || file === '-') process.stdout.write(text);
  else if (file !== '/dev/null') {
    try {
      process.files.write(file.startsWith('/') ? file : `${process.cwd}/${file}`, text);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return fail(process, options, 23, `client returned ERROR on write, ${text.length} bytes was not written`);
    }
  }
  writeOut(process, options, answer, 0, started, url);
  return 0;
}

/** Sends the request, and goes on to where answers point with `-L`. */
async function follow(process: ProcessContext, options: Arguments, first: Url, started: number): Promise<Answer | number> {
  const verbose = (text: string): void => {
    if (options.has('v')) process.stderr.write(text);
  };
  let url = first;
  let request = requestOf(process, options, url);
  for (let redirects = 0; ; redirects++) {
    const outcome = await send(process, options, request, started);
    if (outcome === 'too slow') {
      const waited = process.clock.now() - started;
      return fail(process, options, 28, `Operation timed out after ${waited} milliseconds with 0 bytes received`);
    }
    if (!outcome.ok) return refused(process, options, outcome, url, started);
    const { response } = outcome;
    if (outcome.certificates !== undefined)
      for (const line of handshakeLines(outcome.certificates, !options.has('k'))) verbose(`${line}\n`);
    verbose(`* Connected to ${url.host} (${outcome.address}) port ${outcome.port}\n`);
    verbose(`> ${request.method} ${request.path} HTTP/1.1\n`);
    for (const [name, value] of Object.entries(request.headers ?? {})) verbose(`> ${headerName(name)}: ${value}\n`);
    verbose('> \n');
    const answer: Answer = { outcome, url, started, redirects };
    for (const line of headText(answer).split('\r\n').slice(0, -1)) verbose(`< ${line}\n`);
    const location = response.headers['location'];
    if (!options.has('L') || location === undefined || response.status < 300 || response.status >= 400) return answer;
    if (redirects >= Number(options.value('max-redirs') ?? MAX_REDIRECTS))
      return fail(process, options, 47, `Maximum (${options.value('max-redirs') ?? MAX_REDIRECTS}) redirects followed`);
    const next = resolveLocation(url, location);
    if (next === undefined) return answer;
    url = next;
    const keepsMethod = response.status === 307 || response.status === 308 || options.has('X');
    request = requestOf(process, options, url);
    if (!keepsMethod && request.method === 'POST') request = { ...request, method: 'GET', body: '' };
  }
}

async function send(
  process: ProcessContext,
  options: Arguments,
  request: OutgoingRequest,
  started: number,
): Promise<RequestOutcome | 'too slow'> {
  const seconds = (name: string): number => Number(options.value(name) ?? Infinity) * 1000;
  const whole = seconds('m') - (process.clock.now() - started);
  const timeout = Math.min(whole, seconds('connect-timeout'));
  const ask = (): Promise<RequestOutcome> =>
    process.network.request(process.networkNamespace, timeout === Infinity ? request : { ...request, timeout });
  if (whole === Infinity) return ask();
  // The network may answer later than the whole transfer may take.
  const sending = process.clock.run(ask);
  let timer = (): void => undefined;
  const late = new Promise<'too slow'>((resolve) => {
    timer = process.clock.after(Math.max(0, whole), () => resolve('too slow'));
  });
  const outcome = await process.clock.join(Promise.race([sending, late]));
  timer();
  return outcome;
}

function refused(
  process: ProcessContext,
  options: Arguments,
  outcome: RequestOutcome & { readonly ok: false },
  url: Url,
  started: number,
): number {
  const waited = process.clock.now() - started;
  switch (outcome.failure) {
    case 'no such host':
      return fail(process, options, 6, `Could not resolve host: ${url.host}`);
    case 'timed out':
      return fail(
        process,
        options,
        28,
        options.has('m') || options.has('connect-timeout')
          ? `Connection timed out after ${waited} milliseconds`
          : `Failed to connect to ${url.host} port ${url.port} after ${waited} ms: Could not connect to server`,
      );
    case 'tls': {
      const { code, message } = tlsFailure(outcome.detail ?? '', url.host);
      return fail(process, options, code, message);
    }
    case 'connection reset':
      return fail(process, options, 56, 'Recv failure: Connection reset by peer');
    case 'no route to host':
    case 'connection refused':
      return fail(
        process,
        options,
        7,
        `Failed to connect to ${url.host} port ${url.port} after ${waited} ms: Could not connect to server`,
      );
  }
}

function fail(process: ProcessContext, options: Arguments, code: number, message: string): number {
  if (!options.has('s') || options.has('S')) process.stderr.write(`curl: (${code}) ${message}\n`);
  return code;
}

function requestOf(process: ProcessContext, options: Arguments, url: Url): OutgoingRequest {
  const data = options.all('d').map((text) => (text.startsWith('@') ? readData(process, text.slice(1)) : text));
  const query = options.has('G') ? data.join('&') : '';
  const body = options.has('G') ? '' : data.join('&');
  const headers: { [name: string]: string } = {
    host: url.host + (url.port === (url.scheme === 'https' ? 443 : 80) ? '' : `:${url.port}`),
    'user-agent': options.value('A') ?? `curl/${VERSION}`,
    accept: '*/*',
  };
  if (body !== '') {
    headers['content-type'] = options.has('json') ? 'application/json' : 'application/x-www-form-urlencoded';
    headers['content-length'] = String(new TextEncoder().encode(body).length);
  }
  const cookie = options.value('b');
  if (cookie !== undefined) headers['cookie'] = cookie;
  for (const header of options.all('H')) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/s.exec(header) ?? [];
    if (name !== '') headers[name.toLowerCase()] = value;
  }
  const user = options.value('u');
  if (user !== undefined) headers['authorization'] = `Basic ${encodeBase64Text(user)}`;
  const method = options.value('X') ?? (options.has('I') ? 'HEAD' : body === '' ? 'GET' : 'POST');
  const path = query === '' ? url.path : `${url.path}${url.path.includes('?') ? '&' : '?'}${query}`;
  const address = resolvedAddress(options, url) ?? hostsAddress(process, url.host);
  const isSecure = url.scheme === 'https';
  return {
    scheme: isSecure ? 'https' : 'http',
    host: url.host,
    port: url.port,
    method,
    path,
    headers,
    body,
    ...(address === undefined ? {} : { address }),
    ...(isSecure && !options.has('k') ? { verify: verifier(process, url.host, options.value('cacert')) } : {}),
  };
}

/** What `--resolve HOST:PORT:ADDRESS` says of a host. */
function resolvedAddress(options: Arguments, url: Url): string | undefined {
  for (const entry of options.all('resolve')) {
    const [, host, port, address] = /^\+?([^:]+):(\d+):\[?([^,\]]+)/.exec(entry) ?? [];
    if ((host === '*' || host?.toLowerCase() === url.host.toLowerCase()) && Number(port) === url.port) return address;
  }
  return undefined;
}

function readData(process: ProcessContext, path: string): string {
  return process.files.readText(path.startsWith('/') ? path : `${process.cwd}/${path}`);
}

const headerName = (name: string): string => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

function headText({ outcome }: Answer): string {
  const { status, headers } = outcome.response;
  const lines = Object.entries(headers).map(([name, value]) => `${headerName(name)}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${reasonPhrase(status)}\r\n${lines.join('')}\r\n`;
}

function writeOut(
  process: ProcessContext,
  options: Arguments,
  answer: Answer | undefined,
  code: number,
  started: number,
  url: Url,
): void {
  const pattern = options.value('w');
  if (pattern === undefined) return;
  const seconds = ((process.clock.now() - started) / 1000).toFixed(6);
  const status = answer?.outcome.response.status ?? 0;
  const values: { readonly [name: string]: string } = {
    http_code: String(status).padStart(3, '0'),
    response_code: String(status).padStart(3, '0'),
    time_total: seconds,
    time_connect: seconds,
    time_namelookup: '0.000000',
    time_starttransfer: seconds,
    size_download: String(answer?.outcome.response.body.length ?? 0),
    num_redirects: String(answer?.redirects ?? 0),
    remote_ip: answer?.outcome.address ?? '',
    remote_port: String(answer?.outcome.port ?? 0),
    url_effective: (answer?.url ?? url).text,
    content_type: answer?.outcome.response.headers['content-type'] ?? '',
    exitcode: String(code),
    scheme: url.scheme,
    method: options.value('X') ?? 'GET',
  };
  const text = pattern
    .replace(/\\n/g, '\n')
    .replace(/\\t/g, '\t')
    .replace(/\\r/g, '\r')
    .replace(/%\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
    .replace(/%%/g, '%');
  process.stdout.write(text);
}
