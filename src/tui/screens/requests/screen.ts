import type { Destination } from '../../app/effect.ts';
import { bodySize, defineScreen, mount, type MountedScreen, type World } from '../../app/screen.ts';
import { cleanTitle } from '../../text/clean.ts';
import { span, type Line } from '../../text/line.ts';
import { wrapLine } from '../../text/wrap.ts';
import type { TracedRequest } from '../../trace/facts.ts';
import { labelledRule } from '../../widgets/labelled-rule.ts';
import { choosingKeys, topOf } from '../../widgets/list/state.ts';
import { sessionStatus } from '../../widgets/session-status.ts';
import { hopLines, requestLine } from '../../widgets/trace/lines.ts';
import { backKey, helpKey } from '../shared-keys.ts';

interface RequestsState {
  /** The request that is followed, so that it stays chosen while others come; the newest when absent. */
  readonly chosen?: TracedRequest | undefined;
}

const newestFirst = ({ trace }: World): readonly TracedRequest[] => trace.requests.toReversed();

function placeOf({ chosen }: RequestsState, found: readonly TracedRequest[]): number {
  return chosen === undefined ? 0 : Math.max(0, found.indexOf(chosen));
}

const requests = defineScreen<RequestsState>({
  name: 'requests',
  title: (_state, world) => [cleanTitle(world.lesson?.title ?? 'kubetutor'), 'Requests'],
  status: (_state, world) => sessionStatus(world),
  keys: [
    {
      keys: ['t'],
      label: 'the last command',
      group: 'Elsewhere',
      line: 3,
      run: (state) => ({ state, effects: [{ type: 'go', to: { name: 'trace' }, how: 'replace' }] }),
    },
    backKey(['escape', 'q', 'f', 'ctrl+c'], 'back', 2),
    helpKey(),
    ...choosingKeys<RequestsState>({
      at: (state, world) => placeOf(state, newestFirst(world)),
      choose: (_state, at, world) => ({ chosen: newestFirst(world)[at] }),
      count: (_state, world) => world.trace.requests.length,
    }),
  ],
  view(state, world) {
    const { columns, rows } = bodySize(world.size);
    const { symbols } = world;
    const found = newestFirst(world);
    if (found.length === 0) return { rows: [[], ...empty(columns)] };
    const at = placeOf(state, found);
    const request = found[at];
    const way = request === undefined ? [] : hopLines(request, columns, symbols);
    const height = Math.max(3, Math.min(found.length, rows - way.length - 4));
    const top = topOf(at, found.length, height);
    const now = world.session?.now ?? 0;
    const list = found.slice(top, top + height).map((one) => requestLine(one, one === request, now, columns, symbols));
    return { rows: [[], ...list, [], labelledRule([{ text: 'Its way', focused: false }], columns, symbols), [], ...way] };
  },
});

function empty(columns: number): readonly Line[] {
  const text = 'No request has gone through the network yet. Send one, with curl from a Pod or to a Service, and follow it here.';
  return wrapLine([span(' '), span(text, 'muted')], columns - 2, [span(' ')]);
}

export function open(_to: Destination, _world: World): MountedScreen {
  return mount(requests, {});
}
