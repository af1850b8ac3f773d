import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../sandbox/core/clock.ts';
import { Random } from '../../sandbox/core/random.ts';
import type { Network } from '../../sandbox/core/traffic.ts';
import {
  collector,
  createMachine,
  createNetworkNamespace,
  createPipe,
  createProgramTable,
  defineProgram,
  ProcessEnded,
  type Program,
  type ProcessContext,
} from '../../sandbox/host/index.ts';
import { bench, forEver } from './harness.ts';

const unreachable: Network = {
  resolve: async () => [],
  request: async (_from, { port }) => ({ ok: false, failure: 'no such host', port, milliseconds: 0, hops: [] }),
  connect: async (_from, _host, port) => ({ ok: false, failure: 'no such host', port, milliseconds: 0, hops: [] }),
};

function machineWith(...programs: readonly Program[]) {
  const clock = new VirtualClock(0);
  const networkNamespace = createNetworkNamespace({ name: 'node-1', addresses: ['10.0.0.1'] });
  const machine = createMachine({
    hostname: 'node-1',
    clock,
    random: new Random('test'),
    programs: createProgramTable(programs),
    network: unreachable,
    networkNamespace,
  });
  return { clock, machine, networkNamespace };
}

const program = (name: string, run: (process: ProcessContext) => Promise<number>): Program =>
  defineProgram({ name, summary: name, run });

const sleeper = program('sleeper', async ({ clock }) => {
  await clock.sleep(10_000);
  return 0;
});

const runner = program('runner', async (process) => process.run(process.args));

describe('a process', () => {
  it('runs on virtual time and reports its exit code', async () => {
    const { clock, machine } = machineWith(
      program('work', async (process) => {
        await process.clock.sleep(5_000);
        process.stdout.write(`${process.args.join(' ')} at ${process.clock.now()}\n`);
        return 3;
      }),
    );
    const stdout = collector();
    const process = machine.start({ argv: ['work', 'a', 'b'], stdout });
    expect(machine.processes).toEqual([process]);
    await clock.advance(4_999);
    expect(process.running).toBe(true);
    await clock.advance(1);
    expect(process).toMatchObject({ running: false, exitCode: 3 });
    expect(stdout.text).toBe('a b at 5000\n');
    expect(machine.processes).toEqual([]);
  });

  it('ends with 127 when there is no such program', async () => {
    const { clock, machine } = machineWith();
    const process = machine.start({ argv: ['nonsense'] });
    await clock.idle();
    expect(process.exitCode).toBe(127);
  });

  it('ends with 139 and says why when its program throws', async () => {
    const { clock, machine } = machineWith(
      program('broken', async () => {
        throw new TypeError('oops');
      }),
    );
    const stderr = collector();
    const process = machine.start({ argv: ['broken'], stderr });
    await clock.idle();
    expect(process.exitCode).toBe(139);
    expect(stderr.text).toContain('oops');
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129],
    ['SIGKILL', 137],
  ] as const)('without a handler, %s ends it with %i and its waits with ProcessEnded', async (signal, code) => {
    let seen: unknown;
    const { clock, machine } = machineWith(
      program('wait', async ({ clock: own }) => {
        try {
          await own.sleep(1e9);
        } catch (error) {
          seen = error;
          throw error;
        }
        return 0;
      }),
    );
    const process = machine.start({ argv: ['wait'] });
    const ends: unknown[] = [];
    process.onExit((exitCode, by) => ends.push([exitCode, by]));
    await clock.advance(10);
    process.kill(signal);
    expect(process.exitCode).toBe(code);
    expect(ends).toEqual([[code, signal]]);
    await clock.idle();
    expect(seen).toBeInstanceOf(ProcessEnded);
  });

  it('as the first of a PID namespace, ignores SIGTERM without a handler, but not SIGKILL from outside', async () => {
    const { clock, machine } = machineWith(sleeper);
    const process = machine.start({ argv: ['sleeper'], pidNamespace: 'container-1' });
    await clock.advance(10);
    process.kill('SIGTERM');
    process.kill('SIGINT');
    expect(process.running).toBe(true);
    process.kill('SIGKILL');
    expect(process.exitCode).toBe(137);
  });

  it('cannot kill the first process of its own namespace from inside', async () => {
    const { clock, machine } = machineWith(
      sleeper,
      program('killer', async (process) => (process.signal(1, 'SIGKILL') ? 0 : 1)),
    );
    const first = machine.start({ argv: ['sleeper'], pidNamespace: 'c' });
    const second = machine.start({ argv: ['killer'], pidNamespace: 'c' });
    await clock.idle();
    expect(second.exitCode).toBe(0);
    expect(first.running).toBe(true);
  });

  it('with a handler decides itself', async () => {
    const { clock, machine } = machineWith(
      program('graceful', async (process) => {
        const signal = await process.waitForSignal('SIGTERM', 'SIGINT');
        await process.clock.sleep(2_000);
        return signal === 'SIGTERM' ? 0 : 1;
      }),
    );
    const process = machine.start({ argv: ['graceful'], pidNamespace: 'c' });
    await clock.idle();
    process.kill('SIGTERM');
    expect(process.running).toBe(true);
    await clock.advance(2_000);
    expect(process.exitCode).toBe(0);
  });

  it('takes its timers and ports with it', async () => {
    let ticks = 0;
    const { clock, machine, networkNamespace } = machineWith(
      program('server', async (process) => {
        process.networkNamespace.listen({ port: 80, protocol: 'TCP', address: '0.0.0.0' });
        process.clock.every(1_000, () => ticks++);
        await process.waitForSignal();
        return 0;
      }),
    );
    const process = machine.start({ argv: ['server'] });
    await clock.advance(3_500);
    expect(networkNamespace.listeners).toHaveLength(1);
    process.kill('SIGKILL');
    await clock.advance(3_500);
    expect(ticks).toBe(3);
    expect(networkNamespace.listeners).toHaveLength(0);
  });

  it('runs children in the foreground and passes on their exit code', async () => {
    const { clock, machine } = machineWith(
      runner,
      program('seven', async () => 7),
    );
    const process = machine.start({ argv: ['runner', 'seven'] });
    await clock.idle();
    expect(process.exitCode).toBe(7);
  });

  it('leaves its children to init, or takes them along when it is the first of its namespace', async () => {
    const { clock, machine } = machineWith(runner, sleeper);
    const outer = machine.start({ argv: ['runner', 'sleeper'] });
    const first = machine.start({ argv: ['runner', 'sleeper'], pidNamespace: 'c' });
    await clock.advance(10);
    const [, , orphan, inside] = machine.processes;
    expect(inside).toMatchObject({ namespacePid: 2, pidNamespace: 'c', parent: first });
    outer.kill('SIGKILL');
    first.kill('SIGKILL');
    expect(orphan).toMatchObject({ running: true, parent: undefined });
    expect(inside).toMatchObject({ exitCode: 137 });
  });

  it('reads from a pipe, and a killed reader takes nothing', async () => {
    const read: (string | undefined)[] = [];
    const { clock, machine } = machineWith(
      program('reader', async (process) => {
        for (;;) {
          const text = await process.stdin.read();
          read.push(text);
          if (text === undefined) return 0;
        }
      }),
    );
    const pipe = createPipe(clock);
    const first = machine.start({ argv: ['reader'], stdin: pipe.input });
    await clock.idle();
    pipe.output.write('one');
    await clock.idle();
    first.kill('SIGKILL');
    await clock.idle();
    pipe.output.write('two');
    const second = machine.start({ argv: ['reader'], stdin: pipe.input });
    pipe.close();
    await clock.idle();
    expect(read).toEqual(['one', 'two', undefined]);
    expect(second.exitCode).toBe(0);
  });

  it('sees the processes of its PID namespace by their numbers there', async () => {
    const seen: unknown[] = [];
    const { clock, machine } = machineWith(
      sleeper,
      program('ps', async (process) => {
        for (const { pid, ppid, argv } of process.processes()) seen.push([pid, ppid, argv.join(' ')]);
        return 0;
      }),
      runner,
    );
    machine.start({ argv: ['sleeper'] });
    machine.start({ argv: ['runner', 'ps'], pidNamespace: 'c' });
    await clock.idle();
    expect(seen).toEqual([
      [1, 0, 'runner ps'],
      [2, 1, 'ps'],
    ]);
  });

  it('is started from a script by the interpreter of its first line', async () => {
    const { clock, machine } = machineWith(program('sh', async (process) => (process.stdout.write(process.args.join(' ')), 0)));
    machine.files.write('/run.sh', '#!/bin/sh\necho hi\n', { mode: 0o755 });
    machine.files.write('/no.sh', '#!/bin/sh\necho hi\n');
    const stdout = collector();
    machine.start({ argv: ['/run.sh', 'x'], stdout });
    const refused = machine.start({ argv: ['/no.sh'] });
    await clock.idle();
    expect(stdout.text).toBe('/run.sh x');
    expect(refused.exitCode).toBe(126);
  });
});

