import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createFileSystem,
  FileError,
  Overlay,
  type NamespaceKind,
  type Process,
  type ProcessContext,
} from '../../sandbox/host/index.ts';
import { createProgramTable, defineProgram } from '../../sandbox/host/index.ts';
import { bench, forEver } from './harness.ts';

const MI = 1024 ** 2;
type Step =
  | { readonly do: 'start'; readonly parent: number; readonly unshare: readonly NamespaceKind[]; readonly group: number }
  | { readonly do: 'kill' | 'stop' | 'go'; readonly which: number; readonly size?: undefined }
  | { readonly do: 'hold'; readonly which: number; readonly size: number }
  | { readonly do: 'limit'; readonly group: number; readonly size: number };

const groups = ['/a', '/a/x', '/a/y', '/b'];
const leaves = ['/a/x', '/a/y', '/b'];
const index = fc.nat(20);
const kinds = fc.subarray<NamespaceKind>(['pid', 'uts', 'net', 'ipc', 'mnt', 'cgroup']);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('start' as const), parent: index, unshare: kinds, group: fc.nat(2) }),
  fc.record({ do: fc.constantFrom('kill' as const, 'stop' as const, 'go' as const), which: index }),
  fc.record({ do: fc.constant('hold' as const), which: index, size: fc.nat(60) }),
  fc.record({ do: fc.constant('limit' as const), group: fc.nat(3), size: fc.integer({ min: 8, max: 80 }) }),
);

/** The process that asks for memory is not the one that is killed for it, and ends all the same. */
const firstOfNamespaceIsChosen: Step[] = [
  { do: 'limit', group: 0, size: 8 },
  { do: 'start', parent: 0, unshare: [], group: 0 },
  { do: 'start', parent: 0, unshare: ['pid'], group: 0 },
  { do: 'hold', which: 0, size: 9 },
  { do: 'start', parent: 0, unshare: [], group: 0 },
  { do: 'hold', which: 0, size: 6 },
  { do: 'hold', which: 15, size: 3 },
];

describe('whatever happens on a machine', () => {
  it('numbers are unique in each PID namespace, nobody is an orphan, and groups add up', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.boolean(), async (steps, withInit) => {
        const init = defineProgram({ name: 'init', summary: 'init', memory: 0, run: forEver });
        const { clock, machine, start } = bench(withInit ? { init: ['/sbin/init'], programs: createProgramTable([init]) } : {});
        const starters = new Map<Process, Process>();
        for (const path of groups) machine.cgroups.ensure(path);
        const contexts = new Map<Process, ProcessContext>();
        const body = async (process: ProcessContext): Promise<number> => {
          contexts.set(process.system.self, process);
          return forEver(process);
        };
        const pick = (which: number): Process | undefined => machine.processes[which % Math.max(1, machine.processes.length)];
        for (const one of steps) {
          if (one.do === 'start') {
            const parent = pick(one.parent);
            const context = parent === undefined ? undefined : contexts.get(parent);
            if (parent === undefined || context === undefined) start(body, { cgroup: leaves[one.group] ?? '/b' });
            else {
              context.system.unshare(one.unshare);
              const before = new Set(machine.processes);
              context.start(['program']);
              for (const process of machine.processes) if (!before.has(process)) starters.set(process, parent);
            }
          } else if (one.do === 'limit') {
            const group = machine.cgroups.find(groups[one.group] ?? '/b');
            if (group !== undefined) group.memoryMax = one.size * MI;
            if (group !== undefined) machine.cgroups.enforce(group);
          } else {
            const target = pick(one.which);
            if (target === undefined) continue;
            if (one.do === 'kill') target.kill('SIGKILL');
            else if (one.do === 'stop') target.kill('SIGSTOP');
            else if (one.do === 'go') target.kill('SIGCONT');
            else {
              const context = contexts.get(target);
              try {
                context?.holdMemory((one.size ?? 0) * MI);
              } catch {
                // The first process of a PID namespace takes the others with it when it is chosen.
                expect(target.oomKilled || target.namespaces.pid.dead).toBe(true);
              }
            }
          }
          await clock.idle();

          const running = machine.processes;
          for (const process of running) {
            const same = running.filter((other) => other.namespaces.pid === process.namespaces.pid);
            expect(new Set(same.map(({ namespacePid }) => namespacePid)).size).toBe(same.length);
            expect(process.namespaces.pid.dead).toBe(false);
            if (process.parent !== undefined) expect(running).toContain(process.parent);
            // Whose starter has ended belongs to the first process of the starter's PID namespace.
            const starter = starters.get(process);
            if (starter !== undefined && running.includes(starter)) expect(process.parent).toBe(starter);
            else if (starter !== undefined && withInit) {
              expect(process.parent).toBeDefined();
              expect(process.parent?.namespacePid).toBe(1);
            }
            expect(machine.cgroups.find(process.cgroup)).toBeDefined();
          }
          for (const group of machine.cgroups.root.subtree()) {
            const members = running.filter(
              ({ cgroup }) => group.path === '/' || cgroup === group.path || cgroup.startsWith(`${group.path}/`),
            );
            expect(group.memory).toBe(members.reduce((sum, { memory }) => sum + memory, 0));
            expect(group.processCount).toBe(members.length);
            if (group.memoryMax !== undefined) expect(group.memory).toBeLessThanOrEqual(group.memoryMax);
            expect(group.memoryPeak).toBeGreaterThanOrEqual(group.memory);
          }
        }
      }),
      { numRuns: 150, examples: [[firstOfNamespaceIsChosen, false]] },
    );
  });
});

