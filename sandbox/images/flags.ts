/** The value of a command's flag, written `-name=value`, `-name value` or with two dashes; undefined when it is not given. */
export function readFlag(args: readonly string[], name: string): string | undefined {
  for (const [index, argument] of args.entries()) {
    const match = /^--?([^=]+)(?:=(.*))?$/s.exec(argument);
    if (match?.[1] === name) return match[2] ?? args[index + 1];
  }
  return undefined;
}
