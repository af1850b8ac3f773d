import type { Destination } from '../../app/effect.ts';
import { bodySize, defineScreen, mount, type MountedScreen, type Step, type World } from '../../app/screen.ts';
import type { Settings } from '../../ports.ts';
import { span, type Line } from '../../text/line.ts';
import { wrapLine } from '../../text/wrap.ts';
import { themeNames } from '../../theme/theme.ts';
import { themes } from '../../theme/themes.ts';
import { choosingKeys } from '../../widgets/list/state.ts';
import { backKey, helpKey, scrolled } from '../shared-keys.ts';

interface SettingsState {
  readonly at: number;
}

/** One thing that can be chosen. */
interface Choice {
  readonly group: string;
  readonly label: string;
  readonly chosen: boolean;
  readonly settings: Settings;
}

const languages: { readonly [locale: string]: string } = {
  en: 'English',
  'zh-CN': '简体中文',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  ja: '日本語',
};

const speeds = [1, 3, 10];

function choicesOf({ theme, course, settings, symbols }: World): readonly Choice[] {
  const { locales = [], locale } = course;
  return [
    ...themeNames.map((name) => ({
      group: 'Colours',
      label: themes[name].title,
      chosen: name === theme,
      settings: { theme: name },
    })),
    ...(locales.length > 1
      ? locales.map((one) => ({
          group: 'Language of the lessons',
          label: languages[one] ?? one,
          chosen: one === locale,
          settings: { locale: one },
        }))
      : []),
    ...speeds.map((speed) => ({
      group: 'Time in a lesson',
      label: speed === 1 ? 'as it is' : `${symbols.times}${speed}`,
      chosen: (settings.speed ?? 1) === speed,
      settings: { speed },
    })),
    ...[false, true].map((spoken) => ({
      group: 'Screen reader (from the next start on)',
      label: spoken ? 'plain text, one pane at a time' : 'screens as they are',
      chosen: (settings.spoken ?? false) === spoken,
      settings: { spoken },
    })),
  ];
}

function choose(state: SettingsState, world: World): Step<SettingsState> {
  const choice = choicesOf(world)[state.at];
  return { state, effects: choice === undefined ? [] : [{ type: 'keepSettings', settings: choice.settings }] };
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
      choose: (_state, at) => ({ at }),
      count: (_state, world) => choicesOf(world).length,
    }),
  ],
  view({ at }, world) {
    const { rows } = bodySize(world.size);
    const { lines, row } = settingsLines(at, world);
    return { rows: lines.slice(scrolled(Math.max(0, row - Math.floor(rows / 2)), 0, lines.length, rows)) };
  },
});

/** All rows, and which of them the chosen one is. */
function settingsLines(at: number, world: World): { readonly lines: readonly Line[]; readonly row: number } {
  const { symbols } = world;
  const lines: Line[] = [];
  let row = 0;
  let group = '';
  choicesOf(world).forEach((choice, index) => {
    if (choice.group !== group) {
      if (group === 'Colours') lines.push(sampleLine(world));
      lines.push([], [span(` ${choice.group}`, 'heading')]);
      group = choice.group;
    }
    if (index === at) row = lines.length;
    lines.push([
      span(index === at ? ` ${symbols.pointer} ` : '   ', 'accent', { bold: true }),
      span(`${choice.chosen ? symbols.current : symbols.open} `, choice.chosen ? 'good' : 'faint'),
      span(choice.label, index === at ? 'accent' : 'text', { bold: index === at }),
    ]);
  });
  const editor = world.canEditOutside
    ? 'Files open in the editor here; Ctrl-E there opens your own, from EDITOR or VISUAL.'
    : 'Set EDITOR or VISUAL to open files in an editor of your own.';
  lines.push([], ...wrapLine([span(' '), span(editor, 'muted')], world.size.columns - 2, [span(' ')]));
  return { lines, row };
}

function sampleLine({ symbols }: World): Line {
  return [
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
}

export function open(_to: Destination, world: World): MountedScreen {
  return mount(settings, { at: themeNames.indexOf(world.theme) });
}
