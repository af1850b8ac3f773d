import { defineProgram } from '../../host/program.ts';
import { isBusybox } from './flavour.ts';
import { readOptions, usageText, type Grammar } from './arguments.ts';

const grammar: Grammar = {
  flags: ['z', 'v', 'n', 'l', 'u', 'k', 'N'],
  values: ['w', 'p', 'e'],
  idle: {
    k: 'nothing is listened for',
    N: 'a connection is closed as soon as it was opened',
    p: 'the port of the sender is chosen by the machine',
    e: 'no program is joined to a connection',
  },
};

interface Target {
  readonly host: string;
  readonly port: number;
  readonly protocol: string;
  readonly address: string | undefined;
}

/** What the two programs of this name print. */
interface Words {
  open(target: Target): string;
  unknown(target: Target): string;
  failed(target: Target, reason: string): string;
}

const openbsd: Words = {
  open: ({ host, port, protocol }) => `Connection to ${host} ${port} port [${protocol}/*] succeeded!\n`,
  unknown: ({ host, port }) => `nc: getaddrinfo for host "${host}" port ${port}: Name or service not known\n`,
  failed: ({ host, port, protocol }, why) => `nc: connect to ${host} port ${port} (${protocol}) failed: ${why}\n`,
};

const busybox: Words = {
  open: ({ host, port, address = host }) => `${host} (${address}:${port}) open\n`,
  unknown: ({ host }) => `nc: bad address '${host}'\n`,
  failed: ({ host, port, address = host }, why) => `nc: ${host} (${address}:${port}): ${why}\n`,
};

export const nc = defineProgram({
  name: 'nc',
  summary: 'Open a TCP connection',
  async run(process) {
    const { args, stderr, network, networkNamespace } = process;
    const options = readOptions({ args, stderr }, 'nc', grammar, usageText);
    if (options === undefined) return 1;
    if (options.has('l')) {
      stderr.write('nc: -l is not simulated\n');
      return 1;
    }
    const [host, ports = ''] = options.operands;
    if (host === undefined || !/^\d+(-\d+)?$/.test(ports)) {
      stderr.write('usage: nc [-vz] [-w timeout] host port\n');
      return 1;
    }
    const [first = 0, last = first] = ports.split('-').map(Number);
    const seconds = options.value('w');
    const isUdp = options.has('u');
    const protocol = isUdp ? 'udp' : 'tcp';
    const words = isBusybox(process, 'netcat-openbsd') ? busybox : openbsd;
    let code = 0;
    for (let port = first; port <= last; port++) {
      const outcome = await network.connect(
        networkNamespace,
        host,
        port,
        seconds === undefined ? undefined : Number(seconds) * 1000,
        { protocol: isUdp ? 'UDP' : 'TCP' },
      );
      const target = { host, port, protocol, address: outcome.address };
      if (outcome.ok) {
        if (options.has('v')) stderr.write(words.open(target));
        continue;
      }
      code = 1;
      if (outcome.failure === 'no such host') stderr.write(words.unknown(target));
      else if (options.has('v') || !options.has('z')) stderr.write(words.failed(target, reason(outcome.failure)));
    }
    return code;
  },
});

function reason(failure: string): string {
  if (failure === 'timed out') return 'Connection timed out';
  return failure.slice(0, 1).toUpperCase() + failure.slice(1);
}
