import { findEntry, type Section } from '../../config/kubeconfig.ts';
import { defineVerb, type Verb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';
import { changeKubeconfig, fileToChange } from './file.ts';

function listing(name: string, section: Section, summary: string): Verb {
  return defineVerb({
    name,
    usage: name,
    summary,
    arguments: 'none',
    async run(invocation) {
      invocation.line('NAME');
      for (const entry of invocation.kubeconfig[section]) invocation.line(entry.name);
    },
  });
}

export const getClusters = listing('get-clusters', 'clusters', 'Display clusters defined in the kubeconfig');
export const getUsers = listing('get-users', 'users', 'Display users defined in the kubeconfig');

/** `config delete-cluster` and `config delete-user`. */
export function deleteEntry(what: string, section: Section): Verb {
  return defineVerb({
    name: `delete-${what}`,
    usage: `delete-${what} NAME`,
    summary: `Delete the specified ${what} from the kubeconfig`,
    arguments: 'none',
    async run(invocation) {
      const [name = ''] = invocation.args;
      const path = fileToChange(invocation);
      if (findEntry(invocation.kubeconfig[section], name) === undefined)
        throw new CommandError(`cannot delete ${what} ${name}, not in ${path}`);
      changeKubeconfig(invocation, (config) => ({
        ...config,
        [section]: config[section].filter((entry) => entry.name !== name),
      }));
      invocation.line(`deleted ${what} ${name} from ${path}`);
    },
  });
}
