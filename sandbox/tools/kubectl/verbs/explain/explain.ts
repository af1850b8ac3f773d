import { isObject, type JsonValue } from '../../../../core/json.ts';
import { isReason } from '../../../../api/status-error.ts';
import { defineVerb } from '../../define-verb.ts';
import { resourceName, type Mapping } from '../../discovery.ts';
import { CommandError } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import { JsonPathError, parseTemplate } from '../../jsonpath/parse.ts';
import { splitApiVersion } from '../../resources/resources.ts';
import { plaintextOfV2 } from './plaintext-openapiv2.ts';
import { plaintext } from './plaintext.ts';
import type { Schema } from './schema.ts';

const OLDER = 'plaintext-openapiv2';

export const explain = defineVerb({
  name: 'explain',
  usage: 'explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]',
  summary: 'Show the fields of a resource',
  description:
    'Says what a resource and its fields are for, and lists the fields with their types, as the server describes them.',
  arguments: 'type',
  attempts: 2,
  flags: [
    {
      name: 'output',
      shorthand: 'o',
      type: 'string',
      default: 'plaintext',
      values: ['plaintext', OLDER],
      help: 'Which of two forms; the second is the older one',
    },
    { name: 'recursive', type: 'bool', help: 'Fields of fields too, names only' },
    { name: 'api-version', type: 'string', help: 'Version of the resource, e.g. apps/v1' },
  ],
  examples: [
    { comment: 'Fields of a Pod', command: 'kubectl explain pod' },
    { comment: 'Of its containers', command: 'kubectl explain pod.spec.containers' },
  ],
  async run(invocation) {
    const { args, flags } = invocation;
    const [path, ...more] = args;
    if (path === undefined) {
      throw new CommandError(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    }
    if (more.length > 0) throw new CommandError('We accept only this format: explain RESOURCE');
    const asked = flags.string('api-version') === '' ? await withPrefix(invocation, path) : undefined;
    const { mapping, fields } = asked ?? (await firstWord(invocation, path));
    const [group, version] = flags.string('api-version') === '' ? [mapping.group, mapping.version] : wantedVersion(invocation);
    const { resource, kind } = mapping;
    const recursive = flags.bool('recursive');
    const output = flags.string('output');
    const paths = output === OLDER ? undefined : await pathsOf(invocation);
    if (output === OLDER || (output === 'plaintext' && paths === undefined)) {
      const document = await documentAt(invocation, '/openapi/v2');
      invocation.out(plaintextOfV2({ document, kind: { group, version, kind }, fields, recursive }));
      return;
    }
    const place = paths?.[group === '' ? `api/${version}` : `apis/${group}/${version}`];
    if (place === undefined) throw new CommandError(`couldn't find resource for "${group}/${version}, Resource=${resource}"`);
    const document = await documentAt(invocation, place);
    if (output !== 'plaintext') throw new CommandError(`unrecognized format: ${output}`);
    for (const text of plaintext({ document, group, version, resource, fields, recursive })) invocation.out(text);
  },
});

interface Asked {
  readonly mapping: Mapping;
  readonly fields: readonly string[];
}

/** `deployments.apps.spec`: a resource with its group, then fields. */
async function withPrefix({ cluster }: Invocation, path: string): Promise<Asked | undefined> {
  const [word] = stepsOf(path);
  const mapping = (await cluster.discovery.preferred()).find(
    (one) => one.resource === word && path.startsWith(resourceName(one)),
  );
  return mapping === undefined ? undefined : { mapping, fields: stepsOf(path.slice(resourceName(mapping).length)) };
}

async function firstWord({ cluster }: Invocation, path: string): Promise<Asked> {
  const [word = '', ...fields] = stepsOf(path);
  return { mapping: await cluster.discovery.mapped(word), fields };
}

/** The names that a path of fields goes through. */
function stepsOf(path: string): readonly string[] {
  const text = path.replace(/\.$/, '').replace(/^\./, '');
  if (text === '') return [];
  const [node] = parsed(text);
  const steps = node?.type === 'action' ? node.steps : [];
  return steps.map((step) => {
    if (step.type !== 'field') throw new CommandError('invalid jsonpath syntax, first node must be field node');
    return step.name;
  });
}

function parsed(path: string) {
  try {
    return parseTemplate(`{.${path}}`);
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message);
    throw error;
  }
}

/** Group and version of `--api-version`. */
const wantedVersion = ({ flags }: Invocation): readonly [group: string, version: string] =>
  splitApiVersion(flags.string('api-version'));

/** Where the server has its documents of version 3, by group and version; undefined when it has none. */
async function pathsOf(invocation: Invocation): Promise<{ readonly [groupVersion: string]: string } | undefined> {
  try {
    const { paths } = await documentAt(invocation, '/openapi/v3');
    const found = Object.entries(isObject(paths) ? paths : {}).map(([name, place]) => {
      const url = isObject(place) ? place['serverRelativeURL'] : undefined;
      return [name, typeof url === 'string' ? url : ''] as const;
    });
    return Object.fromEntries(found);
  } catch (error) {
    if (isReason(error, 'NotFound')) return undefined;
    throw error;
  }
}

async function documentAt({ cluster }: Invocation, path: string): Promise<Schema> {
  const answer: JsonValue = await cluster.client.raw(path);
  return isObject(answer) ? (answer as Schema) : {};
}
