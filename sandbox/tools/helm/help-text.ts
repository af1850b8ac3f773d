import type { FlagDefinition } from '../kubectl/flags.ts';
import { usageLine, flagsOf } from './command-line.ts';
import type { HelmCommand } from './define-command.ts';
import { globalFlags } from './flag-sets.ts';

const sections = (...texts: readonly string[]): string => `${texts.filter((text) => text !== '').join('\n\n')}\n`;

/** The text of \`helm\` alone. */
export function frontPage(commands: readonly HelmCommand[]): string {
  return sections(
    'The package manager of Kubernetes: a chart is a package, a release is a chart that was installed.',
    [
      'Common commands:',
      '',
      '- helm search:    look for charts',
      '- helm pull:      fetch a chart to look into it',
      '- helm install:   install a chart into the cluster',
      '- helm list:      list releases',
    ].join('\n'),
    'Usage:\n  helm [command]',
    commandLines(commands),
    `Flags:\n${flagLines([...globalFlags, { name: 'help', shorthand: 'h', type: 'bool', help: 'help for helm' }])}`,
    'Use "helm [command] --help" for more information about a command.',
  );
}

export function helpOf(command: HelmCommand, path: string): string {
  const own = flagsOf(command).filter(({ name }) => !globalFlags.some((flag) => flag.name === name));
  const { subcommands } = command;
  return sections(
    command.description ?? `${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`,
    `Usage:\n  ${subcommands === undefined ? usageLine(command, path) : `${path} [command]`}`,
    command.aliases === undefined ? '' : `Aliases:\n  ${[command.name, ...command.aliases].join(', ')}`,
    subcommands === undefined ? '' : commandLines(subcommands),
    `Flags:\n${flagLines(own)}`,
    `Global Flags:\n${flagLines(globalFlags)}`,
    subcommands === undefined ? '' : `Use "${path} [command] --help" for more information about a command.`,
  );
}

function commandLines(commands: readonly HelmCommand[]): string {
  const sorted = commands.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const width = Math.max(11, ...sorted.map(({ name }) => name.length));
  return `Available Commands:\n${sorted.map(({ name, summary }) => `  ${name.padEnd(width)} ${summary}`).join('\n')}`;
}

const typeNames: { readonly [type: string]: string } = {
  bool: '',
  string: ' string',
  int: ' int',
  duration: ' duration',
  list: ' strings',
  array: ' stringArray',
};

function flagLines(flags: readonly FlagDefinition[]): string {
  const sorted = flags.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const names = sorted.map(
    ({ name, shorthand, type }) => `  ${shorthand === undefined ? '    ' : `-${shorthand}, `}--${name}${typeNames[type] ?? ''}`,
  );
  const width = Math.max(...names.map(({ length }) => length)) + 3;
  return sorted
    .map((flag, index) => {
      const fallback =
        flag.default === undefined || flag.default === '' || flag.type === 'bool' ? '' : ` (default ${flag.default})`;
      const why = flag.notSimulated === undefined ? '' : ` (no effect here: ${flag.notSimulated})`;
      return `${(names[index] ?? '').padEnd(width)}${flag.help}${fallback}${why}`;
    })
    .join('\n');
}
