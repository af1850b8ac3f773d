import { isObject, type JsonObject, type JsonValue } from '../../../../core/json.ts';
import { sections, type Kubeconfig, type Section } from '../../config/kubeconfig.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';
import { changeKubeconfig } from './file.ts';

export const set = defineVerb({
  name: 'set',
  usage: 'set PROPERTY_NAME PROPERTY_VALUE',
  summary: 'Set an individual value in a kubeconfig file',
  description: 'A property is a path with dots: contexts.NAME.namespace, clusters.NAME.server, current-context.',
  arguments: 'none',
  flags: [{ name: 'set-raw-bytes', type: 'bool', alone: 'true', help: 'Take the value of a []byte as it is, not as base64' }],
  examples: [{ comment: 'The server of a cluster', command: 'kubectl config set clusters.prod.server https://10.0.0.1:6443' }],
  async run(invocation) {
    const [path, value, ...more] = invocation.args;
    if (path === undefined || value === undefined || more.length > 0)
      throw new CommandError(`Unexpected args: [${invocation.args.join(' ')}]`);
    changeKubeconfig(invocation, (config) => changed(config, path, value));
    invocation.line(`Property "${path}" set.`);
  },
});

export const unset = defineVerb({
  name: 'unset',
  usage: 'unset PROPERTY_NAME',
  summary: 'Unset an individual value in a kubeconfig file',
  arguments: 'none',
  examples: [{ comment: 'No context is in use', command: 'kubectl config unset current-context' }],
  async run(invocation) {
    const [path, ...more] = invocation.args;
    if (path === undefined || more.length > 0) throw new CommandError(`Unexpected args: [${invocation.args.join(' ')}]`);
    changeKubeconfig(invocation, (config) => changed(config, path, undefined));
    invocation.line(`Property "${path}" unset.`);
  },
});

const sectionNames = Object.keys(sections) as readonly Section[];
const booleans: ReadonlySet<string> = new Set(['insecure-skip-tls-verify', 'disable-compression']);

/** Names may have dots: those that are there are tried first, from the longest on. */
function splitPath(config: Kubeconfig, section: Section, rest: string): readonly [name: string, field: string] {
  const known = config[section].map(({ name }) => name).toSorted((left, right) => right.length - left.length);
  const name = known.find((candidate) => rest === candidate || rest.startsWith(`${candidate}.`)) ?? rest.split('.')[0] ?? '';
  return [name, rest.slice(name.length + 1)];
}

function changed(config: Kubeconfig, path: string, value: string | undefined): Kubeconfig {
  if (path === 'current-context') return { ...config, currentContext: value ?? '' };
  const section = sectionNames.find((candidate) => path.startsWith(`${candidate}.`));
  if (section === undefined) {
    if (path === 'preferences' || path.startsWith('preferences.')) return config;
    throw new CommandError(`unable to parse ${path} after [] at api.Config`);
  }
  const [name, field] = splitPath(config, section, path.slice(section.length + 1));
  const entry = config[section].find((candidate) => candidate.name === name);
  if (field === '') {
    if (value !== undefined) throw new CommandError(`unable to set the value of ${path}: it has fields of its own`);
    return { ...config, [section]: config[section].filter((candidate) => candidate.name !== name) };
  }
  if (entry === undefined && value === undefined) throw new CommandError(`current map key \`${name}\` is invalid`);
  const fields = withField(entry?.fields ?? {}, field.split('.'), value === undefined ? undefined : typedValue(field, value));
  const next = { name, fields };
  const list = entry === undefined ? [...config[section], next] : config[section].map((old) => (old === entry ? next : old));
  return { ...config, [section]: list };
}

function typedValue(field: string, value: string): JsonValue {
  if (!booleans.has(field)) return value;
  if (value !== 'true' && value !== 'false')
    throw new CommandError(`strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`);
  return value === 'true';
}

function withField(fields: JsonObject, [first = '', ...rest]: readonly string[], value: JsonValue | undefined): JsonObject {
  const { [first]: old, ...others } = fields;
  if (rest.length > 0) return { ...fields, [first]: withField(isObject(old) ? (old as JsonObject) : {}, rest, value) };
  return value === undefined ? others : { ...fields, [first]: value };
}
