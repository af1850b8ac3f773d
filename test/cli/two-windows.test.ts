import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepSession, type KeptSession } from '../../src/cli/kept-session.ts';
import { lessonRecord } from '../../src/course/progress/record.ts';
import { lessonsOf } from '../../src/course/lesson/model.ts';
import { loadPack } from '../../src/course/pack/load.ts';
import { openProgressStore, type ProgressStore } from '../../src/platform/progress-store.ts';
import { fakeCluster } from '../course/fake-cluster.ts';
import { samplePack } from '../course/sample-pack.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kubetutor-windows-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const pack = loadPack(samplePack());
const [lesson] = lessonsOf(pack);
if (lesson === undefined) throw new Error('the sample has a lesson');

interface Window {
  readonly kept: KeptSession;
  readonly told: string[];
}

async function open(options: { readonly fresh?: boolean; readonly store?: ProgressStore } = {}): Promise<Window> {
  const told: string[] = [];
  const store = options.store ?? openProgressStore(folder);
  const kept = keepSession({
    pack,
    lesson: lesson as NonNullable<typeof lesson>,
    createCluster: fakeCluster,
    store,
    newSeed: () => 'seed',
    now: () => new Date(0),
    fresh: options.fresh === true,
    notice: (text) => told.push(text),
  });
  await kept.resumed();
  return { kept, told };
}

async function type({ kept }: Window, line: string): Promise<void> {
  void kept.session.run(line);
  await kept.session.finish();
}

const files = (): readonly string[] => readdirSync(path.join(folder, 'attempts', 'sample')).sort();
const linesIn = ({ kept }: Window): readonly string[] =>
  kept.session.done().flatMap((input) => (input.kind === 'run' ? [input.line] : []));

describe('two windows at one lesson', () => {
  it('lose nothing that was done in either, and the second one is told', async () => {
    const one = await open();
    await type(one, 'make a');
    const two = await open();
    await type(one, 'make b');
    await type(two, 'make c');
    await type(one, 'make d');
    await type(two, 'make shop');
    expect(one.told).toEqual([]);
    expect(two.told).toEqual([expect.stringMatching(/Another window works at this lesson.*basics_first\.window-2\.json/)]);
    one.kept.close();
    two.kept.close();
    expect(files()).toEqual(['basics_first.json', 'basics_first.window-2.json']);

    const again = await open();
    expect(linesIn(again)).toEqual(['make a', 'make b', 'make d']);
    expect(again.told).toEqual([expect.stringMatching(/another unfinished attempt.*--attempt .*basics_first\.window-2\.json/)]);
    // What passed in one window has passed.
    expect(lessonRecord(openProgressStore(folder).read(), 'sample', 'basics/first')?.passedAt).toBeDefined();
    again.kept.close();

    const store = openProgressStore(folder);
    store.adoptAttempt('sample', 'basics/first', path.join(folder, 'attempts/sample/basics_first.window-2.json'));
    const other = await open({ store });
    expect(linesIn(other)).toEqual(['make a', 'make c', 'make shop']);
    other.kept.close();
    expect(files()).toEqual(['basics_first.json', 'basics_first.window-2.json']);
    store.forgetAttempt('sample', 'basics/first');
    expect(files()).toEqual([]);
  });

  it('do not get into each other’s way while one of them only looks', async () => {
    const one = await open();
    await type(one, 'make a');
    const two = await open();
    await type(one, 'make b');
    two.kept.close();
    await type(one, 'make c');
    one.kept.close();
    expect([...one.told, ...two.told]).toEqual([]);
    expect(files()).toEqual(['basics_first.json']);
    expect(linesIn(await open())).toEqual(['make a', 'make b', 'make c']);
  });
});
