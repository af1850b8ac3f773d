import type { Destination } from '../../app/effect.ts';
import { defineScreen, mount, type MountedScreen, type Step, type World } from '../../app/screen.ts';
import { span, type Line } from '../../text/line.ts';
import { themeNames } from '../../theme/theme.ts';
import { themes } from '../../theme/themes.ts';
import { choosingKeys } from '../../widgets/list/state.ts';
import { backKey, helpKey } from '../shared-keys.ts';

interface SettingsState {
  readonly at: number;
}

function choose(state: SettingsState): Step<SettingsState> {
  const theme = themeNames[state.at];
  return { state, effects: theme === undefined ? [] : [{ type: 'chooseTheme', theme }] };
}

const settings = defineScreen<SettingsState>({
  name: 'settings',
  title: () => ['kubetutor', 'Settings'],
  keys: [
    { keys: ['enter', 'space'], label: 'choose', group: 'Settings', line: 1, run: choose },
    backKey(['escape', 'q', 'ctrl+c'], 'back', 2),
    helpKey(),
    ...choosingKeys<SettingsState>({
      at: ({ at }) => at,
      choose: (state, at) => ({ ...state, at }),
      count: () => themeNames.length,
    }),
  ],
  view({ at }, world) {
    return { rows: settingsLines(at, world) };
  },
});

function settingsLines(at: number, world: World): readonly Line[] {
  const { symbols } = world;
  const rows = themeNames.map((name, index): Line => [
    span(index === at ? ` ${symbols.pointer} ` : '   ', 'accent', { bold: true }),
    span(`${name === world.theme ? symbols.current : symbols.open} `, name === world.theme ? 'good' : 'faint'),
    span(themes[name].title, index === at ? 'accent' : 'text', { bold: index === at }),
  ]);
  const sample: Line = [
    span('   '),
    span('Heading', 'heading'),
    span('  text  '),
    span('muted', 'muted'),
    span('  '),
    span(`${symbols.passed} passed`, 'good'),
    span('  '),
    span(`${symbols.failing} not yet`, 'warn'),
    span('  '),
    span('error', 'bad'),
    span('  '),
    span('kubectl', 'codeKey'),
    span(' '),
    span('code', 'code'),
  ];
  const editor = world.canEditOutside
    ? 'Files open in the editor here; Ctrl-E there opens your own, from EDITOR or VISUAL.'
    : 'Set EDITOR or VISUAL to open files in an editor of your own.';
  return [
    [],
    [span(' Colours', 'heading')],
    [],
    ...rows,
    [],
    sample,
    [],
    [span(' Editor', 'heading')],
    [],
    [span(`   ${editor}`, 'muted')],
  ];
}

export function open(_to: Destination, world: World): MountedScreen {
  return mount(settings, { at: themeNames.indexOf(world.theme) });
}