describe('/proc/PID/ns', () => {
  it.each([
    ['net', 'net'],
    ['pid_for_children', 'pid'],
    ['nothing', undefined],
    ['constructor', undefined],
    ['__proto__', undefined],
  ])('%s stands for a namespace: %s', async (name, kind) => {
    const found: unknown[] = [];
    const { clock, machine } = machineWith(
      program('look', async ({ system }) => (found.push(system.namespaceAt(`/proc/self/ns/${name}`)?.kind), 0)),
    );
    machine.start({ argv: ['look'] });
    await clock.idle();
    expect(found).toEqual([kind]);
  });
});

describe('a network namespace', () => {
  it.each([
    ['0.0.0.0', '0.0.0.0', true],
    ['127.0.0.1', '0.0.0.0', true],
    ['127.0.0.1', '10.0.0.1', false],
  ])('a port open on %s and then on %s clashes: %s', (first, second, clash) => {
    const namespace = createNetworkNamespace({ name: 'x' });
    const close = namespace.listen({ port: 80, protocol: 'TCP', address: first });
    const listen = () => namespace.listen({ port: 80, protocol: 'TCP', address: second });
    if (!clash) return void listen();
    expect(listen).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }));
    close();
    listen();
  });
});

describe('a machine with a first process', () => {
  it('gives it the children of whoever ends, the first of a namespace too', async () => {
    const init = defineProgram({ name: 'init', summary: 'init', run: forEver });
    const { clock, machine, start } = bench({ init: ['/sbin/init'], programs: createProgramTable([init]) });
    const parent = start(async (process) => {
      if (process.args[0] === 'child') return forEver(process);
      process.system.unshare(['pid']);
      process.start(['program', 'child']);
      return forEver(process);
    });
    await clock.idle();
    const child = machine.processes.find((process) => process.parent === parent);
    expect(child?.namespacePid).toBe(1);
    parent.kill('SIGKILL');
    expect(child?.parent?.pid).toBe(1);
  });
});
