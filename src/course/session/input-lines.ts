/** Takes shell text apart into what a person would type before each Enter. `isUnfinished` is the shell's own judgement. */
export function inputLines(commands: string, isUnfinished: (text: string) => boolean): readonly string[] {
  const lines: string[] = [];
  let open: string | undefined;
  for (const line of commands.trimEnd().split('\n')) {
    open = open === undefined ? line : `${open}\n${line}`;
    if (isUnfinished(open)) continue;
    if (open.trim() !== '') lines.push(open);
    open = undefined;
  }
  return open === undefined ? lines : [...lines, open];
}
