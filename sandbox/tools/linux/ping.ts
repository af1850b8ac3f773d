import { routeFor } from '../../core/network-devices.ts';
import type { Network, NetworkNamespace } from '../../core/traffic.ts';
import { defineProgram } from '../../host/program.ts';
import { readOptions, usageText, type Grammar } from './arguments.ts';

const grammar: Grammar = {
  flags: ['q', 'n', '4', '6'],
  values: ['c', 'W', 'i', 'w', 's'],
  idle: { '6': 'addresses of version 6 are not reached by ping' },
};

const HEADER_BYTES = 28;
const DEFAULT_BYTES = 56;

/** ping as iputils has it. */
export const ping = defineProgram({
  name: 'ping',
  summary: 'Send ICMP ECHO_REQUEST to network hosts',
  async run(process) {
    const { stdout, stderr, clock, network, networkNamespace, random } = process;
    const options = readOptions(process, 'ping', grammar, usageText);
    if (options === undefined) return 2;
    const [host] = options.operands;
    if (host === undefined) {
      stderr.write('ping: usage error: Destination address required\n');
      return 1;
    }
    const [address] = /^\d+\.\d+\.\d+\.\d+$/.test(host) ? [host] : await network.resolve(networkNamespace, host);
    if (address === undefined) {
      stderr.write(`ping: ${host}: Name or service not known\n`);
      return 2;
    }
    const bytes = Number(options.value('s') ?? DEFAULT_BYTES);
    const count = Number(options.value('c') ?? Infinity);
    const interval = Number(options.value('i') ?? 1) * 1000;
    const timeout = Number(options.value('W') ?? 1) * 1000;
    const deadline = Number(options.value('w') ?? Infinity) * 1000;
    const isQuiet = options.has('q');
    stdout.write(`PING ${host} (${address}) ${bytes}(${bytes + HEADER_BYTES}) bytes of data.\n`);
    const began = clock.now();
    const times: number[] = [];
    let sent = 0;
    // From the first packet to the last one: what was waited for in vain does not count.
    let last = began;
    let unreachable = 0;
    let interrupted = false;
    process.onSignal('SIGINT', () => {
      interrupted = true;
    });
    while (sent < count && !interrupted && clock.now() - began < deadline) {
      sent++;
      last = clock.now();
      const outcome = await echo(network, networkNamespace, address, timeout);
      if (outcome.ok) {
        const time = 0.04 + random.next() * 0.06;
        times.push(time);
        if (!isQuiet) stdout.write(`${bytes + 8} bytes from ${address}: icmp_seq=${sent} ttl=64 time=${time.toFixed(3)} ms\n`);
      } else if (outcome.failure !== 'timed out' && !isQuiet) {
        unreachable++;
        const what = outcome.failure === 'connection refused' ? 'Port' : 'Host';
        stdout.write(`From ${sourceFor(networkNamespace, address)} icmp_seq=${sent} Destination ${what} Unreachable\n`);
      }
      if (sent < count && !interrupted) {
        await clock.block<void>((wake) => {
          const cancels = [clock.after(interval, () => wake()), process.onSignal('SIGINT', () => wake())];
          return () => cancels.forEach((cancel) => cancel());
        });
      }
    }
    const loss = Math.round(((sent - times.length) / Math.max(1, sent)) * 100);
    const errors = unreachable > 0 ? `+${unreachable} errors, ` : '';
    stdout.write(
      `\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${times.length} received, ${errors}${loss}% packet loss, time ${last - began}ms\n`,
    );
    if (times.length > 0) {
      const average = times.reduce((sum, time) => sum + time, 0) / times.length;
      const deviation = Math.sqrt(times.reduce((sum, time) => sum + (time - average) ** 2, 0) / times.length);
      const parts = [Math.min(...times), average, Math.max(...times), deviation].map((value) => value.toFixed(3));
      stdout.write(`rtt min/avg/max/mdev = ${parts.join('/')} ms\n`);
    }
    return times.length > 0 ? 0 : 1;
  },
});

/** The own address that packets to there carry. */
function sourceFor({ devices, addresses }: NetworkNamespace, address: string): string {
  const route = devices === undefined ? undefined : routeFor(devices, address);
  return route?.source ?? addresses[0] ?? '127.0.0.1';
}

type Echo = { readonly ok: true } | { readonly ok: false; readonly failure: string };

async function echo(network: Network, from: NetworkNamespace, address: string, timeout: number): Promise<Echo> {
  if (network.tools !== undefined) return network.tools.ping(from, address, timeout);
  // A refused connection shows that the address is there.
  const outcome = await network.connect(from, address, 7, timeout);
  return outcome.ok || outcome.failure === 'connection refused' ? { ok: true } : outcome;
}
