import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lessonOpened, lessonRecord, lessonSeen, noProgress, readProgress, statusOf } from '../../src/course/progress/record.ts';
import { openProgressStore } from '../../src/platform/progress-store.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kubetutor-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('progress on disk', () => {
  it('is there after the program has ended', () => {
    openProgressStore(folder).update((record) => lessonOpened(record, 'p', 'a/b', 'now', true));
    expect(lessonRecord(openProgressStore(folder).read(), 'p', 'a/b')).toMatchObject({ attempts: 1 });
  });

  it('keeps what another window wrote', () => {
    const one = openProgressStore(folder);
    const other = openProgressStore(folder);
    one.update((record) => lessonOpened(record, 'p', 'a/b', 'now', true));
    other.update((record) => lessonOpened(record, 'p', 'c/d', 'now', true));
    one.update((record) => ({ ...record, welcomed: true }));
    expect(Object.keys(other.read().packs['p'] ?? {})).toEqual(['a/b', 'c/d']);
  });

  it.each([['{"version": 1, "pa'], ['{"version": 7}'], ['{"version":1,"packs":{"p":{"a/b":3}}}']])(
    'sets %s aside with a message',
    (text) => {
      writeFileSync(path.join(folder, 'progress.json'), text);
      const store = openProgressStore(folder);
      expect(store.notice).toMatch(/could not be read/);
      expect(store.read()).toEqual(noProgress);
      expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toHaveLength(1);
    },
  );

  it('does not trip over a lock that a killed program left', () => {
    const lock = path.join(folder, 'progress.json.lock');
    writeFileSync(lock, '');
    utimesSync(lock, 1, 1);
    openProgressStore(folder).update((record) => ({ ...record, welcomed: true }));
    expect(openProgressStore(folder).read().welcomed).toBe(true);
  });

  it('keeps an attempt until it is forgotten', () => {
    const store = openProgressStore(folder);
    store.attemptFile('p', 'a/b').save({
      format: 'kubetutor-attempt',
      version: 1,
      pack: { id: 'p', version: '1.0.0' },
      lesson: 'a/b',
      seed: 's',
      inputs: [],
      end: 5,
    });
    expect(store.attempt('p', 'a/b')).toMatchObject({ end: 5 });
    store.forgetAttempt('p', 'a/b');
    expect(store.attempt('p', 'a/b')).toBeUndefined();
    expect(readdirSync(folder).filter((name) => name.endsWith('.lock') || name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('a record', () => {
  const task = (id: string, passed: boolean, hints = 0): { id: string; passed: boolean; hints: number } => ({
    id,
    passed,
    hints,
  });

  it('never forgets what was passed', () => {
    let record = lessonOpened(noProgress, 'p', 'a/b', '1', true);
    record = lessonSeen(record, 'p', 'a/b', { now: '2', milliseconds: 10, tasks: [task('x', true, 2), task('y', false)] });
    record = lessonSeen(record, 'p', 'a/b', { now: '3', milliseconds: 10, tasks: [task('x', false), task('y', true)] });
    const lesson = lessonRecord(record, 'p', 'a/b');
    expect(lesson).toMatchObject({
      milliseconds: 20,
      passedAt: '3',
      tasks: { x: { hints: 2, passedAt: '2' }, y: { passedAt: '3' } },
    });
    expect(statusOf(lesson)).toBe('passed');
    expect(readProgress(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });
});
