import type { RequestOutcome } from '../../core/traffic.ts';
import { FileError } from '../../host/file-system.ts';
import { defineProgram, type ProcessContext } from '../../host/program.ts';
import { hostsAddress } from './hosts-file.ts';
import { readOptions, type Arguments, type Grammar } from './arguments.ts';
import { parseUrl, reasonPhrase, resolveLocation, type Url } from './url.ts';

const grammar: Grammar = {
  flags: ['q', 'S', 'c', 'spider', 'no-check-certificate'],
  values: ['O', 'T', 't', 'P', 'header', 'post-data', 'U', 'Y'],
  names: {
    quiet: 'q',
    'output-document': 'O',
    timeout: 'T',
    tries: 't',
    'user-agent': 'U',
    'server-response': 'S',
    'directory-prefix': 'P',
  },
};

const DEFAULT_TIMEOUT = 900;

/** wget as busybox has it, which is the one in most small images. */
export const wget = defineProgram({
  name: 'wget',
  summary: 'Retrieve a file by HTTP',
  async run(process) {
    const options = readOptions(
      process,
      'wget',
      grammar,
      ({ option, missingValue }) =>
        `${missingValue ? 'option requires an argument' : 'unrecognized option'}: ${option.replace(/^--?/, '')}`,
    );
    if (options === undefined) return 1;
    const [operand] = options.operands;
    const url = operand === undefined ? undefined : parseUrl(operand);
    if (operand === undefined) {
      process.stderr.write('BusyBox v1.37.0 multi-call binary.\n\nUsage: wget [-qS] [-O FILE] [-T SEC] URL...\n');
      return 1;
    }
    if (url === undefined) return fail(process, `bad address '${operand}'`);
    return retrieve(process, options, url);
  },
});

const fail = (process: ProcessContext, message: string): number => {
  process.stderr.write(`wget: ${message}\n`);
  return 1;
};

async function retrieve(process: ProcessContext, options: Arguments, first: Url): Promise<number> {
  const say = (text: string): void => {
    if (!options.has('q')) process.stderr.write(text);
  };
  let url = first;
  for (let redirects = 0; redirects < 20; redirects++) {
    const outcome = await ask(process, options, url);
    if (!outcome.ok) return refused(process, url, outcome);
    say(`Connecting to ${url.host} (${outcome.address}:${outcome.port})\n`);
    const { status, headers, body } = outcome.response;
    if (options.has('S')) process.stderr.write(`  HTTP/1.1 ${status} ${reasonPhrase(status)}\n`);
    const location = headers['location'];
    const next = location !== undefined && status >= 300 && status < 400 ? resolveLocation(url, location) : undefined;
    if (next !== undefined) {
      url = next;
      continue;
    }
    if (status >= 400) return fail(process, `server returned error: HTTP/1.1 ${status} ${reasonPhrase(status)}`);
    if (options.has('spider')) {
      say('remote file exists\n');
      return 0;
    }
    return save(process, options, url, body, say);
  }
  return fail(process, 'too many redirections');
}

function ask(process: ProcessContext, options: Arguments, url: Url): Promise<RequestOutcome> {
  const headers: { [name: string]: string } = { host: url.host, 'user-agent': options.value('U') ?? 'Wget', connection: 'close' };
  for (const header of options.all('header')) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/s.exec(header) ?? [];
    if (name !== '') headers[name.toLowerCase()] = value;
  }
  const data = options.value('post-data');
  const address = hostsAddress(process, url.host);
  return process.network.request(process.networkNamespace, {
    scheme: url.scheme === 'https' ? 'https' : 'http',
    host: url.host,
    ...(address === undefined ? {} : { address }),
    port: url.port,
    method: data === undefined ? (options.has('spider') ? 'HEAD' : 'GET') : 'POST',
    path: url.path,
    headers,
    body: data ?? '',
    timeout: Number(options.value('T') ?? DEFAULT_TIMEOUT) * 1000,
  });
}

function refused(process: ProcessContext, url: Url, outcome: RequestOutcome & { readonly ok: false }): number {
  const reasons: { readonly [failure in typeof outcome.failure]: string } = {
    'no such host': `bad address '${url.host}${url.port === 80 ? '' : `:${url.port}`}'`,
    'connection refused': `can't connect to remote host (${outcome.address ?? url.host}): Connection refused`,
    'no route to host': `can't connect to remote host (${outcome.address ?? url.host}): Host is unreachable`,
    'timed out': 'download timed out',
    'connection reset': 'error getting response: Connection reset by peer',
    tls: `SSL error: ${outcome.detail ?? 'handshake failed'}`,
  };
  return fail(process, reasons[outcome.failure]);
}

function save(process: ProcessContext, options: Arguments, url: Url, body: string, say: (text: string) => void): number {
  const name = options.value('O') ?? (url.path.replace(/\?.*$/, '').split('/').pop() || 'index.html');
  if (name === '-') {
    process.stdout.write(body);
    return 0;
  }
  const folder = options.value('P') ?? '.';
  const path = name.startsWith('/') ? name : `${process.cwd}/${options.has('O') ? '' : `${folder}/`}${name}`;
  if (name !== '/dev/null') {
    try {
      if (!options.has('O') && process.files.stat(path) !== undefined) return fail(process, `can't open '${name}': File exists`);
      process.files.write(path, body);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return fail(
        process,
        `can't open '${name}': ${error.code === 'EROFS' ? 'Read-only file system' : 'No such file or directory'}`,
      );
    }
  }
  say(
    `saving to '${name}'\n${name.padEnd(20)} 100% |********************************|  ${String(body.length).padStart(4)}  0:00:00 ETA\n'${name}' saved\n`,
  );
  return 0;
}
