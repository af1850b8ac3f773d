import { formatNanoTime } from '../../../core/time-text.ts';
import type { LogView } from '../../../host/container-runtime.ts';
import { createPipe } from '../../../host/streams.ts';
import { humanSize } from '../../docker/format.ts';
import { pointInTime } from '../../systemctl/time-words.ts';
import {
  CrictlError,
  defineCrictlCommand,
  findContainer,
  findSandbox,
  labelsWanted,
  nanos,
  short,
  table,
  writeObject,
} from '../command.ts';
import { containerLabels } from '../views.ts';
import { pumpInput } from '../../docker/streams.ts';

const CTRL_C = '\u0003';

export const exec = defineCrictlCommand({
  name: 'exec',
  usage: 'Run a command in a running container',
  operands: 'CONTAINER-ID COMMAND [ARG...]',
  least: 2,
  grammar: { flags: ['tty', 'interactive', 'sync'], values: ['timeout'], names: { t: 'tty', i: 'interactive', s: 'sync' } },
  async run({ runtime, options, process }) {
    const [text = '', ...argv] = options.operands;
    const { id } = findContainer(runtime, text);
    const tty = options.has('tty') && process.stdin.isTerminal;
    const pipe = options.has('interactive') ? createPipe(process.clock, { isTerminal: tty }) : undefined;
    const started = runtime.execute(id, {
      argv,
      ...(pipe === undefined ? {} : { stdin: pipe.input }),
      stdout: { isTerminal: tty, write: (piece) => process.stdout.write(piece) },
      stderr: { isTerminal: tty, write: (piece) => (tty ? process.stdout : process.stderr).write(piece) },
      ...(tty ? { terminal: { columns: 80, rows: 24 } } : {}),
    });
    if (pipe !== undefined) pumpInput(process, pipe, tty);
    process.onSignal('SIGINT', () => (tty && pipe !== undefined ? pipe.output.write(CTRL_C) : started.kill('SIGINT')));
    const code = await process.wait(started);
    if (code === 0) return 0;
    if (options.has('sync')) throw new CrictlError('non-zero exit code');
    throw new CrictlError(`execing command in container ${text}: command terminated with exit code ${code}`);
  },
});

export const logs = defineCrictlCommand({
  name: 'logs',
  usage: 'Fetch the logs of a container',
  operands: 'CONTAINER-ID',
  least: 1,
  most: 1,
  grammar: {
    flags: ['follow', 'previous', 'timestamps'],
    values: ['tail', 'since', 'limit-bytes', 'stream'],
    names: { f: 'follow', p: 'previous', t: 'timestamps', s: 'stream' },
  },
  async run({ runtime, options, process }) {
    const asked = findContainer(runtime, options.operands[0] ?? '');
    const container = options.has('previous')
      ? runtime
          .containers()
          .find(
            ({ sandbox, name, attempt }) =>
              sandbox.uid === asked.sandbox.uid && name === asked.name && attempt === asked.attempt - 1,
          )
      : asked;
    if (container === undefined) throw new CrictlError(`previous terminated container ${asked.name} not found`);
    const since = sinceOf(options.value('since'), process.clock.now());
    const stream = options.value('stream');
    if (stream !== undefined && stream !== 'stdout' && stream !== 'stderr')
      throw new CrictlError(`invalid stream ${JSON.stringify(stream)}, must be "stdout" or "stderr"`);
    let left = Number(options.value('limit-bytes') ?? Infinity);
    const write = (line: LogView): void => {
      if (line.time < since || (stream !== undefined && stream !== line.stream) || left <= 0) return;
      const text = (options.has('timestamps') ? `${formatNanoTime(line.time)} ${line.text}` : line.text).slice(0, left);
      left -= text.length;
      (line.stream === 'stdout' ? process.stdout : process.stderr).write(text);
    };
    const tail = Number(options.value('tail') ?? -1);
    const lines = runtime.log(container.id);
    for (const line of tail < 0 ? lines : lines.slice(Math.max(0, lines.length - tail))) write(line);
    if (options.has('follow'))
      await process.clock.block<void>((wake) => {
        const cancels = [runtime.followLog(container.id, write, () => wake()), process.onSignal('SIGINT', () => wake())];
        return () => cancels.forEach((cancel) => cancel());
      });
    return 0;
  },
});

/** `42m` or a time. */
function sinceOf(text: string | undefined, now: number): number {
  if (text === undefined) return -Infinity;
  const at = pointInTime(/^[\d.hms]+$/.test(text) ? `-${text}` : text, now);
  if (at === undefined) throw new CrictlError(`time: invalid duration ${JSON.stringify(text)}`);
  return at;
}

export const stats = defineCrictlCommand({
  name: 'stats',
  usage: 'List container(s) resource usage statistics',
  operands: '[ID]',
  most: 1,
  grammar: {
    flags: ['all'],
    values: ['id', 'pod', 'label', 'output', 'seconds'],
    names: { a: 'all', p: 'pod', o: 'output', s: 'seconds' },
  },
  async run(context) {
    const { runtime, options, process } = context;
    const wanted = options.operands[0] ?? options.value('id') ?? '';
    const pod = options.value('pod');
    const sandbox = pod === undefined ? undefined : findSandbox(runtime, pod);
    const labels = labelsWanted(options);
    const chosen = runtime
      .containers()
      .filter(
        (container) =>
          container.id.startsWith(wanted) &&
          (sandbox === undefined || container.sandbox.id === sandbox.id) &&
          labels(containerLabels(container)) &&
          (options.has('all') || container.state === 'running'),
      );
    const object = {
      stats: chosen.map((container) => {
        const { cpu, memory } = runtime.usage(container.id);
        const timestamp = nanos(process.clock.now());
        return {
          attributes: {
            id: container.id,
            metadata: { name: container.name, attempt: container.attempt },
            labels: containerLabels(container),
            annotations: {},
          },
          cpu: { timestamp, usageCoreNanoSeconds: { value: nanos(cpu) } },
          memory: { timestamp, workingSetBytes: { value: String(memory) } },
        };
      }),
    };
    if (writeObject(context, object, 'table')) return 0;
    const before = new Map(chosen.map(({ id }) => [id, runtime.usage(id).cpu]));
    const sample = Number(options.value('seconds') ?? 1) * 1000;
    await process.clock.sleep(sample);
    process.stdout.write(
      table([
        ['CONTAINER', 'NAME', 'CPU %', 'MEM', 'DISK', 'INODES', 'SWAP'],
        ...chosen.map(({ id, name }) => {
          const { cpu, memory } = runtime.usage(id);
          // What a container writes to its own layer is not counted.
          return [
            short(id),
            name,
            (((cpu - (before.get(id) ?? 0)) / sample) * 100).toFixed(2),
            humanSize(memory),
            '-',
            '-',
            '0B',
          ];
        }),
      ]),
    );
    return 0;
  },
});
