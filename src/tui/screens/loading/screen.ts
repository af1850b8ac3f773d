import { defineScreen, mount, type MountedScreen } from '../../app/screen.ts';
import { cleanTitle } from '../../text/clean.ts';
import { span } from '../../text/line.ts';
import { quitKey } from '../shared-keys.ts';

/** What stands on the screen while a lesson's cluster comes up. */
const loading = defineScreen<{ readonly title: string }>({
  name: 'loading',
  title: ({ title }) => ['kubetutor', title],
  keys: [quitKey(['ctrl+c', 'q'], 1)],
  view(_state, { symbols }) {
    return { rows: [[], [span(`   Starting the cluster ${symbols.waits}`, 'muted')]] };
  },
});

export function openLoading(title: string): MountedScreen {
  return mount(loading, { title: cleanTitle(title) });
}
