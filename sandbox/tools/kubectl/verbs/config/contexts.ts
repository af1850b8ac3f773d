import type { JsonObject } from '../../../../core/json.ts';
import { findEntry, withEntry } from '../../config/kubeconfig.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError, throwAll } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import { tableText } from '../../output/table-text.ts';
import { helpOf } from '../../usage.ts';
import { changeKubeconfig, fileToChange } from './file.ts';

function oneName(invocation: Invocation): string {
  const [name, ...more] = invocation.args;
  if (name === undefined || more.length > 0) throw new CommandError(`Unexpected args: [${invocation.args.join(' ')}]`);
  return name;
}

export const currentContext = defineVerb({
  name: 'current-context',
  usage: 'current-context [flags]',
  summary: 'Display the current-context',
  arguments: 'none',
  async run(invocation) {
    const name = currentContextOf(invocation);
    if (name === '') throw new CommandError('current-context is not set');
    invocation.line(name);
  },
});

/** A file that is not there names no context, even where it was asked for. */
function currentContextOf(invocation: Invocation): string {
  const { kubeconfigPaths, process } = invocation;
  const missing = kubeconfigPaths.every((path) => process.files.stat(invocation.absolute(path)) === undefined);
  return missing ? '' : invocation.kubeconfig.currentContext;
}

export const getContexts = defineVerb({
  name: 'get-contexts',
  usage: 'get-contexts [(-o|--output=)name)]',
  summary: 'Describe one or many contexts',
  arguments: 'contexts',
  flags: [
    { name: 'output', shorthand: 'o', type: 'string', values: ['name'], help: 'Output format' },
    { name: 'no-headers', type: 'bool', help: 'No header line' },
  ],
  async run(invocation) {
    const { args, flags, kubeconfig } = invocation;
    const sorted = kubeconfig.contexts.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const shown = args.length === 0 ? sorted : args.flatMap((name) => findEntry(sorted, name) ?? []);
    const errors = args
      .filter((name) => findEntry(sorted, name) === undefined)
      .map((name) => new CommandError(`context ${name} not found`));
    if (flags.string('output') === 'name') for (const { name } of shown) invocation.line(name);
    else {
      const text = (fields: JsonObject, field: string): string => String(fields[field] ?? '');
      const rows = shown.map(({ name, fields }) => [
        name === kubeconfig.currentContext ? '*' : '',
        name,
        text(fields, 'cluster'),
        text(fields, 'user'),
        text(fields, 'namespace'),
      ]);
      invocation.out(
        tableText([...(flags.bool('no-headers') ? [] : [['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE']]), ...rows]),
      );
    }
    throwAll(errors);
  },
});

export const useContext = defineVerb({
  name: 'use-context',
  aliases: ['use'],
  usage: 'use-context CONTEXT_NAME',
  summary: 'Set the current-context in a kubeconfig file',
  arguments: 'contexts',
  examples: [{ comment: 'Speak to another cluster from now on', command: 'kubectl config use-context production' }],
  async run(invocation) {
    if (invocation.args.length !== 1) invocation.out(helpOf(useContext, invocation.path));
    const name = oneName(invocation);
    if (findEntry(invocation.kubeconfig.contexts, name) === undefined)
      throw new CommandError(`no context exists with the name: ${JSON.stringify(name)}`);
    changeKubeconfig(invocation, (config) => ({ ...config, currentContext: name }));
    invocation.line(`Switched to context ${JSON.stringify(name)}.`);
  },
});

export const setContext = defineVerb({
  name: 'set-context',
  usage: 'set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]',
  summary: 'Set a context entry in kubeconfig',
  arguments: 'contexts',
  flags: [{ name: 'current', type: 'bool', help: 'Change the context in use' }],
  examples: [
    { comment: 'Work in another namespace from now on', command: 'kubectl config set-context --current --namespace=shop' },
  ],
  async run(invocation) {
    const { flags, args, kubeconfig } = invocation;
    const current = flags.bool('current');
    if (current && args.length > 0) throw new CommandError('you cannot specify both a context name and --current');
    if (!current && args.length === 0) throw new CommandError('you must specify a non-empty context name or --current');
    if (current && kubeconfig.currentContext === '') throw new CommandError('no current context is set');
    const name = current ? kubeconfig.currentContext : oneName(invocation);
    const existing = findEntry(kubeconfig.contexts, name);
    const changes = ['cluster', 'user', 'namespace'].filter((flag) => flags.has(flag)).map((flag) => [flag, flags.string(flag)]);
    const fields = { ...existing?.fields, ...(Object.fromEntries(changes) as JsonObject) };
    changeKubeconfig(invocation, (config) => ({ ...config, contexts: withEntry(config.contexts, { name, fields }) }));
    invocation.line(`Context ${JSON.stringify(name)} ${existing === undefined ? 'created' : 'modified'}.`);
  },
});

export const renameContext = defineVerb({
  name: 'rename-context',
  usage: 'rename-context CONTEXT_NAME NEW_NAME',
  summary: 'Rename a context from the kubeconfig file',
  arguments: 'contexts',
  async run(invocation) {
    const [from = '', to = '', ...more] = invocation.args;
    if (to === '' || more.length > 0) throw new CommandError(`Unexpected args: [${invocation.args.join(' ')}]`);
    const { contexts } = invocation.kubeconfig;
    if (findEntry(contexts, from) === undefined)
      throw new CommandError(`cannot rename the context ${JSON.stringify(from)}, it's not in ${fileToChange(invocation)}`);
    if (findEntry(contexts, to) !== undefined)
      throw new CommandError(
        `cannot rename the context ${JSON.stringify(from)}, the context ${JSON.stringify(to)} already exists in ${fileToChange(invocation)}`,
      );
    changeKubeconfig(invocation, (config) => ({
      ...config,
      contexts: config.contexts.map((context) => (context.name === from ? { ...context, name: to } : context)),
      currentContext: config.currentContext === from ? to : config.currentContext,
    }));
    invocation.line(`Context ${JSON.stringify(from)} renamed to ${JSON.stringify(to)}.`);
  },
});

export const deleteContext = defineVerb({
  name: 'delete-context',
  usage: 'delete-context NAME',
  summary: 'Delete the specified context from the kubeconfig',
  arguments: 'contexts',
  async run(invocation) {
    const name = oneName(invocation);
    const path = fileToChange(invocation);
    if (findEntry(invocation.kubeconfig.contexts, name) === undefined)
      throw new CommandError(`cannot delete context ${name}, not in ${path}`);
    if (invocation.kubeconfig.currentContext === name) {
      invocation.err('warning: this removed your active context, use "kubectl config use-context" to select a different one\n');
    }
    changeKubeconfig(invocation, (config) => ({
      ...config,
      contexts: config.contexts.filter((context) => context.name !== name),
    }));
    invocation.line(`deleted context ${name} from ${path}`);
  },
});
