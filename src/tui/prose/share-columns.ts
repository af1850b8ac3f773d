/** Narrow columns keep what they want; the wide ones share the rest evenly. */
export function shareColumns(wanted: readonly number[], room: number): readonly number[] {
  let left = room;
  let open = wanted.map((_, index) => index);
  const widths = wanted.map(() => 1);
  while (open.length > 0) {
    const fair = Math.max(1, Math.floor(left / open.length));
    const content = open.filter((index) => (wanted[index] ?? 0) <= fair);
    if (content.length === 0) {
      for (const index of open) widths[index] = fair;
      break;
    }
    for (const index of content) {
      widths[index] = Math.max(1, wanted[index] ?? 0);
      left -= widths[index];
    }
    open = open.filter((index) => !content.includes(index));
  }
  return widths;
}
