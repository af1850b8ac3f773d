import { isAddress } from '../../core/addresses.ts';
import type { DnsRecord, DnsReply } from '../../core/traffic.ts';
import { defineProgram } from '../../host/program.ts';
import { isBusybox } from './flavour.ts';
import { recordTypes, reverseName, searched } from './dig.ts';

/** The resolver of systemd on a machine. */
const STUB = '127.0.0.53';

/** nslookup as busybox has it, or as BIND. A name is searched for as the resolver does, in both. */
export const nslookup = defineProgram({
  name: 'nslookup',
  summary: 'Query DNS',
  async run(process) {
    const { args, stdout, stderr, network, networkNamespace } = process;
    const [name, server = networkNamespace.resolver.nameservers[0]] = args.filter((arg) => !arg.startsWith('-'));
    if (name === undefined) {
      stderr.write('Usage: nslookup [-type=QUERY_TYPE] HOST [DNS_SERVER]\n');
      return 1;
    }
    const asked = /^-(?:type|query|q)=(.*)$/i.exec(args.find((arg) => /^-(type|query|q)=/i.test(arg)) ?? '')?.[1]?.toUpperCase();
    const wanted = recordTypes.find((one) => one === asked);
    const strange = args.find((arg) => arg.startsWith('-') && !/^-(type|query|q)=/i.test(arg));
    if (strange !== undefined || (asked !== undefined && wanted === undefined)) {
      stderr.write(`nslookup: ${strange ?? `type ${asked ?? ''}`} is not simulated\n`);
      return 1;
    }
    const type = wanted ?? (isAddress(name) ? 'PTR' : 'A');
    const isSmall = isBusybox(process, 'bind-tools');
    const silence = (where: string): string =>
      isSmall
        ? ';; connection timed out; no servers could be reached\n\n'
        : `${`;; communications error to ${where}#53: timed out\n`.repeat(3)};; no servers could be reached\n\n`;
    if (network.tools === undefined) {
      stderr.write(silence(server ?? STUB));
      return 1;
    }
    // A server may be given by its name.
    const isNamed = server !== undefined && !isAddress(server);
    const [address = server ?? STUB] = isNamed ? await network.resolve(networkNamespace, server) : [];
    const names = isAddress(name) ? [reverseName(name)] : searched(name, process);
    let reply: DnsReply | undefined;
    for (const candidate of names) {
      reply = await network.tools.query(networkNamespace, candidate, type, server === undefined ? undefined : address);
      if (reply.status !== 'NXDOMAIN') break;
    }
    if (reply === undefined || reply.status === 'timed out' || reply.status === 'connection refused') {
      (isSmall ? stderr : stdout).write(silence(address));
      return 1;
    }
    stdout.write(`Server:\t\t${address}\nAddress:\t${address}${isSmall ? ':' : '#'}53\n\n`);
    if (reply.status !== 'NOERROR' || reply.records.length === 0) {
      if (reply.status === 'NOERROR') stdout.write(`*** Can't find ${name}: No answer\n\n`);
      else stdout.write(`** server can't find ${name}: ${reply.status}\n\n`);
      return 1;
    }
    // CoreDNS answers for the cluster itself; what others told it, or a machine's resolver, is second-hand.
    const isOwn = reply.records.some(({ name: found }) => found.endsWith('.cluster.local') || found.endsWith('.cluster.local.'));
    if (!isSmall && !isOwn && type !== 'PTR') stdout.write('Non-authoritative answer:\n');
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
