import type { JsonObject } from '../../../../core/json.ts';
import { findEntry, kubeconfigObject, type Kubeconfig, type NamedEntry } from '../../config/kubeconfig.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';
import { toYaml } from '../../../../core/yaml-text.ts';
import { choosePrinter } from '../../printers/choose.ts';
import { printFlags } from '../../shared-flags.ts';

export const view = defineVerb({
  name: 'view',
  usage: 'view [flags]',
  summary: 'Display merged kubeconfig settings or a specified kubeconfig file',
  arguments: 'none',
  flags: [
    {
      name: 'merge',
      type: 'bool',
      alone: 'true',
      default: 'true',
      help: 'Merge all kubeconfig files',
      notSimulated: 'they always are',
    },
    ...printFlags,
    { name: 'minify', type: 'bool', help: 'Only what the current context uses' },
    { name: 'raw', type: 'bool', help: 'With certificates and secrets' },
    { name: 'flatten', type: 'bool', help: 'Files that are named are put in', notSimulated: 'files stay named' },
  ],
  examples: [{ comment: 'Where am I?', command: 'kubectl config view --minify' }],
  async run(invocation) {
    const { flags } = invocation;
    const config = flags.bool('minify') ? minified(invocation.kubeconfig, flags.string('context')) : invocation.kubeconfig;
    const object = kubeconfigObject(flags.bool('raw') || flags.bool('flatten') ? config : redacted(config));
    const chosen = choosePrinter(invocation, { keepOrder: true });
    invocation.out(chosen === undefined ? toYaml(object) : chosen.print({ object }));
  },
});

function minified(config: Kubeconfig, asked: string): Kubeconfig {
  const name = asked === '' ? config.currentContext : asked;
  const context = findEntry(config.contexts, name);
  if (context === undefined)
    throw new CommandError(name === '' ? 'current-context must exist in order to minify' : `cannot locate context ${name}`);
  return {
    currentContext: name,
    contexts: [context],
    clusters: config.clusters.filter((entry) => entry.name === context.fields['cluster']),
    users: config.users.filter((entry) => entry.name === context.fields['user']),
  };
}

const SECRET = new Set(['token', 'password']);

function redacted(config: Kubeconfig): Kubeconfig {
  const hide = ({ name, fields }: NamedEntry): NamedEntry => ({
    name,
    fields: Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [
        key,
        SECRET.has(key) ? 'REDACTED' : key.endsWith('-data') ? 'DATA+OMITTED' : value,
      ]),
    ) as JsonObject,
  });
  return { ...config, clusters: config.clusters.map(hide), users: config.users.map(hide) };
}
