import { formatNanoTime } from '../../../core/time-text.ts';
import { createPipe } from '../../../host/streams.ts';
import { isWhiteout } from '../../../host/overlay.ts';
import { FileError, type FileSystem } from '../../../host/file-system.ts';
import { formatColumns } from '../../linux/columns.ts';
import { clockTime } from '../../linux/ps-columns.ts';
import { defineDockerCommand } from '../context.ts';
import { DaemonError, shortId, type Container } from '../engine/model.ts';
import { exitCodeOf } from '../engine/containers.ts';
import { STORAGE } from '../engine/images.ts';
import { binarySize, table } from '../format.ts';
import { follow, pump } from '../streams.ts';
import { formatWith } from '../template.ts';

const CTRL_C = '\u0003';

export const exec = defineDockerCommand({
  name: 'exec',
  notSimulated: ['privileged'],
  usage: '[OPTIONS] CONTAINER COMMAND [ARG...]',
  summary: 'Execute a command in a running container',
  aliases: ['container exec'],
  grammar: {
    flags: ['interactive', 'tty', 'detach', 'privileged'],
    values: ['env', 'user', 'workdir'],
    names: { i: 'interactive', t: 'tty', d: 'detach', e: 'env', u: 'user', w: 'workdir' },
    stopAtOperand: true,
  },
  operands: { least: 2 },
  async run(context, options) {
    const { engine, process, stdout, stderr, clock } = context;
    const [text = '', ...argv] = options.operands;
    const container = engine.containers.find(text);
    const why = engine.containers.executableFailure(container, argv[0] ?? '');
    if (container.state === 'running' && why !== undefined) {
      stderr.write(`OCI runtime exec failed: exec failed: unable to start container process: ${why}\n`);
      return exitCodeOf(why);
    }
    const tty = options.has('tty');
    if (tty && options.has('interactive') && !options.has('detach') && !process.stdin.isTerminal) {
      stderr.write('the input device is not a TTY\n');
      return 1;
    }
    const pipe = options.has('interactive') ? createPipe(clock, { isTerminal: tty }) : undefined;
    const started = engine.containers.execute(container, {
      argv,
      env: Object.fromEntries(options.all('env').map((word) => [word.split('=')[0] ?? '', word.slice(word.indexOf('=') + 1)])),
      user: options.value('user'),
      cwd: options.value('workdir'),
      ...(pipe === undefined ? {} : { stdin: pipe.input }),
      stdout: { isTerminal: tty, write: (piece) => stdout.write(piece) },
      stderr: { isTerminal: tty, write: (piece) => (tty ? stdout : stderr).write(piece) },
      tty,
    });
    if (options.has('detach')) return 0;
    if (pipe !== undefined) pump(context, pipe, tty);
    process.onSignal('SIGINT', () => (tty && pipe !== undefined ? pipe.output.write(CTRL_C) : started.kill('SIGINT')));
    return process.wait(started);
  },
});

export const attach = defineDockerCommand({
  name: 'attach',
  usage: '[OPTIONS] CONTAINER',
  summary: 'Attach local standard input, output, and error streams to a running container',
  grammar: { flags: ['no-stdin'], values: [] },
  operands: { least: 1, most: 1 },
  run(context, { operands: [text = ''] }) {
    const container = context.engine.containers.find(text);
    if (container.state !== 'running') throw new DaemonError('cannot attach to a stopped container, start it first', 1);
    const ended = follow(context, container);
    if (container.stdin !== undefined) pump(context, container.stdin, container.request.tty);
    return ended();
  },
});

export const logs = defineDockerCommand({
  name: 'logs',
  usage: '[OPTIONS] CONTAINER',
  summary: 'Fetch the logs of a container',
  aliases: ['container logs'],
  grammar: { flags: ['follow', 'timestamps'], values: ['tail'], names: { f: 'follow', t: 'timestamps', n: 'tail' } },
  operands: { least: 1, most: 1 },
  async run(context, options) {
    const container = context.engine.containers.find(options.operands[0] ?? '');
    const tail = options.value('tail') ?? 'all';
    const lines = linesOf(container);
    const shown = tail === 'all' ? lines : lines.slice(Math.max(0, lines.length - Number(tail)));
    for (const { time, channel, text } of shown)
      (channel === 'stdout' ? context.stdout : context.stderr).write(
        options.has('timestamps') ? `${formatNanoTime(time)} ${text}` : text,
      );
    if (options.has('follow') && container.state === 'running') {
      // The container hears nothing of what interrupts who only reads along.
      const reader = Object.create(context.process, { onSignal: { value: () => () => undefined } }) as typeof context.process;
      const ended = follow({ ...context, process: reader }, container);
      await ended();
    }
    return 0;
  },
});

