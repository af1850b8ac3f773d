import { defineVerb, type Verb } from '../define-verb.ts';
import { CommandError } from '../errors.ts';
import type { FlagDefinition } from '../flags.ts';
import { allNamespacesFlag, fieldSelectorFlag, selectorFlag } from '../shared-flags.ts';

function topCommand(name: string, aliases: readonly string[], what: string, extra: readonly FlagDefinition[]): Verb {
  return defineVerb({
    name,
    aliases,
    usage: `${name} [NAME | -l label]`,
    summary: `Display resource (CPU/memory) usage of ${what}`,
    arguments: 'none',
    attempts: 0,
    flags: [
      selectorFlag,
      ...extra,
      { name: 'no-headers', type: 'bool', help: 'No header line' },
      { name: 'sort-by', type: 'string', values: ['cpu', 'memory'], help: 'What to sort by' },
      { name: 'use-protocol-buffers', type: 'bool', default: 'true', help: 'Encoding', notSimulated: 'it makes no difference' },
    ],
    async run(invocation) {
      const served = (await invocation.cluster.discovery.groupVersions()).some((version) =>
        version.startsWith('metrics.k8s.io/'),
      );
      throw new CommandError(served ? 'reading the Metrics API is not simulated' : 'Metrics API not available');
    },
  });
}

export const top = defineVerb({
  name: 'top',
  usage: 'top',
  summary: 'Display resource (CPU/memory) usage',
  description: 'Shows what nodes and Pods use. It needs the Metrics Server in the cluster.',
  arguments: 'none',
  attempts: 0,
  subcommands: [
    topCommand('node', ['nodes', 'no'], 'nodes', [
      { name: 'show-capacity', type: 'bool', help: 'Percent of the capacity rather than of what is allocatable' },
    ]),
    topCommand('pod', ['pods', 'po'], 'pods', [
      allNamespacesFlag,
      fieldSelectorFlag,
      { name: 'containers', type: 'bool', help: 'One line for each container' },
      { name: 'sum', type: 'bool', help: 'A last line with the sum' },
    ]),
  ],
});
