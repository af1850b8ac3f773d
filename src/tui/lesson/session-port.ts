import { manifestDifference } from '../../course/manifest/difference.ts';
import { fieldHelp } from '../../course/manifest/field-help.ts';
import { judgeFile } from '../../course/manifest/judge-file.ts';
import type { LessonSession } from '../../course/session/lesson-session.ts';
import type { SessionInput } from '../../course/session/inputs.ts';
import type { SessionState } from '../../course/session-state.ts';
import { clusterFacts } from '../cluster/from-objects.ts';
import type { ClusterFacts } from '../cluster/facts.ts';
import { noTrace, type Trace } from '../trace/facts.ts';
import { TraceKeeper } from '../trace/keeper.ts';
import type { Completion, DoneStep, SessionPort, Stop, TuiPlatform } from '../ports.ts';

export interface SessionPortOptions {
  readonly session: LessonSession;
  readonly platform: Pick<TuiPlatform, 'now' | 'after'>;
  /** Commands typed in earlier sittings, the oldest first. */
  readonly history?: readonly string[];
  /** Candidates for the word before the cursor; nothing is completed without it. */
  complete?(session: LessonSession, text: string, cursor: number): Promise<Completion>;
  /** Columns and rows that commands may draw in. */
  terminal(): { readonly columns: number; readonly rows: number };
  /** Called once the screens let go of the session. */
  closed?(): Promise<void>;
}

const busyTick = 40;
const idleTick = 100;
/** Reading the whole cluster for the picture of it, at most so often. */
const clusterInterval = 250;

/** A lesson session as the screens see it. Real time drives its clock for as long as the port is open. */
export function createSessionPort(options: SessionPortOptions): SessionPort {
  const { session, platform } = options;
  const history = [...(options.history ?? [])];
  const watchers = new Set<(facts: ClusterFacts) => void>();
  const readers = new Set<(trace: Trace) => void>();
  const tracer = new TraceKeeper(session);
  let told = noTrace;
  let open = true;
  let stopTimer: Stop = () => {};
  let shown = session.state();
  let fingerprint: string | undefined;
  let lookedAt = -Infinity;

  const tick = (last: number): void => {
    stopTimer = platform.after(session.state().phase === 'running' ? busyTick : idleTick, () => {
      const now = platform.now();
      void session.tick(now - last).then(() => {
        if (!open) return;
        lookAtCluster(now);
        tellTrace();
        tick(now);
      });
    });
  };

  const lookAtCluster = (now: number): void => {
    const { cluster } = session;
    if (watchers.size === 0 || !cluster || now - lookedAt < clusterInterval) return;
    lookedAt = now;
    const next = cluster.fingerprint();
    if (next === fingerprint) return;
    fingerprint = next;
    const facts = clusterFacts(cluster.dump());
    for (const watcher of watchers) watcher(facts);
  };

  const tellTrace = (): void => {
    tracer.follow();
    const { trace } = tracer;
    if (trace === told) return;
    told = trace;
    for (const reader of readers) reader(trace);
  };

  tick(platform.now());
  return {
    get state() {
      return session.state();
    },
    subscribe: (listener) =>
      session.subscribe(() => {
        const state = session.state();
        if (looksTheSame(shown, state)) return;
        shown = state;
        listener(state);
      }),
    run(input) {
      if (input.trim() !== '' && history.at(-1) !== input) history.push(input);
      if (input.trim() !== '') tracer.begin(input);
      void session.run(input, options.terminal());
    },
    type: (text) => void session.type(text),
    endInput: () => void session.endInput(),
    interrupt: () => void session.interrupt(),
    isUnfinished: (input) => session.isUnfinished(input),
    complete: async (text, cursor) => (await options.complete?.(session, text, cursor)) ?? { from: cursor, candidates: [] },
    hint: (task) => void session.nextHint(task),
    answer: (task, value) => void session.answer(task, value),
    edited: (text) => void session.edited(text),
    typeSolution: (task) => session.typeSolution(task),
    done: () => session.done().map(stepOf),
    rewind: (place) => void session.rewind(place),
    undo: () => void session.undo(),
    reset: () => void session.resetStep(),
    restart: () => void session.reset(),
    setSpeed: (speed) => session.setSpeed(speed),
    step: () => void session.pass(1000),
    get history() {
      return history;
    },
    files: {
      list: async () => session.listFiles(),
      async read(path) {
        const text = session.readFile(path);
        if (text === undefined) throw new Error(`there is no file ${path}`);
        return text;
      },
      write: (path, text) => session.writeFile(path, text),
    },
    fieldHelp: async (rows, row, column) =>
      session.cluster === undefined ? undefined : fieldHelp(session.cluster, rows, row, column),
    difference: async (text) => (session.cluster === undefined ? [] : manifestDifference(session.cluster, text)),
    judge: async (path, text) => (session.cluster === undefined ? undefined : judgeFile(session.cluster, session, path, text)),
    watchTrace(listener) {
      readers.add(listener);
      return () => void readers.delete(listener);
    },
    watchCluster(listener) {
      watchers.add(listener);
      fingerprint = undefined;
      return () => void watchers.delete(listener);
    },
    async close() {
      if (!open) return;
      open = false;
      stopTimer();
      watchers.clear();
      readers.clear();
      tracer.stop();
      await options.closed?.();
      session.dispose();
    },
  };
}

function stepOf(input: SessionInput): DoneStep {
  const { at } = input;
  if (input.kind === 'run') return { at, text: input.line };
  if (input.kind === 'write') return { at, text: `wrote ${input.path}` };
  return { at, text: input.kind === 'answer' ? 'answered a question' : input.kind };
}

/** Whether a person would see the same: the clock is shown in seconds, so most ticks change nothing. */
export function looksTheSame(a: SessionState, b: SessionState): boolean {
  return (
    a.phase === b.phase &&
    Math.floor(a.now / 1000) === Math.floor(b.now / 1000) &&
    a.speed === b.speed &&
    a.undoable === b.undoable &&
    a.prompt === b.prompt &&
    a.failure === b.failure &&
    a.editing === b.editing &&
    a.transcript.length === b.transcript.length &&
    a.transcript.every((line, index) => line === b.transcript[index]) &&
    JSON.stringify(a.tasks) === JSON.stringify(b.tasks)
  );
}
