import type { Destination } from '../../app/effect.ts';
import { bodySize, defineScreen, mount, type MountedScreen, type World } from '../../app/screen.ts';
import { cleanTitle } from '../../text/clean.ts';
import { span, spread, type Line } from '../../text/line.ts';
import { wrapLine } from '../../text/wrap.ts';
import { sessionStatus } from '../../widgets/session-status.ts';
import { callLines, laneHead } from '../../widgets/trace/lines.ts';
import { backKey, helpKey, scrolled, scrollKeys } from '../shared-keys.ts';

interface TraceState {
  readonly top: number;
  /** Whether reads and reports of being alive are shown too. */
  readonly all: boolean;
}

const trace = defineScreen<TraceState>({
  name: 'trace',
  title: (_state, world) => [cleanTitle(world.lesson?.title ?? 'kubetutor'), 'Trace'],
  status: (_state, world) => sessionStatus(world),
  keys: [
    {
      keys: ['a'],
      label: 'reads and reports too',
      group: 'What is shown',
      line: 1,
      when: ({ all }) => !all,
      run: (state) => ({ state: { ...state, all: true } }),
    },
    {
      keys: ['a'],
      label: 'changes alone',
      group: 'What is shown',
      line: 1,
      when: ({ all }) => all,
      run: () => ({ state: { top: 0, all: false } }),
    },
    {
      keys: ['f'],
      label: 'requests',
      group: 'Elsewhere',
      line: 3,
      run: (state) => ({ state, effects: [{ type: 'go', to: { name: 'requests' }, how: 'replace' }] }),
    },
    backKey(['escape', 'q', 't', 'ctrl+c'], 'back', 2),
    helpKey(),
    ...scrollKeys<TraceState>({
      page: (state, world) => room(state, world),
      scroll: (state, by, world) => ({ ...state, top: scrolled(state.top, by, shown(state, world).length, room(state, world)) }),
    }),
  ],
  view(state, world) {
    const { columns } = bodySize(world.size);
    const head = headLines(state, world);
    const calls = shown(state, world);
    const top = scrolled(state.top, 0, calls.length, room(state, world));
    return { rows: [...head, ...callLines(calls.slice(top, top + room(state, world)), columns, world.symbols)] };
  },
});

function shown({ all }: TraceState, { trace: { calls } }: World): World['trace']['calls'] {
  return all ? calls : calls.filter(({ routine }) => !routine);
}

function headLines(state: TraceState, world: World): readonly Line[] {
  const { symbols, trace: found } = world;
  const { columns } = bodySize(world.size);
  if (found.command === undefined)
    return [[], ...said('Run a command in the shell; what the parts of the cluster do for it is written down here.', columns)];
  const calls = shown(state, world);
  const count = `${calls.length}${found.cut ? ' or more' : ''} ${calls.length === 1 ? 'call' : 'calls'}`;
  const command: Line = [span(' $ ', 'prompt'), span(cleanTitle(found.command), 'text', { bold: true })];
  const none =
    calls.length === 0 ? said('It asked nothing of the API server, and nothing has changed since.', columns) : laneHead(columns);
  return [[], spread(command, [span(`${count} `, 'muted')], columns, symbols.ellipsis), [], ...none];
}

function said(text: string, columns: number): readonly Line[] {
  return wrapLine([span(' '), span(text, 'muted')], columns - 2, [span(' ')]);
}

function room(state: TraceState, world: World): number {
  return Math.max(1, bodySize(world.size).rows - headLines(state, world).length);
}

export function open(_to: Destination, _world: World): MountedScreen {
  return mount(trace, { top: 0, all: false });
}
