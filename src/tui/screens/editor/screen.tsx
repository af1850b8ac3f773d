import { bodySize, defineScreen, mount, type MountedScreen } from '../../app/screen.ts';
import { Lines } from '../../widgets/lines/view.tsx';
import { backKey } from '../shared-keys.ts';

const screen = defineScreen<null>({
  name: 'editor',
  title: () => ['editor'],
  keys: [backKey(['escape', 'q', 'ctrl+c'], 'back', 1)],
  view: (_state, world) => ({ body: <Lines lines={[]} {...bodySize(world.size)} /> }),
});

export function open(): MountedScreen {
  return mount(screen, null);
}
