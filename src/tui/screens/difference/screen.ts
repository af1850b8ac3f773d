import type { DifferenceRow } from '../../../course/manifest/difference.ts';
import type { Destination } from '../../app/effect.ts';
import { bodySize, defineScreen, mount, type MountedScreen, type World } from '../../app/screen.ts';
import { cleanTitle } from '../../text/clean.ts';
import { span, type Line } from '../../text/line.ts';
import type { Role } from '../../theme/theme.ts';
import { backKey, helpKey, scrolled, scrollKeys } from '../shared-keys.ts';

interface DifferenceState {
  readonly path: string;
  /** Undefined until the cluster has answered. */
  readonly rows?: readonly DifferenceRow[];
  readonly top: number;
}

const signs: { readonly [kind in DifferenceRow['kind']]: { readonly sign: string; readonly role: Role } } = {
  head: { sign: '', role: 'heading' },
  place: { sign: '', role: 'faint' },
  same: { sign: '  ', role: 'muted' },
  gone: { sign: '- ', role: 'bad' },
  new: { sign: '+ ', role: 'good' },
  note: { sign: '', role: 'warn' },
};

const difference = defineScreen<DifferenceState>({
  name: 'difference',
  title: ({ path }) => [cleanTitle(path), 'What applying it would change'],
  keys: [
    backKey(['escape', 'q', 'ctrl+l', 'ctrl+c'], 'back to the text', 1),
    helpKey(),
    ...scrollKeys<DifferenceState>({
      page: (_state, world) => bodySize(world.size).rows,
      scroll: (state, by, world) => ({
        ...state,
        top: scrolled(state.top, by, differenceLines(state, world).length, bodySize(world.size).rows),
      }),
    }),
  ],
  receive: (state, message) => ({ state: message.type === 'difference' ? { ...state, rows: message.rows } : state }),
  view(state, world) {
    const lines = differenceLines(state, world);
    return { rows: lines.slice(scrolled(state.top, 0, lines.length, bodySize(world.size).rows)) };
  },
});

function differenceLines({ rows }: DifferenceState, { symbols }: World): readonly Line[] {
  if (rows === undefined) return [[], [span(` Asking the cluster ${symbols.waits}`, 'muted')]];
  if (rows.length === 0) return [[], [span(' There is no object in this file.', 'muted')]];
  return rows.flatMap(({ kind, text }, index): readonly Line[] => {
    const { sign, role } = signs[kind];
    const line: Line = [span(` ${sign}`, role), span(cleanTitle(text), role)];
    return kind === 'head' || index === 0 ? [[], line] : [line];
  });
}

export function open(to: Destination, _world: World): MountedScreen {
  return mount(difference, { path: to.name === 'difference' ? to.path : '', top: 0 });
}
