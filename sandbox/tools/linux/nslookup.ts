import { defineProgram } from '../../host/program.ts';

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
    if (server === undefined) {
      stderr.write(';; connection timed out; no servers could be reached\n\n');
      return 1;
    }
    stdout.write(`Server:\t\t${server}\nAddress:\t${server}:53\n\n`);
    const addresses = await network.resolve(networkNamespace, name);
    if (addresses.length === 0) {
      stdout.write(`** server can't find ${name}: NXDOMAIN\n\n`);
      return 1;
    }
    const full = fullName(name, networkNamespace.resolver);
    for (const address of addresses) stdout.write(`Name:\t${full}\nAddress: ${address}\n`);
    stdout.write('\n');
    return 0;
  },
});

/** The name as the answer shows it; what the search list added is not known here, so the likeliest is shown. */
function fullName(name: string, resolver: { readonly search: readonly string[]; readonly ndots: number }): string {
  const plain = name.replace(/\.$/, '');
  const dots = plain.split('.').length - 1;
  if (name.endsWith('.') || resolver.search.length === 0) return plain;
  if (dots === 0) return `${plain}.${resolver.search[0] ?? ''}`;
  if (dots === 1 && resolver.search[1] !== undefined && resolver.ndots > 1) return `${plain}.${resolver.search[1]}`;
  return dots === 2 && plain.endsWith('.svc') && resolver.search[2] !== undefined ? `${plain}.${resolver.search[2]}` : plain;
}
