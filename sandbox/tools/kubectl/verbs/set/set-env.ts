import { draftOf, isObject, type Draft } from '../../../../core/json.ts';
import type { EnvVar } from '../../../../schema/types/core-v1.ts';
import { changeObjects, containersNamed, templateOf, type TemplateDraft } from '../../build/change-template.ts';
import type { AnyObject } from '../../cluster-session.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import { readPairs } from '../../resources/pairs.ts';
import { fetchOrThrow, select } from '../../resources/resources.ts';
import { setFlags } from './set-flags.ts';
import { decodeBase64Text } from '../../../../core/base64.ts';

type TemplateContainer = TemplateDraft['spec']['containers'][number];

export const setEnv = defineVerb({
  name: 'env',
  usage: 'env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
  summary: 'Update environment variables on a pod template',
  arguments: 'resources',
  typed: true,
  attempts: 4,
  flags: [
    ...setFlags,
    {
      name: 'containers',
      shorthand: 'c',
      type: 'string',
      default: '*',
      completes: 'container',
      help: 'Names of the containers; * for all',
    },
    { name: 'env', shorthand: 'e', type: 'array', help: 'A variable, KEY=value' },
    { name: 'from', type: 'string', help: 'A ConfigMap or Secret whose keys become variables, e.g. configmap/shop' },
    { name: 'prefix', type: 'string', help: 'Put before the names that come from --from' },
    { name: 'keys', type: 'list', help: 'Only these keys of --from' },
    { name: 'list', type: 'bool', help: 'Print the variables' },
    { name: 'resolve', type: 'bool', help: 'With --list, print values that come from ConfigMaps and Secrets' },
    { name: 'overwrite', type: 'bool', default: 'true', help: 'Allow existing variables to be replaced' },
  ],
  examples: [
    { comment: 'Set a variable', command: 'kubectl set env deployment/web LOG_LEVEL=debug' },
    { comment: 'Remove it', command: 'kubectl set env deployment/web LOG_LEVEL-' },
    { comment: 'What is set?', command: 'kubectl set env deployment/web --list' },
  ],
  async run(invocation) {
    const { flags, args } = invocation;
    const { words, set, remove } = readPairs(args, 'environment variable');
    for (const word of flags.list('env')) {
      const equals = word.indexOf('=');
      if (equals > 0) (set as Map<string, string>).set(word.slice(0, equals), word.slice(equals + 1));
    }
    if (words.length === 0 && flags.list('filename').length === 0)
      throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    const sourced = flags.string('from') === '' ? [] : await variablesFrom(invocation, flags.string('from'));
    const change = (container: TemplateContainer): void => {
      const wanted: Draft<EnvVar>[] = [...[...set].map(([name, value]) => ({ name, value })), ...sourced];
      const env = (container.env ?? []).filter(({ name }) => !remove.includes(name));
      for (const variable of wanted) {
        const at = env.findIndex(({ name }) => name === variable.name);
        if (at >= 0) env[at] = variable;
        else env.push(variable);
      }
      if (env.length > 0) container.env = env;
      else delete container.env;
    };
    if (flags.bool('list')) return list(invocation, words, change);
    await changeObjects(invocation, {
      words,
      operation: 'env updated',
      fieldManager: 'kubectl-set',
      refusal: 'failed to patch env update to pod template:',
      change(draft, target) {
        const template = templateOf(invocation, draft, target);
        const containers = containersNamed(template, flags.string('containers'));
        if (containers.length === 0)
          invocation.err(
            `Warning: ${target.mapping.kind}/${target.name} does not have any containers matching ${JSON.stringify(flags.string('containers'))}\n`,
          );
        containers.forEach(change);
      },
    });
  },
});

/** A variable for each key of a ConfigMap or Secret. */
async function variablesFrom(invocation: Invocation, word: string): Promise<readonly Draft<EnvVar>[]> {
  const { flags } = invocation;
  const selection = await select(invocation, { words: [word] });
  const variables: Draft<EnvVar>[] = [];
  for (const { mapping, object } of await fetchOrThrow(invocation, selection)) {
    const data = isObject(object['data']) ? object['data'] : {};
    const reference = { configmaps: 'configMapKeyRef', secrets: 'secretKeyRef' }[mapping.resource];
    if (reference === undefined) throw new CommandError(`unsupported resource specified in --from`);
    for (const key of Object.keys(data).sort()) {
      if (flags.list('keys').length > 0 && !flags.list('keys').includes(key)) continue;
      const plain = key.toUpperCase().replaceAll(/[^A-Z0-9_]/g, '_');
      if (plain !== key) invocation.err(`Warning: key ${key} transferred to ${plain}\n`);
      variables.push({ name: flags.string('prefix') + plain, valueFrom: { [reference]: { name: object.metadata.name, key } } });
    }
  }
  return variables;
}

/** Prints what the containers have, as `change` would leave them. */
async function list(
  invocation: Invocation,
  words: readonly string[],
  change: (container: TemplateContainer) => void,
): Promise<void> {
  const { flags } = invocation;
  const selection = await select(invocation, {
    words,
    filenames: flags.list('filename'),
    kustomize: flags.string('kustomize'),
    labelSelector: flags.string('selector'),
    all: flags.bool('all'),
  });
  for (const target of await fetchOrThrow(invocation, selection)) {
    const template = templateOf(invocation, draftOf(target.object) as Draft<AnyObject>, target);
    for (const container of containersNamed(template, flags.string('containers'))) {
      change(container);
      invocation.line(`# ${target.mapping.kind} ${target.name}, container ${container.name}`);
      for (const variable of container.env ?? []) invocation.line(await lineOf(invocation, variable));
    }
  }
}

async function lineOf(invocation: Invocation, { name, value, valueFrom }: Draft<EnvVar>): Promise<string> {
  if (valueFrom === undefined) return `${name}=${value ?? ''}`;
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = valueFrom;
  const [type, reference] =
    configMapKeyRef === undefined ? (['secret', secretKeyRef] as const) : (['configmap', configMapKeyRef] as const);
  if (reference === undefined)
    return `# ${name} from ${fieldRef === undefined ? `resource ${resourceFieldRef?.resource ?? ''}` : `field path ${fieldRef.fieldPath}`}`;
  if (!invocation.flags.bool('resolve')) return `# ${name} from ${type} ${reference.name ?? ''}, key ${reference.key}`;
  const [source] = await fetchOrThrow(invocation, await select(invocation, { words: [`${type}/${reference.name ?? ''}`] }));
  const data = isObject(source?.object['data']) ? source.object['data'] : {};
  const text = String(data[reference.key] ?? '');
  return `${name}=${type === 'secret' ? decodeBase64Text(text) : text}`;
}
