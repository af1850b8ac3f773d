import { span, type Line } from '../text/line.ts';
import { wrapLine } from '../text/wrap.ts';
import { rectangle } from '../text/rectangle.ts';
import type { ThemeName } from '../theme/theme.ts';
import { keyLine } from '../widgets/key-line/view.ts';
import { titleLine } from '../widgets/title-bar/view.ts';
import { bodySize, type Point } from './screen.ts';
import { isTooSmall, smallest, topScreen, type AppState } from './update.ts';

/** All that is on the terminal: as many rows as it has, none of them wider than it is. */
export interface Frame {
  readonly rows: readonly Line[];
  readonly theme: ThemeName;
  readonly cursor?: Point;
}

/** One whole frame, from the state alone. */
export function frameOf(state: AppState): Frame {
  const { world } = state;
  const { size, symbols, theme } = world;
  const { columns, rows } = size;
  if (isTooSmall(size)) return { theme, rows: rectangle(tooSmall(state), columns, rows, symbols) };
  const top = topScreen(state);
  const { rows: body, cursor } = top.view(world);
  const last = state.notice ? [span(' '), span(state.notice.text, state.notice.tone)] : keyLine(top.help(world, 'now'), columns);
  return {
    theme,
    rows: [
      ...rectangle([titleLine(top.title(world), top.status(world), columns, symbols)], columns, 1, symbols),
      ...rectangle(body, columns, bodySize(size).rows, symbols),
      ...rectangle([last], columns, 1, symbols),
    ],
    ...(cursor === undefined ? {} : { cursor: { x: cursor.x, y: cursor.y + 1 } }),
  };
}

function tooSmall({ world }: AppState): readonly Line[] {
  const { columns, rows } = world.size;
  const { times } = world.symbols;
  return [
    ...wrapLine(
      [span(`This window is ${columns}${times}${rows}; kubetutor needs ${smallest.columns}${times}${smallest.rows}.`)],
      columns,
    ),
    ...wrapLine([span('Make it larger, or press q and use "kubetutor run LESSON".', 'muted')], columns),
  ];
}
