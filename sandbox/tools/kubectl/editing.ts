import { parse } from 'yaml';
import { isReason, StatusError } from '../../api/status-error.ts';
import { deepEqual, isObject } from '../../core/json.ts';
import { toYaml } from '../../core/yaml-text.ts';
import type { AnyObject } from './cluster-session.ts';
import { resourceName, type Mapping } from './discovery.ts';
import { CommandError, SilentExit } from './errors.ts';
import type { Invocation } from './invocation.ts';
import { toJson } from './output/json.ts';

import { resultPrinter } from './printers/result.ts';
import { splitApiVersion } from './resources/resources.ts';

/** One of the objects that stand in the editor. */
export interface Editable {
  readonly mapping: Mapping;
  readonly namespace: string;
  readonly name: string;
  /** As it stands in the editor. */
  readonly object: AnyObject;
}

export interface EditMode {
  /** What stands above the objects. */
  readonly notice: readonly string[];
  /** What is said of an object that was sent. */
  readonly done: string;
  /** Whether the objects that come back must be those that were shown. */
  readonly keepsIdentity: boolean;
  /** Whether a refusal of the server brings the editor back; otherwise it ends the command. */
  readonly again: boolean;
  /** Whether an object that is as before is sent as well. */
  readonly sendsAll?: boolean;
  send(target: Editable, edited: AnyObject): Promise<AnyObject>;
}

export const EDIT_NOTICE = [
  "# Please edit the object below. Lines beginning with a '#' will be ignored,",
  '# and an empty file will abort the edit. If an error occurs while saving this file will be',
  '# reopened with the relevant failures.',
  '#',
];

/** The text without its comments. */
const contentOf = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');

/**
 * Opens the objects in the editor, several of them as a list, until what is saved could be sent or nothing was changed any more. Throws
 * CommandError and StatusError. Models k8s.io/kubectl/pkg/cmd/util/editor.
 */
export async function editObjects(invocation: Invocation, targets: readonly Editable[], mode: EditMode): Promise<void> {
  const { flags, process } = invocation;
  const format = flags.string('output') === 'json' ? 'json' : 'yaml';
  const body = bodyOf(targets, format);
  const path = `/tmp/kubectl-edit-${process.pid}${String(process.random.below(1_000_000))}.${format}`;
  let problems: readonly string[] | undefined;
  let shown = body;
  for (;;) {
    const notice = [...mode.notice, ...(problems ?? [])];
    process.files.write(path, format === 'json' && problems === undefined ? shown : `${notice.join('\n')}\n${shown}`);
    await openEditor(invocation, path);
    const text = contentOf(process.files.readText(path));
    if (problems !== undefined && text === shown) {
      invocation.err(`A copy of your changes has been stored to "${path}"\n`);
      throw new CommandError('Edit cancelled, no valid changes were saved.');
    }
    if (problems === undefined && text === body) return cancel(invocation, path, 'no changes made');
    const found = await tryEdited(invocation, targets, text, mode);
    if (found.length === 0) {
      process.files.remove(path);
      return;
    }
    problems = found;
    shown = text;
  }
}

function cancel(invocation: Invocation, path: string, why: string): void {
  invocation.process.files.remove(path);
  invocation.err(`Edit cancelled, ${why}.\n`);
}

function bodyOf(targets: readonly Editable[], format: 'json' | 'yaml'): string {
  const objects = targets.map(({ object }) => object);
  const shown = objects.length === 1 ? objects[0] : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} };
  return format === 'json' ? `${toJson(shown ?? {})}\n` : toYaml(shown ?? {});
}

const titleOf = ({ mapping, name }: Editable): string => `${resourceName(mapping)} ${JSON.stringify(name)}`;

/** Sends what was edited; the lines of comment that tell what of it was refused, none when all is done. */
async function tryEdited(
  invocation: Invocation,
  targets: readonly Editable[],
  text: string,
  mode: EditMode,
): Promise<readonly string[]> {
  const [first] = targets;
  if (first === undefined) return [];
  const refused = async (target: Editable, error: unknown): Promise<readonly string[]> => {
    if (!(error instanceof StatusError) && !(error instanceof CommandError)) throw error;
    if (!mode.again || isReason(error, 'NotFound', 'Conflict')) throw error;
    if (await knownKind(invocation, text)) invocation.err(`error: ${titleOf(target)} is invalid\n`);
    return [`# ${titleOf(target)} was not valid:`, ...causesOf(error).map((line) => `# * ${line}`), '#'];
  };
  let edited: readonly (readonly [Editable, AnyObject])[];
  try {
    edited = readEdited(text, targets, mode.keepsIdentity);
  } catch (error) {
    if (error instanceof SilentExit) throw error;
    return refused(first, error);
  }
  const problems: string[] = [];
  for (const [target, object] of edited) {
    const same = deepEqual(object, target.object) && mode.sendsAll !== true;
    try {
      const result = same ? object : await mode.send(target, object);
      // `-o yaml` is how to edit by itself; only what was asked for is also how to tell of the result.
      const told = invocation.flags.has('output') ? invocation : withoutFormat(invocation);
      resultPrinter(told, 'none').print(target.mapping, result, same ? 'skipped' : mode.done);
    } catch (error) {
      problems.push(...(await refused(target, error)));
    }
  }
  return problems;
}

/** Whether the server knows the kind that a text claims to be of; what cannot be read counts as known. */
async function knownKind({ cluster }: Invocation, text: string): Promise<boolean> {
  try {
    const value: unknown = parse(text);
    if (!isObject(value) || typeof value['apiVersion'] !== 'string') return true;
    if (Array.isArray(value['items'])) return true;
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

function readEdited(
  text: string,
  targets: readonly Editable[],
  keepsIdentity: boolean,
): readonly (readonly [Editable, AnyObject])[] {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new CommandError(error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'the text cannot be read');
  }
  const values: readonly unknown[] =
    targets.length > 1 && isObject(value) && Array.isArray(value['items']) ? value['items'] : [value];
  return values.map((one) => {
    if (!isObject(one) || typeof one['kind'] !== 'string')
      throw new CommandError('The edited file failed validation: invalid object to validate');
    const object = { metadata: {}, ...one } as unknown as AnyObject;
    if (targets.length === 1 && !keepsIdentity) return [targets[0] as Editable, object];
    const target = targets.find(
      ({ object: { apiVersion, kind, metadata } }) =>
        object.kind === kind &&
        object.apiVersion === apiVersion &&
        object.metadata.name === metadata.name &&
        (object.metadata.namespace ?? '') === (metadata.namespace ?? ''),
    );
    if (target === undefined) throw new CommandError('At least one of apiVersion, kind and name was changed');
    return [target, object];
  });
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

function withoutFormat(invocation: Invocation): Invocation {
  const flags = Object.create(invocation.flags, {
    string: { value: (name: string) => (name === 'output' ? '' : invocation.flags.string(name)) },
  }) as Invocation['flags'];
  return Object.create(invocation, { flags: { value: flags } }) as Invocation;
}
