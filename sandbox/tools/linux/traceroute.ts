import { isAddress } from '../../core/addresses.ts';
import { defineProgram } from '../../host/program.ts';
import { isBusybox } from './flavour.ts';
import { readOptions, usageText } from './arguments.ts';

const SILENT_HOPS = 3;

export const traceroute = defineProgram({
  name: 'traceroute',
  summary: 'Print the machines that packets pass',
  async run(process) {
    const { stdout, stderr, network, networkNamespace, random } = process;
    const grammar = { flags: ['n'], values: ['m', 'q', 'w'], idle: { w: 'who does not answer is never waited for' } };
    const options = readOptions(process, 'traceroute', grammar, usageText);
    if (options === undefined) return 2;
    const [target] = options.operands;
    const most = Number(options.value('m') ?? 30);
    const probes = Number(options.value('q') ?? 3);
    const inRange = (value: number, limit: number): boolean => Number.isInteger(value) && value >= 1 && value <= limit;
    if (!inRange(most, 255) || !inRange(probes, 10)) {
      stderr.write(`traceroute: expected -m from 1 to 255 and -q from 1 to 10\n`);
      return 2;
    }
    if (target === undefined || network.tools === undefined) {
      stderr.write('Usage: traceroute [-n] [-m MAXTTL] [-q PROBES] HOST\n');
      return 1;
    }
    const [address] = isAddress(target) ? [target] : await network.resolve(networkNamespace, target);
    const isSmall = isBusybox(process);
    if (address === undefined) {
      const position = process.args.indexOf(target) + 1;
      const cannot = `Cannot handle "host" cmdline arg \`${target}' on position ${position} (argc ${process.args.length})`;
      stderr.write(isSmall ? `traceroute: bad address '${target}'\n` : `${target}: Name or service not known\n${cannot}\n`);
      return isSmall ? 1 : 2;
    }
    const times = (): string => Array.from({ length: probes }, () => `${(0.02 + random.next() * 0.4).toFixed(3)} ms`).join('  ');
    const { steps, reached } = await network.tools.trace(networkNamespace, address);
    stdout.write(`traceroute to ${target} (${address}), ${most} hops max, ${isSmall ? 46 : 60} byte packets\n`);
    let number = 0;
    for (const step of steps.slice(0, most)) {
      number++;
      const name = options.has('n') ? step.address : `${step.name.replace(/^(pod|node) /, '')} (${step.address})`;
      stdout.write(`${String(number).padStart(2)}  ${name}  ${times()}\n`);
    }
    if (reached) return steps.length > most ? 1 : 0;
    const silent = Array.from({ length: probes }, () => '*').join('  ');
    for (let extra = 0; extra < SILENT_HOPS && number < most; extra++)
      stdout.write(`${String(++number).padStart(2)}  ${silent}\n`);
    return 1;
  },
});
