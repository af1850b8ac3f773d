import { isAddress } from '../../core/addresses.ts';
import type { DnsRecord, DnsReply } from '../../core/traffic.ts';
import { defineProgram, type ProcessContext } from '../../host/program.ts';
import { readOptions, usageText } from './arguments.ts';

/** Kinds of records that are kept. */
export const recordTypes = ['A', 'AAAA', 'CNAME', 'SRV', 'PTR'] as const;

interface Query {
  server: string | undefined;
  name: string | undefined;
  type: DnsRecord['type'];
  short: boolean;
  search: boolean;
  only: boolean;
}

/** dig of BIND: asks for exactly the name it is given, unless `+search`. */
export const dig = defineProgram({
  name: 'dig',
  summary: 'DNS lookup utility',
  async run(process) {
    const query = readQuery(process.args);
    if (typeof query === 'string') {
      process.stderr.write(`dig: ${query}\n`);
      return 1;
    }
    const { networkNamespace, stdout } = process;
    const server = query.server ?? networkNamespace.resolver.nameservers[0];
    const names = query.search ? searched(query.name ?? '.', process) : [query.name ?? '.'];
    let reply: DnsReply | undefined;
    let asked = '';
    for (const name of names) {
      asked = name;
      reply = await process.network.tools?.query(networkNamespace, name, query.type, server);
      if (reply?.status !== 'NXDOMAIN') break;
    }
    if (reply === undefined || reply.status === 'timed out' || reply.status === 'connection refused') {
      const where = `${server ?? '127.0.0.53'}#53`;
      stdout.write(
        `;; communications error to ${where}: ${reply?.status === 'connection refused' ? 'connection refused' : 'timed out'}\n;; no servers could be reached\n`,
      );
      return 9;
    }
    if (query.short) {
      for (const { data } of reply.records) stdout.write(`${data}\n`);
      return 0;
    }
    const question = `${asked.replace(/\.?$/, '.')}`;
    const answers = reply.records.map(
      ({ name, ttl, type, data }) => `${`${name.replace(/\.?$/, '.')}`.padEnd(23)} ${ttl}\tIN\t${type}\t${data}\n`,
    );
    if (query.only) {
      stdout.write(answers.join(''));
      return 0;
    }
    const id = process.random.below(65_536);
    stdout.write(
      `\n; <<>> DiG 9.18.30 <<>> ${process.args.join(' ')}\n;; global options: +cmd\n;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${reply.status}, id: ${id}\n;; flags: qr aa rd; QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: 0, ADDITIONAL: 1\n\n;; QUESTION SECTION:\n;${question.padEnd(22)}\t\tIN\t${query.type}\n`,
    );
    if (answers.length > 0) stdout.write(`\n;; ANSWER SECTION:\n${answers.join('')}`);
    stdout.write(`\n;; Query time: 1 msec\n;; SERVER: ${server ?? '127.0.0.53'}#53(${server ?? '127.0.0.53'}) (UDP)\n\n`);
    return 0;
  },
});

function readQuery(args: readonly string[]): Query | string {
  const query: Query = { server: undefined, name: undefined, type: 'A', short: false, search: false, only: false };
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    const type = recordTypes.find((one) => one === arg.toUpperCase());
    if (arg.startsWith('@')) query.server = arg.slice(1);
    else if (arg === '+short') query.short = true;
    else if (arg === '+search') query.search = true;
    else if (arg === '+answer') query.only = true;
    // What is printed is little enough to leave nothing out but by +answer.
    else if (/^\+(noall|nocmd|nocomments|noquestion|nostats|cmd|all)$/.test(arg)) continue;
    else if (arg.startsWith('+')) return `${arg} is not simulated`;
    else if (arg === '-x') {
      query.type = 'PTR';
      query.name = reverseName(args[++index] ?? '');
    } else if (arg === '-t') {
      const wanted = recordTypes.find((one) => one === (args[++index] ?? '').toUpperCase());
      if (wanted === undefined) return `type ${args[index] ?? ''} is not simulated`;
      query.type = wanted;
    } else if (arg.startsWith('-')) return `Invalid option: ${arg}`;
    else if (type !== undefined && query.name !== undefined) query.type = type;
    else if (/^(MX|TXT|NS|SOA|ANY)$/i.test(arg)) return `type ${arg} is not simulated`;
    else query.name = arg;
  }
  return query;
}

export function reverseName(address: string): string {
  return `${address.split('.').toReversed().join('.')}.in-addr.arpa`;
}

/** The names that a resolver tries for a name, one after another. */
export function searched(name: string, { networkNamespace: { resolver } }: ProcessContext): readonly string[] {
  if (name.endsWith('.')) return [name];
  const extended = resolver.search.map((domain) => `${name}.${domain}`);
  return name.split('.').length - 1 >= resolver.ndots ? [name, ...extended] : [...extended, name];
}

/** host of BIND. */
export const host = defineProgram({
  name: 'host',
  summary: 'DNS lookup utility',
  async run(process) {
    const { networkNamespace, stdout, network } = process;
    const options = readOptions(process, 'host', { flags: [], values: ['t'] }, usageText);
    if (options === undefined) return 1;
    const [name, server] = options.operands;
    const typed = options.value('t')?.toUpperCase();
    const wanted = recordTypes.find((one) => one === typed);
    if (typed !== undefined && wanted === undefined) {
      process.stderr.write(`host: type ${typed} is not simulated\n`);
      return 1;
    }
    if (name === undefined) {
      process.stderr.write('Usage: host [-t type] name [server]\n');
      return 1;
    }
    const type = wanted ?? (isAddress(name) ? 'PTR' : 'A');
    const names = type === 'PTR' && isAddress(name) ? [reverseName(name)] : searched(name, process);
    let reply: DnsReply | undefined;
    for (const candidate of names) {
      reply = await network.tools?.query(networkNamespace, candidate, type, server);
      if (reply?.status !== 'NXDOMAIN') break;
    }
    if (reply === undefined || reply.status === 'timed out' || reply.status === 'connection refused') {
      stdout.write(';; connection timed out; no servers could be reached\n');
      return 1;
    }
    if (reply.status !== 'NOERROR') {
      stdout.write(`Host ${name} not found: ${reply.status === 'NXDOMAIN' ? '3(NXDOMAIN)' : '2(SERVFAIL)'}\n`);
      return 1;
    }
    const words: { readonly [type: string]: string } = {
      A: 'has address',
      AAAA: 'has IPv6 address',
      CNAME: 'is an alias for',
      SRV: 'has SRV record',
      PTR: 'domain name pointer',
    };
    if (reply.records.length === 0) stdout.write(`${name} has no ${type} record\n`);
    for (const record of reply.records)
      stdout.write(`${record.name.replace(/\.$/, '')} ${words[record.type] ?? ''} ${record.data}\n`);
    return 0;
  },
});
