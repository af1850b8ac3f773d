import type { Verb } from './define-verb.ts';
import { aloneValue, type FlagDefinition } from './flags.ts';

/** The text of `--help`, made from the description of the verb. */
export function helpOf(verb: Verb, path: string): string {
  const sections = [
    [verb.description ?? `${verb.summary}.`],
    verb.aliases === undefined ? [] : ['Aliases:', [verb.name, ...verb.aliases].join(', ')],
    examplesOf(verb),
    verb.subcommands === undefined ? [] : ['Available Commands:', ...commandLines(verb.subcommands)],
    optionsOf(verb.flags ?? []),
    ['Usage:', `  ${usageOf(verb, path)}`],
    [
      ...(verb.subcommands === undefined ? [] : [`Use "${path} <command> --help" for more information about a given command.`]),
      'Use "kubectl options" for a list of global command-line options (applies to all commands).',
    ],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function usageOf(verb: Verb, path: string): string {
  const outer = path.split(' ').slice(0, -1).join(' ');
  return `${outer} ${verb.usage}${verb.usage.includes('[options]') ? '' : ' [options]'}`.trim();
}

function examplesOf({ examples = [] }: Verb): readonly string[] {
  if (examples.length === 0) return [];
  return ['Examples:', examples.map(({ comment, command }) => `  # ${comment}\n  ${command}`).join('\n\n')];
}

export function commandLines(verbs: readonly Verb[]): readonly string[] {
  const width = Math.max(11, ...verbs.map(({ name }) => name.length)) + 3;
  return verbs.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`);
}

/** The flags as kubectl lists them. */
export function optionsOf(flags: readonly FlagDefinition[], title = 'Options:'): readonly string[] {
  if (flags.length === 0) return [];
  const entries = flags
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((flag) => {
      const short = flag.shorthand === undefined ? '' : `-${flag.shorthand}, `;
      const values = flag.values === undefined ? '' : ` One of: (${flag.values.join(', ')}).`;
      const note = flag.notSimulated === undefined ? '' : ` (Accepted, not simulated: ${flag.notSimulated}.)`;
      const sign = aloneValue(flag) !== undefined && flag.type !== 'bool' ? `='${flag.default ?? ''}'` : `=${defaultText(flag)}`;
      return `    ${short}--${flag.name}${sign}:\n\t${flag.help}.${values}${note}`;
    });
  return [title, entries.join('\n\n')];
}

function defaultText(flag: FlagDefinition): string {
  if (flag.type === 'bool') return flag.default ?? 'false';
  if (flag.type === 'int') return flag.default ?? '0';
  if (flag.type === 'duration') return flag.default ?? '0s';
  return flag.type === 'string' ? `'${flag.default ?? ''}'` : `[${flag.default ?? ''}]`;
}

interface Group {
  readonly title: string;
  readonly names: readonly string[];
}

/** How the front page arranges the commands. */
const groups: readonly Group[] = [
  { title: 'Basic Commands (Beginner):', names: ['create', 'expose', 'run', 'set'] },
  { title: 'Basic Commands (Intermediate):', names: ['explain', 'get', 'edit', 'delete'] },
  { title: 'Deploy Commands:', names: ['rollout', 'scale', 'autoscale'] },
  {
    title: 'Cluster Management Commands:',
    names: ['certificate', 'cluster-info', 'top', 'cordon', 'uncordon', 'drain', 'taint'],
  },
  {
    title: 'Troubleshooting and Debugging Commands:',
    names: ['describe', 'logs', 'attach', 'exec', 'port-forward', 'proxy', 'cp', 'auth', 'debug', 'events'],
  },
  { title: 'Advanced Commands:', names: ['diff', 'apply', 'patch', 'replace', 'wait', 'kustomize'] },
  { title: 'Settings Commands:', names: ['label', 'annotate', 'completion'] },
];

/** What `kubectl` alone prints. */
export function frontPage(verbs: readonly Verb[]): string {
  const named = new Set(groups.flatMap(({ names }) => names));
  const section = (title: string, list: readonly Verb[]): string =>
    list.length === 0 ? '' : `${[title, ...commandLines(list)].join('\n')}\n\n`;
  return [
    'kubectl controls the Kubernetes cluster manager.\n\n',
    ...groups.map(({ title, names }) =>
      section(
        title,
        names.flatMap((name) => verbs.filter((verb) => verb.name === name)),
      ),
    ),
    section(
      'Other Commands:',
      verbs.filter(({ name }) => !named.has(name)),
    ),
    'Usage:\n  kubectl [flags] [options]\n\n',
    'Use "kubectl <command> --help" for more information about a given command.\n',
    'Use "kubectl options" for a list of global command-line options (applies to all commands).\n',
  ].join('');
}