function linesOf({ log }: Container): readonly Container['log'][number][] {
  const lines: { time: number; channel: 'stdout' | 'stderr'; text: string }[] = [];
  for (const { time, channel, text } of log)
    for (const piece of text.split(/(?<=\n)/)) {
      const open = lines.findLast((line) => line.channel === channel);
      if (open !== undefined && !open.text.endsWith('\n')) open.text += piece;
      else lines.push({ time, channel, text: piece });
    }
  return lines;
}

export const top = defineDockerCommand({
  name: 'top',
  usage: 'CONTAINER [ps OPTIONS]',
  summary: 'Display the running processes of a container',
  aliases: ['container top'],
  grammar: { flags: [], values: [], stopAtOperand: true },
  operands: { least: 1 },
  run({ engine, stdout }, { operands: [text = ''] }) {
    const container = engine.containers.find(text);
    if (container.state !== 'running') throw new DaemonError(`container ${container.id} is not running`, 1);
    const path = engine.containers.cgroupOf(container);
    const rows = engine.machine.processes.filter(({ cgroup }) => cgroup === path);
    const two = (value: number): string => String(value).padStart(2, '0');
    const wide = (heading: string, value: (row: (typeof rows)[number]) => string) => ({ heading, width: 19, value });
    stdout.write(
      formatColumns(
        [
          wide('UID', ({ user }) => user.name),
          wide('PID', ({ pid }) => String(pid)),
          wide('PPID', ({ parent }) => String(parent?.pid ?? 1)),
          wide('C', () => '0'),
          wide('STIME', ({ started }) => clockTime(started)),
          wide('TTY', ({ hasTerminal }) => (hasTerminal ? 'pts/0' : '?')),
          wide(
            'TIME',
            ({ cpuTime }) =>
              `${two(Math.floor(cpuTime / 3_600_000))}:${two(Math.floor(cpuTime / 60_000) % 60)}:${two(Math.floor(cpuTime / 1000) % 60)}`,
          ),
          { heading: 'CMD', value: ({ argv }) => argv.join(' ') },
        ],
        rows,
      ),
    );
    return 0;
  },
});

export const stats = defineDockerCommand({
  name: 'stats',
  usage: '[OPTIONS] [CONTAINER...]',
  summary: 'Display resource usage statistics of containers; once, as with --no-stream',
  aliases: ['container stats'],
  grammar: { flags: ['no-stream', 'all', 'no-trunc'], values: ['format'], names: { a: 'all' } },
  run({ engine, stdout }, options) {
    const { operands } = options;
    const { cgroups } = engine.machine;
    const shown =
      operands.length > 0
        ? operands.map((text) => engine.containers.find(text))
        : engine.containers.all.filter(({ state }) => options.has('all') || state === 'running');
    cgroups.scheduler.settle();
    const rows = shown.map((container) => {
      const group = cgroups.find(engine.containers.cgroupOf(container));
      const limit = container.request.memory ?? cgroups.memory;
      const memory = group?.memory ?? 0;
      return [
        options.has('no-trunc') ? container.id : shortId(container.id),
        container.name,
        `${((group?.cpu.rate ?? 0) * 100).toFixed(2)}%`,
        `${binarySize(memory)} / ${binarySize(limit)}`,
        `${((memory / limit) * 100).toFixed(2)}%`,
        '0B / 0B',
        '0B / 0B',
        String(group?.processCount ?? 0),
      ];
    });
    const format = options.value('format');
    if (format !== undefined && format !== 'table') {
      for (const [ID = '', Name = '', CPUPerc = '', MemUsage = '', MemPerc = '', NetIO = '', BlockIO = '', PIDs = ''] of rows)
        stdout.write(
          `${formatWith(format.replace(/^table\s+/, '').replaceAll('\\t', '\t'), { ID, Container: ID, Name, CPUPerc, MemUsage, MemPerc, NetIO, BlockIO, PIDs })}\n`,
        );
      return 0;
    }
    stdout.write(
      table([['CONTAINER ID', 'NAME', 'CPU %', 'MEM USAGE / LIMIT', 'MEM %', 'NET I/O', 'BLOCK I/O', 'PIDS'], ...rows]),
    );
    return 0;
  },
});

