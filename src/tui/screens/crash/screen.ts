import { bodySize, defineScreen, mount, type MountedScreen } from '../../app/screen.ts';
import { cleanText } from '../../text/clean.ts';
import { span, type Line } from '../../text/line.ts';
import type { Symbols } from '../../theme/symbols.ts';
import { wrapLine } from '../../text/wrap.ts';
import { quitKey } from '../shared-keys.ts';

interface CrashState {
  readonly message: string;
  /** Undefined until the report is written. */
  readonly report?: { readonly path: string | undefined };
}

const crash = defineScreen<CrashState>({
  name: 'crash',
  title: () => ['kubetutor', 'Something broke'],
  keys: [
    {
      keys: ['enter', 'escape'],
      label: 'back to the lessons',
      group: 'Everywhere',
      line: 1,
      run: (state) => ({
        state,
        effects: [{ type: 'closeLesson' }, { type: 'go', to: { name: 'home' }, how: 'replace' }],
      }),
    },
    quitKey(['q', 'ctrl+c'], 2),
  ],
  receive(state, message) {
    return message.type === 'reported' ? { state: { ...state, report: { path: message.path } } } : { state };
  },
  view(state, world) {
    const { columns } = bodySize(world.size);
    const paragraph = (line: Line): readonly Line[] => wrapLine(line, columns - 6).map((row) => [span('   '), ...row]);
    const lines: readonly Line[] = [
      [],
      ...paragraph([span('kubetutor made a mistake. Your progress is saved.', 'bad', { bold: true })]),
      [],
      ...state.message
        .split('\n')
        .slice(0, 6)
        .flatMap((text) => paragraph([span(text, 'muted')])),
      [],
      ...paragraph(reportLine(state, world.symbols)),
      ...paragraph([span('Press Enter to go on with the lessons, or q to leave.')]),
    ];
    return { rows: lines };
  },
});

function reportLine({ report }: CrashState, { waits }: Symbols): Line {
  if (!report) return [span(`Writing a report ${waits}`, 'muted')];
  if (report.path === undefined) return [span('A report could not be written.', 'muted')];
  return [span('What happened is written down in '), span(report.path, 'accent')];
}

export function openCrash(error: unknown): MountedScreen {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return mount(crash, { message: cleanText(text) });
}
