import { bodySize, defineScreen, mount, type MountedScreen } from '../../app/screen.ts';
import { span, type Line } from '../../text/line.ts';
import { wrapLine } from '../../text/wrap.ts';
import { quitKey } from '../shared-keys.ts';

const welcome = defineScreen<null>({
  name: 'welcome',
  title: () => ['kubetutor'],
  keys: [
    {
      keys: ['enter', 'space'],
      label: 'begin',
      group: 'Everywhere',
      line: 1,
      run: (state) => ({ state, effects: [{ type: 'welcomed' }, { type: 'go', to: { name: 'home' }, how: 'replace' }] }),
    },
    quitKey(['q', 'ctrl+c', 'escape'], 2),
  ],
  view(_state, world) {
    const { columns, rows } = bodySize(world.size);
    const width = Math.min(64, columns - 8);
    const margin = ' '.repeat(Math.floor((columns - width) / 2));
    const text: readonly Line[] = [
      [span('Learn Kubernetes by doing it.', 'heading')],
      [],
      [
        span(
          'There is a small cluster inside this program. You type real commands, it does what Kubernetes does, and each lesson checks what came of it.',
        ),
      ],
      [],
      [
        span(
          'Nothing here can harm your computer, and nothing needs the network. Stop whenever you like; you come back to where you were.',
        ),
      ],
      [],
      [],
      [span('Press '), span('Enter', 'key', { bold: true }), span(' to begin.')],
    ];
    const lines = text.flatMap((line) => wrapLine(line, width)).map((line): Line => [span(margin), ...line]);
    const above = Math.max(1, Math.floor((rows - lines.length) / 2) - 1);
    return { rows: [...Array.from({ length: above }, (): Line => []), ...lines] };
  },
});

export function open(): MountedScreen {
  return mount(welcome, null);
}