export const diff = defineDockerCommand({
  name: 'diff',
  usage: 'CONTAINER',
  summary: "Inspect changes to files or directories on a container's filesystem",
  grammar: { flags: [], values: [] },
  operands: { least: 1, most: 1 },
  run({ engine, stdout }, { operands: [text = ''] }) {
    const container = engine.containers.find(text);
    const host = engine.machine.files;
    const upper = `${STORAGE}/${container.id}/diff`;
    const lower = engine.containers.lowerOf(container.request.image);
    const inImage = (path: string): boolean => {
      for (const layer of lower) {
        const stat = host.stat(`${layer}${path}`, { followLinks: false });
        if (stat !== undefined) return !isWhiteout(stat);
      }
      return false;
    };
    const walk = (path: string): void => {
      for (const name of host.list(`${upper}${path}`)) {
        const at = `${path}/${name}`;
        const stat = host.stat(`${upper}${at}`, { followLinks: false });
        stdout.write(`${isWhiteout(stat) ? 'D' : inImage(at) ? 'C' : 'A'} ${at}\n`);
        if (stat?.type === 'directory') walk(at);
      }
    };
    walk('');
    return 0;
  },
});

export const cp = defineDockerCommand({
  name: 'cp',
  notSimulated: ['archive', 'follow-link'],
  usage: '[OPTIONS] CONTAINER:SRC_PATH DEST_PATH\n\tdocker cp [OPTIONS] SRC_PATH CONTAINER:DEST_PATH',
  summary: 'Copy files/folders between a container and the local filesystem',
  grammar: { flags: ['archive', 'quiet', 'follow-link'], values: [], names: { a: 'archive', q: 'quiet', L: 'follow-link' } },
  operands: { least: 2, most: 2 },
  run({ engine, process, stderr }, { operands: [from = '', to = ''] }) {
    const place = (text: string): { readonly files: FileSystem; readonly path: string; readonly inside: boolean } => {
      const [, name, path] = /^([^/.:][^:]*):(.*)$/.exec(text) ?? [];
      if (name === undefined || path === undefined)
        return { files: process.files, path: text.startsWith('/') ? text : `${process.cwd}/${text}`, inside: false };
      return { files: engine.containers.find(name).files, path: path.startsWith('/') ? path : `/${path}`, inside: true };
    };
    const [source, target] = [place(from), place(to)];
    if (source.inside === target.inside) {
      stderr.write(
        source.inside ? 'copying between containers is not supported\n' : 'must specify at least one container source\n',
      );
      return 1;
    }
    const stat = source.files.stat(source.path);
    if (stat === undefined) throw new DaemonError(`Could not find the file ${source.path} in container ${from.split(':')[0]}`, 1);
    const name = source.path
      .split('/')
      .filter((part) => part !== '' && part !== '.')
      .at(-1);
    const isFolder = target.files.stat(target.path)?.type === 'directory';
    const base = target.path.replace(/\/+$/, '') || '';
    const destination = isFolder && name !== undefined && !source.path.endsWith('/.') ? `${base}/${name}` : base;
    try {
      copyTree(source.files, source.path.replace(/\/\.?$/, '') || '/', target.files, destination || '/');
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      stderr.write(`${error.message}\n`);
      return 1;
    }
    return 0;
  },
});

function copyTree(from: FileSystem, path: string, to: FileSystem, target: string): void {
  const stat = from.stat(path, { followLinks: false });
  if (stat === undefined || stat.device !== undefined) return;
  if (stat.type === 'symlink') return to.link(from.readLink(path), target);
  if (stat.type === 'file') return to.write(target, from.readBytes(path), { mode: stat.mode });
  if (to.stat(target) === undefined) to.makeDirectory(target, { mode: stat.mode });
  // What the kernel shows there is no part of the container's files.
  if (path === '/proc' || path === '/sys') return;
  for (const name of from.list(path))
    copyTree(from, `${path === '/' ? '' : path}/${name}`, to, `${target === '/' ? '' : target}/${name}`);
}
