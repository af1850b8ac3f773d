import type { Destination } from '../../app/effect.ts';
import { bodySize, defineScreen, mount, type MountedScreen, type World } from '../../app/screen.ts';
import type { DoneStep } from '../../ports.ts';
import { cleanTitle } from '../../text/clean.ts';
import { span } from '../../text/line.ts';
import { wrapLine } from '../../text/wrap.ts';
import { listLines } from '../../widgets/list/lines.ts';
import { choosingKeys } from '../../widgets/list/state.ts';
import { backKey, helpKey } from '../shared-keys.ts';

interface RewindState {
  readonly steps: readonly DoneStep[];
  /** The chosen step; 0 is the beginning of the lesson, the others follow. */
  readonly at: number;
}

const rewind = defineScreen<RewindState>({
  name: 'rewind',
  title: (_state, world) => [cleanTitle(world.lesson?.title ?? 'kubetutor'), 'Back in time'],
  keys: [
    {
      keys: ['enter'],
      label: 'back to before this',
      group: 'Back in time',
      line: 1,
      when: ({ steps }) => steps.length > 0,
      now: ({ at }) => (at === 0 ? 'the whole lesson again' : 'back to before this'),
      run: (state) => ({
        state,
        effects: [
          state.at === 0 ? { type: 'session', call: 'restart' } : { type: 'session', call: 'rewind', place: state.at - 1 },
          { type: 'back' },
          { type: 'send', message: { type: 'notice', text: said(state.at), tone: 'good' } },
        ],
      }),
    },
    backKey(['escape', 'q', 'ctrl+c'], 'stay', 2),
    helpKey(),
    ...choosingKeys<RewindState>({
      at: ({ at }) => at,
      choose: (state, at) => ({ ...state, at }),
      count: ({ steps }) => (steps.length === 0 ? 0 : steps.length + 1),
    }),
  ],
  view({ steps, at }, world) {
    const { columns, rows } = bodySize(world.size);
    const head =
      steps.length === 0
        ? span(' Nothing has been done yet that could be taken back.', 'muted')
        : span(' Go back to before one of these. It and all that came after it will not have happened.', 'muted');
    const done = steps.map((step) => ({ text: cleanTitle(step.text), note: clockOf(step.at) }));
    const items = steps.length === 0 ? [] : [{ text: 'All of it: begin the lesson again', note: clockOf(0) }, ...done];
    const above = [[], ...wrapLine([head], columns - 1, [span(' ')]), []];
    return { rows: [...above, ...listLines(items, at, columns, rows - above.length, world.symbols)] };
  },
});

const said = (at: number): string =>
  at === 0 ? 'The lesson begins again, with a new cluster.' : 'The cluster is as it was before that.';

/** Time since the lesson began: 4:05. */
function clockOf(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export function open(_to: Destination, world: World): MountedScreen {
  const steps = world.lesson?.session.done() ?? [];
  return mount(rewind, { steps, at: steps.length });
}
