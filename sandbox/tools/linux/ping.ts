import { isAddress } from '../../core/addresses.ts';
import { routeFor } from '../../core/network-devices.ts';
import type { Network, NetworkNamespace } from '../../core/traffic.ts';
import { defineProgram } from '../../host/program.ts';
import { isBusybox } from './flavour.ts';
import { readOptions, usageText, type Grammar } from './arguments.ts';

const grammar: Grammar = {
  flags: ['q', 'n', '4', '6'],
  values: ['c', 'W', 'i', 'w', 's'],
  idle: { '6': 'addresses of version 6 are not reached by ping' },
};

const HEADER_BYTES = 28;
const DEFAULT_BYTES = 56;

/** What one run of ping has seen. */
interface Tally {
  readonly sent: number;
  /** Milliseconds of each answer. */
  readonly times: readonly number[];
  readonly errors: number;
  /** Milliseconds from the first packet to the last. */
  readonly elapsed: number;
}

/** What the two programs of this name print. */
interface Words {
  unknown(host: string): string;
  readonly unknownCode: number;
  begin(host: string, address: string, bytes: number): string;
  answer(address: string, bytes: number, sequence: number, milliseconds: string): string;
  unreachable(own: string, sequence: number, what: 'Host' | 'Port'): string;
  end(host: string, tally: Tally): string;
}

const iputils: Words = {
  unknown: (host) => `ping: ${host}: Name or service not known\n`,
  unknownCode: 2,
  begin: (host, address, bytes) => `PING ${host} (${address}) ${bytes}(${bytes + HEADER_BYTES}) bytes of data.\n`,
  answer: (address, bytes, sequence, milliseconds) =>
    `${bytes + 8} bytes from ${address}: icmp_seq=${sequence + 1} ttl=64 time=${milliseconds} ms\n`,
  unreachable: (own, sequence, what) => `From ${own} icmp_seq=${sequence + 1} Destination ${what} Unreachable\n`,
  end(host, { sent, times, errors, elapsed }) {
    const failed = errors > 0 ? `, +${errors} errors` : '';
    const counts = `${sent} packets transmitted, ${times.length} received${failed}, ${lossOf({ sent, times })}% packet loss`;
    const average = mean(times);
    const deviation = Math.sqrt(mean(times.map((time) => (time - average) ** 2)));
    const parts = [Math.min(...times), average, Math.max(...times), deviation].map((value) => value.toFixed(3));
    const figures = times.length > 0 ? `rtt min/avg/max/mdev = ${parts.join('/')} ms\n` : '\n';
    return `\n--- ${host} ping statistics ---\n${counts}, time ${elapsed}ms\n${figures}`;
  },
};

const busybox: Words = {
  unknown: (host) => `ping: bad address '${host}'\n`,
  unknownCode: 1,
  begin: (host, address, bytes) => `PING ${host} (${address}): ${bytes} data bytes\n`,
  answer: (address, bytes, sequence, milliseconds) =>
    `${bytes + 8} bytes from ${address}: seq=${sequence} ttl=64 time=${milliseconds} ms\n`,
  // It takes no notice of what routers send back.
  unreachable: () => '',
  end(host, { sent, times }) {
    const counts = `${sent} packets transmitted, ${times.length} packets received, ${lossOf({ sent, times })}% packet loss`;
    const parts = [Math.min(...times), mean(times), Math.max(...times)].map((value) => value.toFixed(3));
    const figures = times.length > 0 ? `round-trip min/avg/max = ${parts.join('/')} ms\n` : '';
    return `\n--- ${host} ping statistics ---\n${counts}\n${figures}`;
  },
};

function lossOf({ sent, times }: Pick<Tally, 'sent' | 'times'>): number {
  return Math.floor(((sent - times.length) * 100) / Math.max(1, sent));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** ping as iputils has it, or as busybox. */
export const ping = defineProgram({
  name: 'ping',
  summary: 'Send ICMP ECHO_REQUEST to network hosts',
  async run(process) {
    const { stdout, stderr, clock, network, networkNamespace, random } = process;
    const options = readOptions(process, 'ping', grammar, usageText);
    if (options === undefined) return 2;
    const words = isBusybox(process) ? busybox : iputils;
    const [host] = options.operands;
    if (host === undefined) {
      stderr.write('ping: usage error: Destination address required\n');
      return 1;
    }
    const [address] = isAddress(host) ? [host] : await network.resolve(networkNamespace, host);
    if (address === undefined) {
      stderr.write(words.unknown(host));
      return words.unknownCode;
    }
    const bytes = Number(options.value('s') ?? DEFAULT_BYTES);
    const count = Number(options.value('c') ?? Infinity);
    const interval = Number(options.value('i') ?? 1) * 1000;
    const timeout = Number(options.value('W') ?? (words === busybox ? 10 : 1)) * 1000;
    const deadline = Number(options.value('w') ?? Infinity) * 1000;
    const isQuiet = options.has('q');
    stdout.write(words.begin(host, address, bytes));
    const began = clock.now();
    const times: number[] = [];
    let sent = 0;
    let errors = 0;
    let elapsed = 0;
    let interrupted = false;
    process.onSignal('SIGINT', () => {
      interrupted = true;
    });
    while (sent < count && !interrupted && clock.now() - began < deadline) {
      const sequence = sent++;
      const sentAt = clock.now();
      elapsed = sentAt - began;
      // The next packet does not wait for the answer to this one; only the last is waited for longer.
      const patience = sent < count ? Math.min(timeout, interval) : timeout;
      const outcome = await echo(network, networkNamespace, address, patience);
      if (outcome.ok) {
        const time = 0.04 + random.next() * 0.06;
        times.push(time);
        if (!isQuiet) stdout.write(words.answer(address, bytes, sequence, time.toFixed(3)));
      } else if (outcome.failure !== 'timed out') {
        errors++;
        const what = outcome.failure === 'connection refused' ? 'Port' : 'Host';
        if (!isQuiet) stdout.write(words.unreachable(sourceFor(networkNamespace, address), sequence, what));
      }
      if (sent < count && !interrupted) {
        await clock.block<void>((wake) => {
          const rest = Math.max(0, interval - (clock.now() - sentAt));
          const cancels = [clock.after(rest, () => wake()), process.onSignal('SIGINT', () => wake())];
          return () => cancels.forEach((cancel) => cancel());
        });
      }
    }
    stdout.write(words.end(host, { sent, times, errors, elapsed }));
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
