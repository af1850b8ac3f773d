import { describe, expect, it } from 'vitest';
import { containerCapabilities } from '../../sandbox/host/capabilities.ts';
import { FileError, type Process, type ProcessContext, type ProcessOptions } from '../../sandbox/host/index.ts';
import { bench, forEver } from './harness.ts';

const learner = { uid: 1000, gid: 1000, name: 'learner' };

/** A machine, and processes on it as their own programs see them. */
function people(): {
  person(options?: Partial<ProcessOptions>): Promise<{ readonly process: Process; readonly context: ProcessContext }>;
  hostname(): string;
} {
  const { clock, machine, start } = bench();
  return {
    hostname: () => machine.namespaces.initial.uts.hostname,
    async person(options = {}) {
      const found: ProcessContext[] = [];
      const process = start((own) => (found.push(own), forEver(own)), options);
      await clock.idle();
      const [context] = found;
      if (context === undefined) throw new Error('the program did not begin');
      return { process, context };
    },
  };
}

const codeOf = (call: () => void): string => {
  try {
    call();
    return 'done';
  } catch (error) {
    if (error instanceof FileError) return error.code;
    throw error;
  }
};

describe('who may do what', () => {
  it('sends signals to processes of the same user only, but for root', async () => {
    const { person } = people();
    const [root, one, other, stranger] = [
      await person(),
      await person({ user: learner }),
      await person({ user: learner }),
      await person({ user: { uid: 1001, gid: 1001, name: 'stranger' } }),
    ];
    expect(one.context.signal(root.process.pid, 'SIGKILL')).toBe('refused');
    expect(one.context.signal(stranger.process.pid, 'SIGTERM')).toBe('refused');
    expect(root.process.exitCode).toBeUndefined();
    expect(one.context.signal(other.process.pid, undefined)).toBe('sent');
    expect(other.process.exitCode).toBeUndefined();
    expect(one.context.signal(other.process.pid, 'SIGTERM')).toBe('sent');
    expect(other.process.exitCode).toBe(143);
    expect(one.context.signal(9999, 'SIGTERM')).toBe('missing');
    expect(root.context.signal(stranger.process.pid, 'SIGTERM')).toBe('sent');
  });

  it('gives root of a new user namespace what is made in it, and nothing that was there before', async () => {
    const { person, hostname } = people();
    const { context } = await person({ user: learner });
    const { system } = context;
    expect(codeOf(() => system.unshare(['uts']))).toBe('EPERM');
    system.unshare(['user']);
    expect(system.may('NET_ADMIN', 'net')).toBe(false);
    expect(codeOf(() => system.setHostname('evil'))).toBe('EPERM');
    expect(codeOf(() => system.mount({ path: '/mnt', files: context.files }))).toBe('EPERM');
    expect(hostname()).toBe('node-1');
    system.unshare(['uts', 'net', 'mnt']);
    expect(codeOf(() => system.setHostname('own'))).toBe('done');
    expect(system.may('NET_ADMIN', 'net')).toBe(true);
    expect([context.hostname, hostname()]).toEqual(['own', 'node-1']);
  });

  it('lets the user who made a user namespace, and root outside, in; nobody else', async () => {
    const { person } = people();
    const inside = await person({ user: learner });
    inside.context.system.unshare(['user', 'uts']);
    const { user, uts } = inside.process.namespaces;
    const [root, maker, stranger, confined] = [
      await person(),
      await person({ user: learner }),
      await person({ user: { uid: 1001, gid: 1001, name: 'stranger' } }),
      await person({ capabilities: containerCapabilities }),
    ];
    expect(codeOf(() => stranger.context.system.setns(uts))).toBe('EPERM');
    expect(codeOf(() => confined.context.system.setns(uts))).toBe('EPERM');
    expect(codeOf(() => maker.context.system.setns(user))).toBe('done');
    expect(codeOf(() => maker.context.system.setHostname('inside'))).toBe('EPERM');
    expect(codeOf(() => maker.context.system.setns(uts))).toBe('done');
    expect(codeOf(() => root.context.system.setns(uts))).toBe('done');
    expect(codeOf(() => root.context.system.setHostname('from outside'))).toBe('done');
    expect(inside.context.hostname).toBe('from outside');
  });

  it('leaves root of a container the right to end its own processes and to change its root, not more', async () => {
    const { person } = people();
    const { context } = await person({ capabilities: containerCapabilities });
    const worker = await person({ user: learner });
    expect(codeOf(() => context.system.setHostname('x'))).toBe('EPERM');
    expect(codeOf(() => context.system.unshare(['net']))).toBe('EPERM');
    context.files.makeDirectory('/root', { recursive: true });
    expect(codeOf(() => context.system.chroot('/root'))).toBe('done');
    expect(context.signal(worker.process.pid, 'SIGTERM')).toBe('sent');
  });
});
