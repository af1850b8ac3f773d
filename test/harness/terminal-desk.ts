import type { Effect } from '../../src/tui/app/effect.ts';
import type { Message } from '../../src/tui/app/message.ts';
import type { MountedScreen, World } from '../../src/tui/app/screen.ts';
import { navigate, topScreen, updateApp, type AppState } from '../../src/tui/app/update.ts';
import { lineText } from '../../src/tui/text/line.ts';
import { keyLine } from '../../src/tui/widgets/key-line/view.ts';
import { demoWorld } from './terminal-demo-world.ts';

/** A screen that one presses keys on, and what it asked for. */
export class Desk {
  state: AppState;
  readonly asked: Effect[] = [];

  constructor(screen: MountedScreen, world: World = demoWorld()) {
    this.state = { world, screens: [screen] };
  }

  send(message: Message): this {
    const step = updateApp(this.state, message);
    this.state = step.state;
    for (const effect of step.effects) {
      this.state = navigate(this.state, effect) ?? this.state;
      this.asked.push(effect);
    }
    return this;
  }

  press(...keys: readonly string[]): this {
    for (const key of keys)
      this.send({
        type: 'key',
        key: key === 'space' ? { name: key, text: ' ' } : key.length === 1 ? { name: key, text: key } : { name: key },
      });
    return this;
  }

  type(text: string): this {
    return this.press(...[...text].map((letter) => (letter === ' ' ? 'space' : letter)));
  }

  keys(): string {
    return lineText(keyLine(topScreen(this.state).help(this.state.world, 'now'), 200));
  }

  get last(): Effect | undefined {
    return this.asked.at(-1);
  }
}

export const wide = { columns: 120, rows: 40 };
export const narrow = { columns: 80, rows: 24 };
