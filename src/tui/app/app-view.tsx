import { Box, useApp, useCursor, useInput, usePaste } from 'ink';
import { Component, useSyncExternalStore, type ReactElement, type ReactNode } from 'react';
import { keyPresses } from '../keys/key.ts';
import { span, type Line } from '../text/line.ts';
import { LookContext } from '../theme/context.tsx';
import { themes } from '../theme/themes.ts';
import { KeyLine } from '../widgets/key-line/view.tsx';
import { Lines } from '../widgets/lines/view.tsx';
import { TitleBar } from '../widgets/title-bar/view.tsx';
import type { Runtime } from './runtime.ts';
import type { SuspendTerminal } from './suspend.ts';
import { isTooSmall, smallest, topScreen, type AppState } from './update.ts';

export interface AppProps {
  readonly runtime: Runtime;
  /** Takes hold of Ink's way to lend the terminal to another program. */
  onSuspender(suspend: SuspendTerminal): void;
}

/** Keys in, the runtime's state out. */
export function App({ runtime, onSuspender }: AppProps): ReactElement {
  const state = useSyncExternalStore(runtime.subscribe, runtime.state);
  const { suspendTerminal } = useApp();
  onSuspender(suspendTerminal);
  useInput((input, key) => {
    for (const press of keyPresses(input, key)) runtime.dispatch({ type: 'key', key: press });
  });
  usePaste((text) => runtime.dispatch({ type: 'paste', text }));
  const failed = (error: unknown): void => runtime.dispatch({ type: 'crashed', error });
  return (
    <CrashGuard key={topScreen(state).name} onError={failed}>
      <AppFrame state={state} />
    </CrashGuard>
  );
}

/** One whole frame, from the state alone. */
export function AppFrame({ state }: { readonly state: AppState }): ReactElement {
  const { world } = state;
  const { columns, rows } = world.size;
  const { setCursorPosition } = useCursor();
  const look = { theme: themes[world.theme], symbols: world.symbols };
  if (isTooSmall(world.size)) {
    setCursorPosition(undefined);
    return (
      <LookContext value={look}>
        <Box width="100%" height={rows} overflow="hidden">
          <Lines lines={tooSmall(state)} columns={columns} rows={rows} />
        </Box>
      </LookContext>
    );
  }
  const top = topScreen(state);
  const picture = top.view(world);
  setCursorPosition(picture.cursor && { x: picture.cursor.x, y: picture.cursor.y + 1 });
  return (
    <LookContext value={look}>
      <Box flexDirection="column" width="100%" height={rows} overflow="hidden">
        <TitleBar title={top.title(world)} status={top.status(world)} columns={columns} />
        <Box height={Math.max(1, rows - 2)} width={columns} flexShrink={0} overflow="hidden">
          {picture.body}
        </Box>
        {state.notice ? (
          <Lines lines={[[span(' '), span(state.notice.text, state.notice.tone)]]} columns={columns} rows={1} />
        ) : (
          <KeyLine keys={top.help(world, 'now')} columns={columns} />
        )}
      </Box>
    </LookContext>
  );
}

function tooSmall({ world }: AppState): readonly Line[] {
  const { columns, rows } = world.size;
  return [
    [
      span(
        `This window is ${columns}${world.symbols.times}${rows}; kubetutor needs ${smallest.columns}${world.symbols.times}${smallest.rows}.`,
      ),
    ],
    [span('Make it larger, or press q and use "kubetutor run LESSON".', 'muted')],
  ];
}

interface CrashGuardProps {
  readonly children: ReactNode;
  onError(error: unknown): void;
}

/** A view that throws becomes the crash screen, not the end of the app. */
class CrashGuard extends Component<CrashGuardProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onError(error);
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children;
  }
}
