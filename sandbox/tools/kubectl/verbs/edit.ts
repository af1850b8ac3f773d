import { parse } from 'yaml';
import { deepEqual, isObject } from '../../../core/json.ts';
import { isReason, StatusError } from '../../../api/status-error.ts';
import { patchBetween } from '../build/change-template.ts';
import type { AnyObject } from '../cluster-session.ts';
import { defineVerb } from '../define-verb.ts';
import { resourceName } from '../discovery.ts';
import { CommandError, throwAll } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { toJson } from '../output/json.ts';
import { toYaml } from '../../../core/yaml-text.ts';
import { withoutManagedFields } from '../printers/managed-fields.ts';
import { resultPrinter } from '../printers/result.ts';
import { fetchAll, select, splitApiVersion, type Target } from '../resources/resources.ts';
import { filenameFlags, selectorFlag, refusedFlags, validateFlag } from '../shared-flags.ts';

const NOTICE = [
  "# Please edit the object below. Lines beginning with a '#' will be ignored,",
  '# and an empty file will abort the edit. If an error occurs while saving this file will be',
  '# reopened with the relevant failures.',
  '#',
].join('\n');

export const edit = defineVerb({
  name: 'edit',
  usage: 'edit (RESOURCE/NAME | -f FILENAME)',
  summary: 'Edit a resource in an editor',
  description: 'Opens the object as YAML in the editor and sends what was changed when it is closed.',
  arguments: 'resources',
  flags: [
    ...refusedFlags(
      'only the object itself is edited',
      'output-patch!',
      'save-config!',
      'subresource',
      'windows-line-endings!',
      'template',
    ),
    validateFlag,
    { name: 'allow-missing-template-keys', type: 'bool', default: 'true', help: 'Take missing fields for empty' },
    { name: 'show-managed-fields', type: 'bool', help: 'Keep metadata.managedFields', notSimulated: 'they are never shown' },
    ...filenameFlags(),
    selectorFlag,
    { name: 'output', shorthand: 'o', type: 'string', default: 'yaml', values: ['yaml', 'json'], help: 'Format in the editor' },
    { name: 'field-manager', type: 'string', default: 'kubectl-edit', help: 'Name under which field ownership is tracked' },
  ],
  examples: [{ comment: 'A Deployment', command: 'kubectl edit deployment web' }],
  async run(invocation) {
    const { flags } = invocation;
    const selection = await select(invocation, {
      filenames: flags.list('filename'),
      kustomize: flags.string('kustomize'),
      recursive: flags.bool('recursive'),
      labelSelector: flags.string('selector'),
      typeAloneMeansAll: true,
    });
    const { targets, errors } = await fetchAll(invocation, selection);
    throwAll(errors);
    for (const target of targets) await editOne(invocation, target);
  },
});

async function editOne(invocation: Invocation, target: Target & { readonly object: AnyObject }): Promise<void> {
  const { flags, process, cluster } = invocation;
  const format = flags.string('output') === 'json' ? 'json' : 'yaml';
  const object = withoutManagedFields(target.object) as AnyObject;
  const body = format === 'json' ? `${toJson(object)}\n` : toYaml(object);
  const path = `/tmp/kubectl-edit-${process.pid}${String(process.random.below(1_000_000))}.${format}`;
  const title = `${resourceName(target.mapping)} ${JSON.stringify(target.name)}`;
  let problem = '';
  let shown = body;
  for (;;) {
    const before = format === 'json' ? shown : `${NOTICE}\n${problem}${shown}`;
    process.files.write(path, before);
    await openEditor(invocation, path);
    const after = process.files.readText(path);
    const text = after
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .join('\n');
    if (after === before || (problem !== '' && text === shown)) {
      if (problem === '') {
        process.files.remove(path);
        invocation.err('Edit cancelled, no changes made.\n');
        return;
      }
      invocation.err(`A copy of your changes has been stored to "${path}"\n`);
      throw new CommandError('Edit cancelled, no valid changes were saved.');
    }
    try {
      const edited = readEdited(text, object);
      if (deepEqual(edited, object)) {
        process.files.remove(path);
        invocation.err('Edit cancelled, no changes made.\n');
        return;
      }
      const { type, patch } = patchBetween(invocation, target, object, edited);
      const result = await cluster.patch(target.mapping, target.namespace, target.name, type, patch, {
        fieldManager: flags.string('field-manager'),
        fieldValidation: 'Strict',
      });
      process.files.remove(path);
      resultPrinter(noFormat(invocation), 'none').print(target.mapping, result, 'edited');
      return;
    } catch (error) {
      if (!(error instanceof StatusError) && !(error instanceof CommandError)) throw error;
      if (isReason(error, 'NotFound', 'Conflict')) throw error;
      if (await knownKind(invocation, text)) invocation.err(`error: ${title} is invalid\n`);
      problem = `# ${title} was not valid:\n${causesOf(error)
        .map((line) => `# * ${line}`)
        .join('\n')}\n#\n`;
      shown = text;
    }
  }
}

/** Whether the server knows the kind that a text claims to be of; what cannot be read counts as known. */
async function knownKind({ cluster }: Invocation, text: string): Promise<boolean> {
  try {
    const value: unknown = parse(text);
    if (!isObject(value) || typeof value['apiVersion'] !== 'string') return true;
    const [group, version] = splitApiVersion(value['apiVersion']);
    return (await cluster.discovery.byKind(group, version, String(value['kind']))) !== undefined;
  } catch {
    return true;
  }
}

const causesOf = (error: StatusError | CommandError): readonly string[] => {
  const causes = error instanceof StatusError ? (error.status.details?.causes ?? []) : [];
  return causes.length === 0 ? [error.message] : causes.map(({ field, message }) => `${field ?? ''}: ${message ?? ''}`);
};

/** `-o` says how to edit, not how to tell of the result. */
function noFormat(invocation: Invocation): Invocation {
  const flags = Object.create(invocation.flags, {
    string: { value: (name: string) => (name === 'output' ? '' : invocation.flags.string(name)) },
  }) as Invocation['flags'];
  return Object.create(invocation, { flags: { value: flags } }) as Invocation;
}

function readEdited(text: string, object: AnyObject): AnyObject {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new CommandError(error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'the text cannot be read');
  }
  if (!isObject(value)) throw new CommandError('The edited file failed validation: invalid object to validate');
  const { metadata } = value as { readonly metadata?: { readonly name?: unknown } };
  if (value['kind'] !== object.kind || value['apiVersion'] !== object.apiVersion || metadata?.name !== object.metadata.name) {
    throw new CommandError('At least one of apiVersion, kind and name was changed');
  }
  return value as unknown as AnyObject;
}

async function openEditor(invocation: Invocation, path: string): Promise<void> {
  const { process } = invocation;
  const named = process.env['KUBE_EDITOR'] ?? process.env['EDITOR'];
  if (named !== undefined && named !== '') {
    const code = await process.run([...named.split(/\s+/), path]);
    if (code !== 0) throw new CommandError(`there was a problem with the editor ${JSON.stringify(named)}`);
    return;
  }
  if (process.edit === undefined)
    throw new CommandError('there is no editor on this terminal; change the object with kubectl patch, set or apply');
  await process.edit(path);
}
