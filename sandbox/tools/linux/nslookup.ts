import { isAddress } from '../../core/addresses.ts';
import type { DnsRecord, DnsReply } from '../../core/traffic.ts';
import { defineProgram } from '../../host/program.ts';
import { reverseName } from './dig.ts';

const types = ['A', 'AAAA', 'CNAME', 'SRV', 'PTR'] as const;

/** nslookup as busybox has it. */
export const nslookup = defineProgram({
  name: 'nslookup',
  summary: 'Query DNS',
  async run({ args, stdout, stderr, network, networkNamespace }) {
    const [name, server = networkNamespace.resolver.nameservers[0]] = args.filter((arg) => !arg.startsWith('-'));
    if (name === undefined) {
      stderr.write('Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n');
      return 1;
    }
    const asked = /^-(?:type|query|q)=(.*)$/i.exec(args.find((arg) => /^-(type|query|q)=/i.test(arg)) ?? '')?.[1]?.toUpperCase();
    const type = types.find((one) => one === asked) ?? (isAddress(name) ? 'PTR' : 'A');
    const silent = ';; connection timed out; no servers could be reached\n\n';
    if (server === undefined || network.tools === undefined) {
      stderr.write(silent);
      return 1;
    }
    // A server may be given by its name.
    const [address = server] = isAddress(server) ? [server] : await network.resolve(networkNamespace, server);
    const { search, ndots } = networkNamespace.resolver;
    const extended = name.endsWith('.') ? [] : search.map((domain) => `${name}.${domain}`);
    const candidates = name.split('.').length - 1 >= ndots ? [name, ...extended] : [...extended, name];
    const names = isAddress(name) ? [reverseName(name)] : candidates;
    let reply: DnsReply | undefined;
    for (const candidate of names) {
      reply = await network.tools.query(networkNamespace, candidate, type, address);
      if (reply.status !== 'NXDOMAIN') break;
    }
    if (reply === undefined || reply.status === 'timed out' || reply.status === 'connection refused') {
      stderr.write(silent);
      return 1;
    }
    stdout.write(`Server:\t\t${address}\nAddress:\t${address}:53\n\n`);
    if (reply.status !== 'NOERROR' || reply.records.length === 0) {
      if (reply.status === 'NOERROR') stdout.write(`*** Can't find ${name}: No answer\n\n`);
      else stdout.write(`** server can't find ${name}: ${reply.status}\n\n`);
      return 1;
    }
    for (const record of reply.records) stdout.write(recordText(record));
    stdout.write('\n');
    return 0;
  },
});

function recordText({ name, type, data }: DnsRecord): string {
  const plain = name.replace(/\.$/, '');
  if (type === 'A' || type === 'AAAA') return `Name:\t${plain}\nAddress: ${data}\n`;
  if (type === 'PTR') return `${plain}\tname = ${data.replace(/\.$/, '')}\n`;
  if (type === 'CNAME') return `${plain}\tcanonical name = ${data.replace(/\.$/, '')}\n`;
  return `${plain}\tservice = ${data.replace(/\.$/, '')}\n`;
}
