import { defineProgram } from '../../host/program.ts';
import { parseArguments, UsageError, type Grammar } from './arguments.ts';
import { verifier } from './curl-tls.ts';
import { hostsAddress } from './hosts-file.ts';
import { parseUrl } from './url.ts';

const grammar: Grammar = {
  flags: ['disable-keepalive', 'disable-redirects'],
  values: ['n', 'c', 'q', 'z', 'm', 'H', 't', 'd', 'host'],
};
const MAX_REQUESTS = 100_000;

/** A load generator in the manner of hey: `-n` requests, `-c` at once, `-q` a second for each of those, `-z` for a time. */
export const hey = defineProgram({
  name: 'hey',
  summary: 'Send load to a web application',
  async run(process) {
    const { stdout, stderr, clock, network, networkNamespace } = process;
    let options;
    try {
      options = parseArguments(
        process.args.map((arg) => (arg === '-host' ? '--host' : arg)),
        grammar,
      );
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      stderr.write(
        `flag provided but not defined: ${error.option}\nUsage: hey [-n requests] [-c workers] [-q rate] [-z duration] URL\n`,
      );
      return 1;
    }
    const url = parseUrl(options.operands[0] ?? '');
    if (url === undefined || options.operands.length === 0) {
      stderr.write('Usage: hey [-n requests] [-c workers] [-q rate] [-z duration] URL\n');
      return 1;
    }
    const duration = /^(\d+)(ms|s|m)$/.exec(options.value('z') ?? '');
    const unit = { ms: 1, s: 1_000, m: 60_000 }[duration?.[2] ?? 's'] ?? 1_000;
    const until = duration === null ? Infinity : clock.now() + Number(duration[1]) * unit;
    const workers = Math.max(1, Number(options.value('c') ?? 50));
    const total = Math.min(MAX_REQUESTS, duration === null ? Number(options.value('n') ?? 200) : MAX_REQUESTS);
    const pause = options.value('q') === undefined ? 0 : 1_000 / Number(options.value('q'));
    const headers: { [name: string]: string } = { 'user-agent': 'hey/0.0.1' };
    for (const header of options.all('H')) {
      const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/s.exec(header) ?? [];
      headers[name.toLowerCase()] = value;
    }
    const hostHeader = options.value('host');
    if (hostHeader !== undefined) headers['host'] = hostHeader;
    const address = hostsAddress(process, url.host);
    const isSecure = url.scheme === 'https';
    const verify = isSecure ? verifier(process, url.host, undefined) : undefined;
    const statuses = new Map<number, number>();
    const failures = new Map<string, number>();
    const times: number[] = [];
    const began = clock.now();
    let sent = 0;
    const worker = async (): Promise<void> => {
      while (sent < total && clock.now() < until) {
        sent++;
        const started = clock.now();
        const outcome = await network.request(networkNamespace, {
          scheme: isSecure ? 'https' : 'http',
          host: url.host,
          port: url.port,
          method: options.value('m') ?? 'GET',
          path: url.path,
          headers,
          body: options.value('d') ?? '',
          timeout: Number(options.value('t') ?? 20) * 1_000,
          ...(address === undefined ? {} : { address }),
          ...(verify === undefined ? {} : { verify }),
        });
        times.push(clock.now() - started);
        if (outcome.ok) statuses.set(outcome.response.status, (statuses.get(outcome.response.status) ?? 0) + 1);
        else failures.set(outcome.failure, (failures.get(outcome.failure) ?? 0) + 1);
        if (pause > 0) await clock.sleep(Math.max(0, pause - (clock.now() - started)));
      }
    };
    await Promise.all(Array.from({ length: Math.min(workers, total) }, () => clock.join(clock.run(worker))));
    const seconds = (clock.now() - began) / 1_000;
    const sorted = times.toSorted((left, right) => left - right);
    const at = (share: number): string =>
      ((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) / 1_000).toFixed(4);
    const average = times.reduce((sum, time) => sum + time, 0) / Math.max(1, times.length) / 1_000;
    stdout.write(
      `\nSummary:\n  Total:\t${seconds.toFixed(4)} secs\n  Slowest:\t${at(1)} secs\n  Fastest:\t${at(0)} secs\n  Average:\t${average.toFixed(4)} secs\n  Requests/sec:\t${(sent / Math.max(0.001, seconds)).toFixed(4)}\n\nLatency distribution:\n  50% in ${at(0.5)} secs\n  95% in ${at(0.95)} secs\n  99% in ${at(0.99)} secs\n\nStatus code distribution:\n`,
    );
    for (const [status, count] of [...statuses].toSorted(([left], [right]) => left - right))
      stdout.write(`  [${status}]\t${count} responses\n`);
    if (failures.size > 0) {
      stdout.write('\nError distribution:\n');
      for (const [failure, count] of failures) stdout.write(`  [${count}]\tGet "${url.text}": ${failure}\n`);
    }
    return failures.size > 0 ? 1 : 0;
  },
});
