import {
  VirtualClock,
  type AuditEntry,
  type Cluster,
  type ClusterOptions,
  type CommandRecord,
  type Shell,
} from '../../sandbox/index.ts';

/**
 * A cluster of which only the clock, the files, and a list of namespaces are real: enough to see what a session does with time
 * and inputs. Its shell knows `make NAME` (takes two seconds), `list`, `read` (waits for a line) and `forever`.
 */
export function fakeCluster({ seed = '', files = {} }: ClusterOptions): Cluster {
  const clock = new VirtualClock(0);
  const namespaces: string[] = [];
  const texts = new Map(Object.entries(files).map(([path, text]) => [`/home/learner/${path}`, text]));
  const audits = new Set<(entry: AuditEntry) => void>();
  const user = { username: 'kubernetes-admin', groups: [] };
  const client = {
    user,
    request: async () => ({ code: 200, body: { items: namespaces.map((name) => ({ metadata: { name } })) }, warnings: [] }),
    watch: () => Promise.reject(new Error('not in the fake')),
    connect: () => Promise.reject(new Error('not in the fake')),
    raw: () => Promise.reject(new Error('not in the fake')),
  };
  // A heartbeat that draws on the seed, so that the fingerprint tells when it ran.
  let beats = seed.length;
  clock.every(700, () => (beats = (beats * 31 + clock.now()) % 1_000_003));
  const shells = (): Shell => {
    const listeners = new Set<(command: CommandRecord) => void>();
    let wake: ((text: string | undefined) => void) | undefined;
    const wait = (milliseconds: number): Promise<string | undefined> =>
      clock.block((resume) => {
        wake = resume;
        return milliseconds === Infinity ? undefined : clock.after(milliseconds, () => resume(''));
      });
    const programs: { readonly [name: string]: (word: string, print: (text: string) => void) => Promise<number> } = {
      async make(name, print) {
        print('making');
        if ((await wait(2_000)) === undefined) return 130;
        namespaces.push(name);
        for (const listener of audits) {
          listener({
            time: clock.now(),
            code: 201,
            request: { verb: 'create', group: '', version: 'v1', resource: 'namespaces', name, user },
          });
        }
        print(' done\n');
        return 0;
      },
      async list(_word, print) {
        print(`${namespaces.join('\n')}\n`);
        return 0;
      },
      async read(_word, print) {
        const text = await wait(Infinity);
        print(`read ${text ?? 'nothing'}`);
        return text === undefined ? 130 : 0;
      },
    };
    return {
      cwd: '/home/learner',
      prompt: '~ $ ',
      run: (line, { onOutput }) =>
        clock.run(async () => {
          const argv = line.split(' ');
          const program = programs[argv[0] ?? ''];
          const print = (text: string): void => onOutput({ channel: 'stdout', text });
          const exitCode = program === undefined ? 127 : await program(argv[1] ?? '', print);
          for (const listener of listeners) listener({ time: clock.now(), argv, exitCode });
          return exitCode;
        }),
      interrupt: () => wake?.(undefined),
      type: (text) => wake?.(text),
      endInput: () => wake?.(undefined),
      isUnfinished: (text) => text.endsWith('\\'),
      onCommand: (listener) => (listeners.add(listener), () => void listeners.delete(listener)),
    };
  };
  const known = {
    type: { group: '', version: 'v1', resource: 'namespaces', kind: 'Namespace', namespaced: false },
    singular: 'namespace',
    columns: [],
  };
  return {
    clock,
    kinds: {
      all: [known],
      byResource: () => known,
      byKind: (_group: string, _version: string, kind: string) => (kind === 'Namespace' ? known : undefined),
    },
    client: () => client,
    shell: async () => shells(),
    onAudit: (listener: (entry: AuditEntry) => void) => (audits.add(listener), () => void audits.delete(listener)),
    fingerprint: () => `${namespaces.join()} ${beats}`,
    dump: () => [],
    dispose: () => undefined,
    namespaceAt: () => undefined,
    nodes: new Map(),
    containers: () => [],
    workstation: {
      hostname: 'workstation',
      processes: [],
      files: {
        readText(path: string) {
          return texts.get(path) ?? '';
        },
        stat: (path: string) => (texts.has(path) ? { type: 'file' } : undefined),
        write: (path: string, text: string) => void texts.set(path, text),
        makeDirectory: () => undefined,
        list: () => [...texts.keys()].map((path) => path.slice('/home/learner/'.length)),
      },
    },
  } as unknown as Cluster;
}
