import { VirtualClock } from '../../sandbox/core/clock.ts';
import { Random } from '../../sandbox/core/random.ts';
import type { Network, NetworkNamespace } from '../../sandbox/core/traffic.ts';
import {
  createMachine,
  createNetworkNamespace,
  defineProgram,
  FileError,
  outputTo,
  type FileErrorCode,
  type Input,
  type Program,
  type ProgramTable,
} from '../../sandbox/host/index.ts';
import { diskFiles } from '../platform/disk-files.ts';
import { answerHttp, inputPieces, onInterrupt, runInForeground, whoAndWhere } from '../platform/own-process.ts';
import { everyTick } from '../platform/real-time.ts';
import type { Console } from '../platform/console.ts';

export interface OwnMachineOptions {
  readonly console: Console;
  /** Whether keys go to the program one by one, Ctrl-C too. */
  readonly rawKeys?: boolean;
}

/**
 * Runs a program of the sandbox on this machine: with its files, environment, streams and time. Other programs that it starts (an
 * editor) are those of this machine, and where it listens anybody here may connect. Resolves with the exit code.
 */
export async function runOnOwnMachine(program: Program, args: readonly string[], options: OwnMachineOptions): Promise<number> {
  const { console, rawKeys = false } = options;
  const clock = new VirtualClock(console.now().getTime());
  const { hostname, folder, user, environment } = whoAndWhere();
  const keys = inputPieces(rawKeys && console.inputIsTerminal);
  const machine = createMachine({
    hostname,
    clock,
    random: new Random(console.newSeed()),
    programs: ownPrograms(program),
    network: noNetwork,
    networkNamespace: ownNamespace(hostname, (text) => console.error(text)),
    files: diskFiles((code, path) => new FileError(code as FileErrorCode, path)),
  });
  const process = machine.start({
    argv: [program.name, ...args],
    cwd: folder,
    env: environment,
    user,
    stdin: inputOf(keys, console.inputIsTerminal),
    stdout: outputTo((text) => console.out(text), { isTerminal: console.isTerminal }),
    stderr: outputTo((text) => console.error(text)),
    ...(console.isTerminal ? { terminal: { columns: console.columns, rows: console.rows } } : {}),
  });
  const ended = new Promise<number>((resolve) => process.onExit((code) => resolve(code)));
  const ignore = onInterrupt(() => process.kill('SIGINT'));
  let busy = false;
  const stop = everyTick(10, (milliseconds) => {
    if (busy) return;
    busy = true;
    clock
      .advance(Math.max(1, Math.round(milliseconds)))
      .catch((error: unknown) => console.error(`kubetutor: ${error instanceof Error ? error.message : String(error)}\n`))
      .finally(() => (busy = false));
  });
  try {
    return await ended;
  } finally {
    stop();
    ignore();
    keys.close();
  }
}

function ownPrograms(own: Program): ProgramTable {
  return {
    names: [own.name],
    find: (name) =>
      name === own.name
        ? own
        : defineProgram({ name, summary: 'a program of this machine', run: ({ args }) => runInForeground([name, ...args]) }),
  };
}

function inputOf(keys: { read(): Promise<string | undefined> }, isTerminal: boolean): Input {
  const readAll = async (): Promise<string> => {
    let text = '';
    for (let piece = await keys.read(); piece !== undefined; piece = await keys.read()) text += piece;
    return text;
  };
  const input = (read: () => Promise<string | undefined>): Input => ({ isTerminal, read, readAll });
  return {
    ...input(() => keys.read()),
    // Time goes on while a person thinks.
    through: (clock) =>
      input(() =>
        clock.block<string | undefined>((wake) => {
          void keys.read().then(wake);
          return undefined;
        }),
      ),
  };
}

const noNetwork: Network = {
  resolve: async () => [],
  request: async (_, { port }) => ({ ok: false, failure: 'connection refused', port, milliseconds: 0, hops: [] }),
  connect: async (_, __, port) => ({ ok: false, failure: 'connection refused', port, milliseconds: 0, hops: [] }),
};

/** Its listeners for HTTP are sockets of this machine. */
function ownNamespace(name: string, complain: (text: string) => void): NetworkNamespace {
  const namespace = createNetworkNamespace({ name, addresses: ['127.0.0.1'] });
  return {
    ...namespace,
    listen(listener) {
      const { address, port, http } = listener;
      const cancel = namespace.listen(listener);
      if (http === undefined) return cancel;
      const close = answerHttp(
        address,
        port,
        async (request) => http({ ...request, headers: { host: `${address}:${port}`, ...request.headers } }),
        (error) => complain(`error: unable to listen on port ${port}: ${error.message}\n`),
      );
      return () => {
        close();
        cancel();
      };
    },
  };
}
