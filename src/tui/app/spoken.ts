import type { Line } from '../text/line.ts';
import type { Frame } from './frame.ts';

/** A frame as a screen reader should get it: no lines that are only drawn, no empty rows, no blanks that only align. */
export function spokenRows({ rows }: Frame): readonly string[] {
  return rows.map(spoken).filter((row) => row !== '');
}

function spoken(line: Line): string {
  return line
    .map(({ text, role, selected }) => (role === 'rule' ? ' ' : selected === true ? `[${text}]` : text))
    .join('')
    .replaceAll(/\s{2,}/g, '  ')
    .trim();
}
