import type { Destination } from '../../app/effect.ts';
import { bodySize, defineScreen, mount, type MountedScreen, type World } from '../../app/screen.ts';
import type { PackOutline } from '../../ports.ts';
import { cleanTitle } from '../../text/clean.ts';
import { span, type Line } from '../../text/line.ts';
import { wrapLine } from '../../text/wrap.ts';
import { listLines } from '../../widgets/list/lines.ts';
import { choosingKeys } from '../../widgets/list/state.ts';
import { backKey, helpKey } from '../shared-keys.ts';

interface PacksState {
  readonly at: number;
}

const chosen = ({ at }: PacksState, world: World): PackOutline | undefined => world.packs?.[at];

const packs = defineScreen<PacksState>({
  name: 'packs',
  title: () => ['kubetutor', 'Packs'],
  keys: [
    {
      keys: ['enter'],
      label: 'open',
      group: 'Packs',
      line: 1,
      when: (state, world) => chosen(state, world)?.problems === 0,
      run(state, world) {
        const pack = chosen(state, world);
        if (pack === undefined) return { state };
        return { state, effects: [{ type: 'openCourse', ...(pack.name === undefined ? {} : { pack: pack.name }) }] };
      },
    },
    backKey(['escape', 'q', 'ctrl+c'], 'back', 2),
    helpKey(),
    ...choosingKeys<PacksState>({
      at: ({ at }) => at,
      choose: (_state, at) => ({ at }),
      count: (_state, world) => world.packs?.length ?? 0,
    }),
  ],
  view(state, world) {
    const { columns, rows } = bodySize(world.size);
    const { symbols, packs: found } = world;
    if (found === undefined) return { rows: [[], [span(`   Looking for packs ${world.symbols.waits}`, 'muted')]] };
    const items = found.map((pack) => ({
      text: `${pack.open ? symbols.current : symbols.open} ${cleanTitle(pack.title)}`,
      note: pack.problems > 0 ? `${pack.problems} ${pack.problems === 1 ? 'problem' : 'problems'}` : lessonsText(pack.lessons),
    }));
    const about = aboutLines(chosen(state, world), columns);
    const height = Math.max(1, rows - about.length - 2);
    return { rows: [[], ...listLines(items, state.at, Math.min(columns, 90), height, symbols), [], ...about] };
  },
});

const lessonsText = (count: number): string => `${count} ${count === 1 ? 'lesson' : 'lessons'}`;

/** What the chosen pack is, and how another one comes here. */
function aboutLines(pack: PackOutline | undefined, columns: number): readonly Line[] {
  const paragraph = (line: Line): readonly Line[] => wrapLine([span('   '), ...line], Math.min(columns - 2, 86), [span('   ')]);
  const broken = `It cannot be opened. \`kubetutor pack lint ${pack?.name ?? ''}\` says what is wrong with it.`;
  return [
    ...(pack === undefined
      ? []
      : [
          ...paragraph([span(cleanTitle(pack.name ?? 'built in'), 'accent'), span(`  ${cleanTitle(pack.version)}`, 'muted')]),
          ...paragraph([span(pack.problems > 0 ? broken : cleanTitle(pack.description), pack.problems > 0 ? 'warn' : 'text')]),
          [],
        ]),
    ...paragraph([
      span('To add one, leave and run ', 'muted'),
      span('kubetutor pack add NAME', 'code'),
      span(': a folder, a tarball, a git address or an npm package.', 'muted'),
    ]),
  ];
}

export function open(_to: Destination, world: World): MountedScreen {
  return mount(packs, { at: Math.max(0, world.packs?.findIndex((pack) => pack.open) ?? 0) });
}
