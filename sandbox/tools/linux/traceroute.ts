import { isAddress } from '../../core/addresses.ts';
import { defineProgram } from '../../host/program.ts';

const SILENT_HOPS = 3;

export const traceroute = defineProgram({
  name: 'traceroute',
  summary: 'Print the machines that packets pass',
  async run({ args, stdout, stderr, network, networkNamespace, random }) {
    const [target] = args.filter((arg, index) => !arg.startsWith('-') && !/^-[mqw]$/.test(args[index - 1] ?? ''));
    if (target === undefined || network.tools === undefined) {
      stderr.write('Usage: traceroute [-n] [-m MAXTTL] HOST\n');
      return 1;
    }
    const [address] = isAddress(target) ? [target] : await network.resolve(networkNamespace, target);
    if (address === undefined) {
      stderr.write(`traceroute: bad address '${target}'\n`);
      return 1;
    }
    const times = (): string => Array.from({ length: 3 }, () => `${(0.02 + random.next() * 0.4).toFixed(3)} ms`).join('  ');
    const { steps, reached } = await network.tools.trace(networkNamespace, address);
    stdout.write(`traceroute to ${target} (${address}), 30 hops max, 46 byte packets\n`);
    let number = 0;
    for (const step of steps) {
      number++;
      const name = args.includes('-n') ? step.address : `${step.name.replace(/^(pod|node) /, '')} (${step.address})`;
      stdout.write(`${String(number).padStart(2)}  ${name}  ${times()}\n`);
    }
    if (reached) return 0;
    for (let extra = 0; extra < SILENT_HOPS; extra++) stdout.write(`${String(++number).padStart(2)}  *  *  *\n`);
    return 1;
  },
});
