import type { Painter } from '../paint/painter.ts';
import type { TuiPlatform } from '../ports.ts';
import type { Runtime } from './runtime.ts';

export interface PaintFramesOptions {
  readonly runtime: Runtime;
  readonly platform: Pick<TuiPlatform, 'now' | 'after'>;
  readonly painter: Painter;
}

/** Milliseconds between two frames at least. A key after a rest is drawn at once. */
const interval = 10;

/** Keeps the terminal showing the frame of the runtime's state until it is stopped. */
export interface FramesOnScreen {
  /** The terminal may show something else by now. */
  forget(): void;
  /** Draws nothing while another program has the terminal. */
  hold(): void;
  goOn(): void;
  stop(): void;
}

export function paintFrames({ runtime, platform, painter }: PaintFramesOptions): FramesOnScreen {
  let last = -Infinity;
  let waits: (() => void) | undefined;
  let held = false;
  const paint = (): void => {
    waits?.();
    waits = undefined;
    if (held) return;
    painter.paint(runtime.frame());
    last = platform.now();
  };
  const changed = (): void => {
    if (waits !== undefined || held) return;
    const rest = last + interval - platform.now();
    if (rest <= 0) paint();
    else waits = platform.after(rest, paint);
  };
  const unsubscribe = runtime.subscribe(changed);
  paint();
  return {
    forget: () => painter.forget(),
    hold() {
      held = true;
    },
    goOn() {
      held = false;
      painter.forget();
      paint();
    },
    stop() {
      held = true;
      waits?.();
      unsubscribe();
    },
  };
}
