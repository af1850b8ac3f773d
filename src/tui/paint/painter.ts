import type { ColorSupportLevel } from 'chalk';
import type { Frame } from '../app/frame.ts';
import type { Point } from '../app/screen.ts';
import type { Line } from '../text/line.ts';
import type { ThemeName } from '../theme/theme.ts';
import { changeOf } from './change.ts';
import { styleOf, type Style } from './styles.ts';

/** Draws frames onto a terminal: what differs from the frame before, and nothing else. */
export interface Painter {
  paint(frame: Frame): void;
  /** Something else has drawn on the terminal: the next frame is drawn whole. */
  forget(): void;
}

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';
/** Terminals that know these show all that lies between them at once. */
const beginFrame = '\u001b[?2026h';
const endFrame = '\u001b[?2026l';

export function createPainter(write: (text: string) => void, level?: ColorSupportLevel): Painter {
  let shown: readonly Line[] = [];
  let cursor: Point | undefined;
  let theme: ThemeName | undefined;
  let style: Style = ({ text }) => text;
  const forget = (): void => {
    shown = [];
    cursor = undefined;
  };
  return {
    forget,
    paint(frame) {
      if (frame.theme !== theme) {
        theme = frame.theme;
        style = styleOf(theme, level);
        forget();
      }
      const changes = frame.rows.flatMap((line, row) => {
        const change = changeOf(shown[row], line, style);
        return change === undefined ? [] : [place(change.column, row) + change.text];
      });
      const wasShown = cursor !== undefined;
      const moved = cursor?.x !== frame.cursor?.x || cursor?.y !== frame.cursor?.y;
      shown = frame.rows;
      cursor = frame.cursor;
      if (changes.length === 0 && !moved) return;
      const rows = changes.join('');
      // A cursor that stays visible while many rows are written would be seen to jump.
      const hide = (changes.length > 1 && wasShown) || cursor === undefined ? hideCursor : '';
      const show = cursor === undefined ? '' : place(cursor.x, cursor.y) + (hide !== '' || !wasShown ? showCursor : '');
      write(changes.length > 1 ? beginFrame + hide + rows + show + endFrame : hide + rows + show);
    },
  };
}

/** Columns and rows of a terminal begin with 1. */
function place(column: number, row: number): string {
  return `\u001b[${row + 1};${column + 1}H`;
}
