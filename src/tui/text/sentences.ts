import { textWidth } from './width.ts';

/** As many sentences from the beginning as have room; all of the text when not even the first has, for whoever draws it to cut. */
export function wholeSentences(text: string, columns: number): string {
  let fitting = '';
  for (const sentence of text.split(/(?<=[.!?]) (?=[A-Z])/)) {
    const longer = fitting === '' ? sentence : `${fitting} ${sentence}`;
    if (textWidth(longer) > columns) return fitting === '' ? text : fitting;
    fitting = longer;
  }
  return fitting;
}
