import { Box, Text, useApp, useInput, usePaste } from 'ink';
import { useSyncExternalStore, type ReactElement } from 'react';
import { keyPresses } from '../keys/key.ts';
import { spokenRows } from './spoken.ts';
import type { Runtime } from './runtime.ts';
import type { SuspendTerminal } from './suspend.ts';

export interface AppProps {
  readonly runtime: Runtime;
  /** Whether a screen reader reads: then Ink writes the screens as text, else the painter draws them. */
  readonly spoken: boolean;
  /** Takes hold of Ink's way to lend the terminal to another program. */
  onSuspender(suspend: SuspendTerminal): void;
}

/** Keys in. Ink holds the terminal, takes its input apart, and speaks to screen readers. */
export function App({ runtime, spoken, onSuspender }: AppProps): ReactElement | null {
  const { suspendTerminal } = useApp();
  onSuspender(suspendTerminal);
  useInput((input, key) => {
    for (const press of keyPresses(input, key)) runtime.dispatch({ type: 'key', key: press });
  });
  usePaste((text) => runtime.dispatch({ type: 'paste', text }));
  return spoken ? <Spoken runtime={runtime} /> : null;
}

function Spoken({ runtime }: { readonly runtime: Runtime }): ReactElement {
  const rows = spokenRows(useSyncExternalStore(runtime.subscribe, runtime.frame));
  return (
    <Box flexDirection="column">
      {rows.map((row, index) => (
        // Rows have no identity but their place.
        // eslint-disable-next-line react/no-array-index-key
        <Text key={index}>{row}</Text>
      ))}
    </Box>
  );
}
