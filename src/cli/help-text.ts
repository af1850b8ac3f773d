import type { Command } from './define-command.ts';

/** The help of `kubetutor` itself. */
export function mainHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name, usage = '' }) => `${name} ${usage}`.length));
  const lines = commands.map(({ name, usage = '', summary }) => `  ${`${name} ${usage}`.padEnd(width)}  ${summary}\n`);
  return `Learn Kubernetes in your terminal.

Usage:
  kubetutor [LESSON]    open the course, where you left it or at a lesson
  kubetutor COMMAND     one of the commands below

Commands:
${lines.join('')}
Options:
  --pack PATH    the pack in this folder instead of the built-in one
  --plain        a lesson line by line, as \`run\` does
  --reset        begin the lesson anew
  --version      print the version
  --help         print this; after a command, its own help

Examples:
  kubetutor                        the course
  kubetutor start/tour             the first lesson
  kubetutor run start/tour         the same without the full screen
  kubetutor sandbox run demo.sh    a script against a fresh cluster
`;
}

export function commandHelp({ name, usage = '', summary, options = {}, examples }: Command): string {
  const rows = [...Object.entries(options), ['help', { summary: 'print this', type: 'boolean' }] as const].map(
    ([option, definition]) => {
      const value = 'value' in definition && definition.value !== undefined ? ` ${definition.value}` : '';
      return [`--${option}${value}`, definition.summary] as const;
    },
  );
  const width = Math.max(...rows.map(([option]) => option.length));
  return `${summary}.

Usage:
  kubetutor ${[name, usage].filter((word) => word !== '').join(' ')} [options]

Options:
${rows.map(([option, says]) => `  ${option.padEnd(width)}  ${says}\n`).join('')}
Examples:
${examples.map(({ line, does }) => `  ${line}\n      ${does}\n`).join('')}`;
}
