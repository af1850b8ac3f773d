import { defineVerb, type Verb } from '../define-verb.ts';
import { CommandError } from '../errors.ts';
import { allNamespacesFlag, selectorFlag } from '../shared-flags.ts';

function topCommand(name: string, aliases: readonly string[], what: string): Verb {
  return defineVerb({
    name,
    aliases,
    usage: `${name} [NAME | -l label]`,
    summary: `Display resource (CPU/memory) usage of ${what}`,
    arguments: 'none',
    flags: [selectorFlag, allNamespacesFlag, { name: 'containers', type: 'bool', help: 'One line for each container' }],
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
  subcommands: [topCommand('node', ['nodes', 'no'], 'nodes'), topCommand('pod', ['pods', 'po'], 'pods')],
});
