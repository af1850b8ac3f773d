import { describe, expect, it } from 'vitest';
import type { LessonSession } from '../../src/course/session/lesson-session.ts';
import type { SessionState } from '../../src/course/session-state.ts';
import { createSessionPort } from '../../src/tui/lesson/session-port.ts';
import { demoWorld } from '../harness/terminal-demo-world.ts';

const base = demoWorld().session as SessionState;

/** Stands in for a lesson's session: its state is set by hand. */
function bench() {
  let state = base;
  let now = 0;
  const calls: string[] = [];
  const listeners = new Set<() => void>();
  const timers: { readonly at: number; readonly run: () => void }[] = [];
  const session = {
    state: () => state,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tick: async (milliseconds: number) => void calls.push(`tick ${milliseconds}`),
    run: async (line: string) => void calls.push(`run ${line}`),
    readFile: () => undefined,
    dispose: () => void calls.push('dispose'),
  } as unknown as LessonSession;
  const port = createSessionPort({
    session,
    platform: {
      now: () => now,
      after(milliseconds, run) {
        const timer = { at: now + milliseconds, run };
        timers.push(timer);
        return () => void timers.splice(timers.indexOf(timer), 1);
      },
    },
    terminal: () => ({ columns: 80, rows: 24 }),
    history: ['older'],
    closed: async () => void calls.push('closed'),
  });
  return {
    port,
    calls,
    set(next: Partial<SessionState>) {
      state = { ...state, ...next };
      for (const listener of listeners) listener();
    },
    /** Lets the next timer run. */
    async next() {
      const timer = timers.shift();
      now = timer?.at ?? now;
      timer?.run();
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    },
    timers,
  };
}

describe('the port to a session', () => {
  it('drives the clock with real time, faster while a command runs', async () => {
    const { next, calls, set } = bench();
    await next();
    set({ phase: 'running' });
    await next();
    await next();
    expect(calls).toEqual(['tick 100', 'tick 100', 'tick 40']);
  });

  it('tells only what a person would see', () => {
    const { port, set } = bench();
    const seen: SessionState[] = [];
    port.subscribe((state) => seen.push(state));
    set({ now: base.now + 10 });
    set({ now: base.now + 900, transcript: [...base.transcript] });
    expect(seen.length).toBe(0);
    set({ now: base.now + 1000 });
    set({ transcript: [...base.transcript, { kind: 'output', text: 'more' }] });
    expect(seen.length).toBe(2);
  });

  it('keeps the history, without blank lines and repetitions', () => {
    const { port, calls } = bench();
    for (const line of ['ls', 'ls', ' ', 'pwd']) port.run(line);
    expect(port.history).toEqual(['older', 'ls', 'pwd']);
    expect(calls).toEqual(['run ls', 'run ls', 'run  ', 'run pwd']);
  });

  it('refuses a file that is not there', async () => {
    await expect(bench().port.files.read('x.yaml')).rejects.toThrow('there is no file x.yaml');
  });

  it('stops everything when it is closed, and keeps what must be kept first', async () => {
    const { port, calls, timers } = bench();
    await port.close();
    await port.close();
    expect(calls).toEqual(['closed', 'dispose']);
    expect(timers).toEqual([]);
  });
});
