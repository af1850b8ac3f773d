import type { SessionState, TaskState, TranscriptLine } from '../../src/course/session-state.ts';
import { clusterFacts, type ClusterObject } from '../../src/tui/cluster/from-objects.ts';
import type { ClusterFacts, Completion, SessionPort, Stop } from '../../src/tui/index.ts';

/** One thing that a scripted session knows how to answer. */
export interface Scripted {
  readonly command: string | RegExp;
  readonly output: string;
  readonly passes?: string;
  readonly finds?: { readonly task: string; readonly found: string; readonly advice?: string };
  readonly objects?: readonly ClusterObject[];
  /** Goes on until Ctrl-C. */
  readonly streams?: boolean;
}

export interface Script {
  readonly tasks: readonly { readonly id: string; readonly title: string; readonly hints: readonly string[] }[];
  readonly answers: readonly Scripted[];
  readonly objects: readonly ClusterObject[];
  readonly files: { readonly [path: string]: string };
  readonly greeting?: readonly TranscriptLine[];
}

/** Speaks as a session does, from a script, at once and without a cluster. For tests of the screens alone. */
export function scriptedSession(script: Script): SessionPort {
  const files = new Map(Object.entries(script.files));
  const commands: string[] = [];
  const listeners = new Set<(state: SessionState) => void>();
  const watchers = new Set<(facts: ClusterFacts) => void>();
  const past: SessionState[] = [];
  let objects = script.objects;
  let state: SessionState = {
    phase: 'idle',
    tasks: script.tasks.map(({ id, title, hints }): TaskState => ({
      id,
      title,
      section: id,
      begun: true,
      status: 'open',
      hintsShown: [],
      hintsLeft: hints.length,
    })),
    transcript: script.greeting ?? [],
    now: Date.UTC(2026, 0, 5, 9, 0, 0),
    speed: 1,
    undoable: 0,
    prompt: '~ $ ',
  };
  const set = (next: Partial<SessionState>): void => {
    state = { ...state, ...next };
    for (const listener of listeners) listener(state);
  };
  const say = (kind: TranscriptLine['kind'], text: string): readonly TranscriptLine[] =>
    text.split('\n').map((line) => ({ kind, text: line }));
  const judge = (answer: Scripted | undefined): readonly TaskState[] =>
    state.tasks.map((task): TaskState => {
      if (answer?.passes === task.id)
        return {
          id: task.id,
          title: task.title,
          section: task.section,
          begun: true,
          status: 'passed',
          hintsShown: task.hintsShown,
          hintsLeft: task.hintsLeft,
        };
      if (answer?.finds?.task === task.id) return { ...task, ...answer.finds, status: 'failing' };
      return task;
    });
  const begin = (): void => {
    const first = past[0];
    past.length = 0;
    if (first) set(first);
  };

  return {
    get state() {
      return state;
    },
    subscribe: (listener): Stop => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    run(input) {
      const answer = script.answers.find(({ command }) =>
        typeof command === 'string' ? command === input.trim() : command.test(input),
      );
      past.push(state);
      if (input.trim() !== '') commands.push(input);
      const output =
        input.trim() === ''
          ? []
          : answer
            ? say('output', answer.output)
            : say('error', `bash: ${input.split(' ')[0]}: command not found`);
      if (answer?.objects) objects = answer.objects;
      set({
        phase: answer?.streams === true ? 'running' : 'idle',
        transcript: [
          ...state.transcript,
          { kind: 'command', text: `${state.prompt}${input}` },
          ...(answer?.output === '' ? [] : output),
        ],
        tasks: judge(answer),
        undoable: state.undoable + 1,
        now: state.now + 1000,
      });
      for (const watcher of watchers) watcher(clusterFacts(objects));
    },
    type: (text) => set({ transcript: [...state.transcript, ...say('output', text.trimEnd())] }),
    endInput: () => set({ phase: 'idle' }),
    interrupt: () => set({ phase: 'idle', transcript: [...state.transcript, { kind: 'output', text: '^C' }] }),
    isUnfinished: (input) => input.endsWith('\\') || (input.split("'").length - 1) % 2 === 1,
    complete: async (text, cursor): Promise<Completion> => {
      const from = text.lastIndexOf(' ', cursor - 1) + 1;
      const words = ['kubectl', 'get', 'describe', 'delete', 'apply', 'pods', 'podtemplates', 'deployments', 'nodes', 'web.yaml'];
      const word = text.slice(from, cursor);
      return {
        from,
        candidates: words
          .filter((candidate) => word !== '' && candidate.startsWith(word))
          .map((candidate) => ({ text: candidate })),
      };
    },
    hint(id) {
      const hints = script.tasks.find((task) => task.id === id)?.hints ?? [];
      set({
        tasks: state.tasks.map((task) => {
          const shown = hints.slice(0, task.hintsShown.length + 1);
          return task.id === id ? { ...task, hintsShown: shown, hintsLeft: hints.length - shown.length } : task;
        }),
      });
    },
    answer: (id, value) =>
      set({ tasks: state.tasks.map((task) => (task.id === id && value === 'b' ? { ...task, status: 'passed' } : task)) }),
    edited: () => {},
    done: () => commands.map((text, index) => ({ text, at: index * 5000 })),
    rewind(place) {
      commands.splice(place);
    },
    judge: async (_path, text) => ({
      judge: 'server',
      problems: text.includes('kindd') ? [{ row: 0, column: 0, length: 5, text: 'error validating data: [kind not set]' }] : [],
    }),
    typeSolution: async () => undefined,
    undo() {
      const before = past.pop();
      if (before) set(before);
    },
    restart: begin,
    reset: begin,
    setSpeed: (speed) => set({ speed }),
    step: () => set({ now: state.now + 1000 }),
    get history() {
      return commands;
    },
    files: {
      list: async () => [...files.keys()],
      async read(path) {
        const text = files.get(path);
        if (text === undefined) throw new Error(`there is no file ${path}`);
        return text;
      },
      async write(path, text) {
        files.set(path, text);
      },
    },
    watchTrace: () => () => {},
    fieldHelp: async () => undefined,
    difference: async () => [{ kind: 'note', text: 'A scripted session compares nothing.' }],
    watchCluster(listener) {
      watchers.add(listener);
      listener(clusterFacts(objects));
      return () => void watchers.delete(listener);
    },
    close: async () => {},
  };
}
