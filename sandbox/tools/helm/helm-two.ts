import type { HelmCommand } from './define-command.ts';
import { defineHelmCommand } from './define-command.ts';
import { HelmError } from './errors.ts';

/** Commands of Helm 2 that are gone, and what does their work now. */
const gone: readonly (readonly [name: string, instead: string])[] = [
  ['init', 'Helm 3 needs no set-up: there is no Tiller in the cluster, helm speaks to the API server itself'],
  ['reset', 'there is no Tiller to remove: Helm 3 has no part in the cluster'],
  ['serve', 'Helm 3 serves no repository; a web server does, with the index that `helm repo index` writes'],
  ['home', '`helm env` shows where helm keeps its files'],
];

/** Not proposed and not in the help: known only so that they can be answered. */
export const goneCommands: readonly HelmCommand[] = gone.map(([name, instead]) =>
  defineHelmCommand({
    name,
    usage: name,
    summary: 'a command of Helm 2',
    arguments: { any: true },
    run() {
      throw new HelmError(`unknown command "${name}" for "helm"\nThat was Helm 2: ${instead}.`);
    },
  }),
);

const flagHints: ReadonlyMap<string, string> = new Map([
  ['--purge', '`helm uninstall` forgets a release altogether; --keep-history keeps its record'],
  ['--name', 'the name of a release is the first argument: helm install NAME CHART'],
  ['--tiller-namespace', 'there is no Tiller; releases are kept in their own namespaces'],
  ['--tls', 'there is no Tiller to speak to; helm uses the kubeconfig'],
  ['--wait-for-tiller', 'there is no Tiller'],
  ['--service-account', 'helm acts as the user of the kubeconfig, not as a ServiceAccount of Tiller'],
]);

/** What to say besides of a flag that Helm 2 had; undefined for any other. */
export function flagHint(message: string): string | undefined {
  const flag = /^unknown flag: (--[a-z-]+)$/.exec(message)?.[1];
  const hint = flag === undefined ? undefined : flagHints.get(flag);
  return hint === undefined ? undefined : `That was Helm 2: ${hint}.`;
}
