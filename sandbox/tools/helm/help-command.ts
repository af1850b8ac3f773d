import { findCommand } from './command-line.ts';
import { defineHelmCommand, type HelmCommand } from './define-command.ts';
import { frontPage, helpOf } from './help-text.ts';

/** `helm help repo add`: the same as `helm repo add --help`. */
export const helpCommand = (commands: readonly HelmCommand[]): HelmCommand =>
  defineHelmCommand({
    name: 'help',
    usage: 'help [command]',
    summary: 'help about any command',
    arguments: { any: true },
    run(run) {
      const { command, path, rest } = findCommand(run.args, commands);
      if (command === undefined && rest.length > 0)
        run.line(`Unknown help topic [${rest.map((word) => `\`${word}\``).join(' ')}]`);
      run.out(command === undefined ? frontPage(commands) : helpOf(command, path));
      return Promise.resolve();
    },
  });
