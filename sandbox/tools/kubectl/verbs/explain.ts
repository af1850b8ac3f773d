import { defineVerb } from '../define-verb.ts';
import { customSchema, customText } from './explain-custom.ts';
import type { Mapping } from '../discovery.ts';
import { CommandError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { splitApiVersion } from '../resources/resources.ts';
import { fieldOf, resolved, structureOf, structureOfKind, type Structure } from '../patch/structure.ts';

export const explain = defineVerb({
  name: 'explain',
  usage: 'explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]',
  summary: 'Show the fields of a resource',
  description:
    'Lists the fields of a resource, or of one of its fields, with their types. Texts about each field are not included here.',
  arguments: 'type',
  attempts: 2,
  flags: [
    {
      name: 'output',
      type: 'string',
      default: 'plaintext',
      values: ['plaintext', 'plaintext-openapiv2'],
      help: 'Format',
      notSimulated: 'both are the same here',
    },
    { name: 'recursive', type: 'bool', help: 'Fields of fields too, names only' },
    { name: 'api-version', type: 'string', help: 'Version of the resource, e.g. apps/v1' },
  ],
  examples: [
    { comment: 'Fields of a Pod', command: 'kubectl explain pod' },
    { comment: 'Of its containers', command: 'kubectl explain pod.spec.containers' },
  ],
  async run(invocation) {
    const { args, cluster } = invocation;
    const [path, ...more] = args;
    if (path === undefined) {
      throw new CommandError(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    }
    if (more.length > 0) throw new CommandError('We accept only this format: explain RESOURCE');
    const [word = '', ...fields] = path.split('.').filter((part) => part !== '');
    const asked = await cluster.discovery.lookUp(word);
    const mapping = asked === undefined ? undefined : inVersion(invocation, asked);
    if (mapping === undefined)
      throw new CommandError(`the server doesn't have a resource type ${JSON.stringify(word)}`, { prefix: '' });
    const root = structureOfKind(mapping) ?? structureOf(cluster.kindOf(mapping)?.type.definition);
    const output = invocation.flags.string('output');
    if (!['plaintext', 'plaintext-openapiv2'].includes(output)) throw new CommandError(`unrecognized format: ${output}`);
    const { group, version, resource } = mapping;
    const custom = root === undefined ? await customSchema(invocation, mapping) : undefined;
    if (custom !== undefined) {
      const shown = customText(custom, fields, invocation.flags.bool('recursive'));
      invocation.out(headOf(mapping) + shown);
      return;
    }
    if (root === undefined || structureOfKind(mapping) === undefined)
      throw new CommandError(`couldn't find resource for "${group}/${version}, Resource=${resource}"`);
    invocation.out(headOf(mapping));
    show(invocation, root, fields);
  },
});

/** The same resource in the version of `--api-version`. */
function inVersion({ flags }: Invocation, mapping: Mapping): Mapping {
  const [group, version] = splitApiVersion(flags.string('api-version'));
  return version === '' ? mapping : { ...mapping, group, version };
}

function headOf({ group, version, kind }: Mapping): string {
  return `${group === '' ? '' : `GROUP:      ${group}\n`}KIND:       ${kind}\nVERSION:    ${version}\n\n`;
}

function show(invocation: Invocation, root: Structure, fields: readonly string[]): void {
  let structure = root;
  for (const field of fields) {
    const next = fieldOf(resolved(structure.items ?? structure.values) ?? structure, field);
    if (next === undefined) throw new CommandError(`field ${JSON.stringify(field)} does not exist`);
    structure = next;
  }
  const last = fields.at(-1);
  if (last !== undefined) invocation.out(`FIELD: ${last} <${typeText(structure)}>\n\n`);
  const lines = fieldLines(
    resolved(structure.items ?? structure.values ?? structure) ?? structure,
    invocation.flags.bool('recursive') ? 12 : 1,
    1,
  );
  if (lines.length > 0) invocation.out(`FIELDS:\n${lines.join('\n')}\n\n`);
}

/** `depth` ends the walk through types that hold themselves. */
function fieldLines(structure: Structure, depth: number, level: number): readonly string[] {
  if (depth === 0) return [];
  const props = structure.props ?? {};
  return Object.keys(props)
    .sort()
    .flatMap((name) => {
      const field = props[name] ?? {};
      const required = structure.required?.includes(name) === true ? ' -required-' : '';
      const inner = resolved(field.items ?? field.values ?? field);
      const line = `${'  '.repeat(level)}${name}\t<${typeText(field)}>${required}`;
      return depth === 1 || inner === undefined ? [line] : [line, ...fieldLines(inner, depth - 1, level + 1)];
    });
}

/** `string`, `[]Container`, `map[string]string`, `PodSpec`. */
function typeText(structure: Structure): string {
  if (structure.ref !== undefined) {
    const name = structure.ref.split('.').at(-1) ?? 'Object';
    // Times are shown by what they are written as.
    return resolved(structure)?.format === 'date-time' ? 'string' : name;
  }
  if (structure.items !== undefined) return `[]${typeText(structure.items)}`;
  if (structure.values !== undefined) return `map[string]${typeText(structure.values)}`;
  return structure.type ?? 'Object';
}
