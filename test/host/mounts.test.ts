import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createFileSystem,
  FileError,
  Overlay,
  type FileSystem,
  type Process,
  type ProcessContext,
} from '../../sandbox/host/index.ts';
import { mountTable } from '../../sandbox/host/proc/mount-table.ts';
import { bench, forEver } from './harness.ts';

const places = ['/a', '/a/b', '/a/b/c', '/d', '/d/e', '/f'];
const place = fc.constantFrom(...places);
type Step =
  | { readonly do: 'bind' | 'pivot' | 'overlay'; readonly from: string; readonly to: string; readonly who: number }
  | {
      readonly do: 'tmpfs' | 'unmount' | 'chroot' | 'write';
      readonly to: string;
      readonly who: number;
      readonly from?: undefined;
    }
  | { readonly do: 'unshare'; readonly who: number; readonly to?: undefined; readonly from?: undefined };
const who = fc.nat(3);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('bind' as const, 'overlay' as const, 'pivot' as const),
      from: fc.oneof(place, fc.constant('/')),
      to: place,
      who,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('tmpfs' as const, 'unmount' as const, 'write' as const),
      to: place,
      who,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unshare' as const), who }) },
);

/** More than the folders and mounts of a sequence can make, were there no loop. */
const MOST = 60_000;
const DEEPEST = 80;

/** How many names there are below a folder; throws where there is no end. */
function walk(files: FileSystem, path = '/', depth = 0, seen = { count: 0 }): number {
  if (depth > DEEPEST || seen.count > MOST) throw new Error(`no end at ${path}`);
  for (const name of files.list(path)) {
    seen.count++;
    const at = `${path === '/' ? '' : path}/${name}`;
    // What is listed is there.
    const stat = files.stat(at, { followLinks: false });
    expect([at, stat === undefined]).toEqual([at, false]);
    if (stat?.type === 'directory') walk(files, at, depth + 1, seen);
  }
  return seen.count;
}

async function peopleOn(count: number) {
  const { clock, machine, start } = bench({
    files: createFileSystem({ clock: { now: () => 0 }, files: Object.fromEntries(places.map((one) => [`${one}/`, ''])) }),
  });
  // The files of the kernel are no part of what is asked here.
  for (const path of ['/sys/fs/cgroup', '/sys', '/proc'])
    if ('unmount' in machine.files) (machine.files as { unmount(path: string): void }).unmount(path);
  const people: ProcessContext[] = [];
  for (let index = 0; index < count; index++)
    start((process) => {
      people.push(process);
      return forEver(process);
    });
  await clock.idle();
  return { machine, people };
}

/** Does the step; false for one that the kernel refuses. */
function act({ system, files, clock }: ProcessContext, one: Step): boolean {
  try {
    if (one.do === 'unshare') system.unshare(['mnt']);
    else if (one.do === 'bind') system.mount({ path: one.to, files: system.self.files, from: one.from });
    else if (one.do === 'overlay') {
      const layer = { files: system.mounts.clone(), path: one.from };
      system.mount({ path: one.to, files: new Overlay({ lower: [layer] }), type: 'overlay' });
    } else if (one.do === 'pivot') system.pivotRoot(one.from, one.to);
    else if (one.do === 'tmpfs') system.mount({ path: one.to, files: createFileSystem({ clock }), type: 'tmpfs' });
    else if (one.do === 'unmount') system.unmount(one.to);
    else if (one.do === 'chroot') system.chroot(one.to);
    else files.write(`${one.to}/note`, 'x');
    return true;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return false;
  }
}

describe('whatever is mounted', () => {
  it('a walk over the tree ends, all that is listed is there, and the table of mounts is a tree', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 9 }), place, async (steps, root) => {
        const { people } = await peopleOn(4);
        for (const one of steps) {
          const person = people[one.who];
          if (person !== undefined) act(person, one);
        }
        const [first] = people;
        if (first !== undefined) act(first, { do: 'chroot', to: root, who: 0 });
        for (const { system } of people) {
          const { files } = system.self;
          expect(walk(files)).toBeLessThanOrEqual(MOST);
          const table = mountTable(files);
          expect(new Set(table.map(({ id }) => id)).size).toBe(table.length);
          expect(table.filter(({ target }) => target === '/').length).toBeGreaterThan(0);
          for (const entry of table) {
            // What it is mounted on was there before it.
            const above = table.find(({ id }) => id === entry.parent);
            if (above !== undefined) expect(above.id).toBeLessThan(entry.id);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('a namespace of one’s own keeps what is mounted in it from all others', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), fc.array(step, { maxLength: 8 }), async (before, after) => {
        const { people } = await peopleOn(4);
        for (const one of before) {
          const person = people[one.who];
          if (person !== undefined && one.do !== 'unshare') act(person, one);
        }
        const [own, ...others] = people;
        if (own === undefined) return;
        own.system.unshare(['mnt']);
        const tables = (): unknown => others.map(({ system }) => mountTable(system.self.files));
        const old = tables();
        for (const one of after) act(own, one);
        expect(tables()).toEqual(old);
        for (const { system } of others) expect(system.self.namespaces.mnt).not.toBe(own.system.self.namespaces.mnt);
      }),
      { numRuns: 100 },
    );
  });

  it('a bind mount shows the same files at both places, until it is taken off', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 5 }), place, place, async (before, from, to) => {
        const { people } = await peopleOn(1);
        const [person] = people;
        if (person === undefined) return;
        for (const one of before) act(person, { ...one, who: 0 });
        const { files } = person;
        if (files.stat(from)?.type !== 'directory' || files.stat(to)?.type !== 'directory') return;
        // Of one inside the other, the outer place changes with the mount.
        if (from === to || from.startsWith(`${to}/`) || to.startsWith(`${from}/`)) return;
        const [there, here] = [files.list(from), files.list(to)];
        const bind = (): void => person.system.mount({ path: to, files: person.system.self.files, from });
        bind();
        expect(files.list(to)).toEqual(there);
        // Nor does anything shine through that was mounted in the folder before.
        for (const below of places.filter((one) => one.startsWith(`${to}/`)))
          expect(files.stat(below) === undefined).toBe(files.stat(`${from}${below.slice(to.length)}`) === undefined);
        person.system.unmount(to);
        expect(files.list(to)).toEqual(here);
        bind();
        if (act(person, { do: 'write', to, who: 0 })) expect(files.readText(`${from}/note`)).toBe('x');
      }),
      { numRuns: 150 },
    );
  });

  it('pivot_root changes the root of all that are in the namespace, and of nobody else', async () => {
    const { people } = await peopleOn(3);
    const [one, same, other] = people;
    if (one === undefined || same === undefined || other === undefined) throw new Error('nobody there');
    other.system.unshare(['mnt']);
    one.system.mount({ path: '/a', files: createFileSystem({ clock: one.clock, files: { '/old/': '', '/new': '' } }) });
    one.system.pivotRoot('/a', '/a/old');
    const roots = [one, same, other].map(({ files }) => files.list('/').includes('new'));
    expect(roots).toEqual([true, true, false]);
    expect(one.files.list('/old')).toContain('d');
    const gone: Process = one.system.self;
    expect(gone.cwd).toBe('/');
  });
});