/** The union by its definition: names of the layers from below, one over the other. */
class Model {
  readonly files = new Map<string, string | undefined>();
  folder(path: string): boolean {
    return path === '/' || (this.files.has(path) && this.files.get(path) === undefined);
  }
  children(path: string): string[] {
    const prefix = path === '/' ? '/' : `${path}/`;
    return [...this.files.keys()].filter(
      (key) => key.startsWith(prefix) && key !== path && !key.slice(prefix.length).includes('/'),
    );
  }
}

const names = fc.constantFrom('a', 'b', 'c');
const paths = fc.array(names, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
const action = fc.record({
  do: fc.constantFrom('write', 'append', 'remove', 'folder'),
  path: paths,
  text: fc.constantFrom('1', '22', ''),
});

describe('an overlay', () => {
  it('equals the union, and never writes to the layers below', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(action, { maxLength: 8 }), { minLength: 2, maxLength: 3 }),
        fc.array(action, { maxLength: 25 }),
        (below, actions) => {
          const clock = { now: () => 0 };
          const model = new Model();
          const layers = below.map((made) => {
            const files = createFileSystem({ clock });
            for (const { do: what, path, text } of made) {
              try {
                if (what === 'folder') files.makeDirectory(path, { recursive: true });
                else files.write(path, text);
              } catch (error) {
                if (!(error instanceof FileError)) throw error;
              }
            }
            return files;
          });
          // The topmost layer is named first; the model is filled from the lowest.
          for (const layer of [...layers].reverse()) {
            const visit = (path: string): void => {
              for (const name of layer.list(path)) {
                const at = `${path === '/' ? '' : path}/${name}`;
                const isFolder = layer.stat(at)?.type === 'directory';
                if (!isFolder || !model.folder(at))
                  for (const key of model.files.keys()) if (key === at || key.startsWith(`${at}/`)) model.files.delete(key);
                model.files.set(at, isFolder ? undefined : layer.readText(at));
                if (isFolder) visit(at);
              }
            };
            visit('/');
          }
          const before = layers.map((layer) => layer.snapshot());
          const upper = createFileSystem({ clock });
          const overlay = new Overlay({
            lower: layers.map((files) => ({ files, path: '/' })),
            upper: { files: upper, path: '/' },
          });
          for (const { do: what, path, text } of actions) {
            const above = path.slice(0, path.lastIndexOf('/')) || '/';
            const known = model.files.has(path);
            const allowed =
              what === 'remove'
                ? known
                : what === 'folder'
                  ? !known && model.folder(above)
                  : model.folder(above) && !model.folder(path);
            let done = true;
            try {
              if (what === 'write') overlay.write(path, text);
              else if (what === 'append') overlay.append(path, text);
              else if (what === 'folder') overlay.makeDirectory(path);
              else overlay.remove(path, { recursive: true });
            } catch (error) {
              if (!(error instanceof FileError)) throw error;
              done = false;
            }
            expect([what, path, done]).toEqual([what, path, allowed]);
            if (!done) continue;
            if (what === 'write') model.files.set(path, text);
            else if (what === 'append') model.files.set(path, (model.files.get(path) ?? '') + text);
            else if (what === 'folder') model.files.set(path, undefined);
            else for (const key of model.files.keys()) if (key === path || key.startsWith(`${path}/`)) model.files.delete(key);
          }
          const seen = new Map<string, string | undefined>();
          const look = (path: string): void => {
            for (const name of overlay.list(path)) {
              const at = `${path === '/' ? '' : path}/${name}`;
              const isFolder = overlay.stat(at)?.type === 'directory';
              seen.set(at, isFolder ? undefined : overlay.readText(at));
              if (isFolder) look(at);
            }
          };
          look('/');
          expect([...seen].sort()).toEqual([...model.files].sort());
          expect(layers.map((layer) => layer.snapshot())).toEqual(before);
        },
      ),
      { numRuns: 200 },
    );
  });
});
