import { StatusError } from '../../../api/status-error.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { OwnerReference } from '../../../schema/types/meta-v1.ts';
import { apiVersionOf, type ResourceType } from '../../../schema/resource-type.ts';
import type { AnyObject } from '../cluster-session.ts';
import { CommandError } from '../errors.ts';
import { writeOptions } from '../field-validation.ts';
import type { FlagDefinition } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { withLastApplied } from '../patch/last-applied.ts';
import { dryRunOf, resultPrinter } from '../printers/result.ts';
import { dryRunFlag, fieldManagerFlag, printFlags, saveConfigFlag, validateFlag } from '../shared-flags.ts';
import { compactJson } from '../../../core/json-text.ts';
import { shortHash } from './short-hash.ts';
import { mappingOf } from './mapping.ts';
import { overridden } from './overrides.ts';

/** Flags of all commands that create one object out of flags. */
export const creationFlags: readonly FlagDefinition[] = [
  ...printFlags,
  dryRunFlag,
  saveConfigFlag,
  validateFlag,
  fieldManagerFlag('kubectl-create'),
];

export const appendHashFlag: FlagDefinition = {
  name: 'append-hash',
  type: 'bool',
  default: 'false',
  help: 'Put a hash of the content at the end of the name',
};

export interface CreationOptions {
  /** Put before the server's words when it refuses, e.g. `failed to create deployment`. */
  readonly failure?: string;
  /** What the result is called: `created` when absent. */
  readonly operation?: string;
  /** Whether `--overrides` changes it. */
  readonly overridable?: boolean;
  readonly name: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
  readonly ownerReferences?: readonly OwnerReference[];
}

/** Creates an object from its parts (in the order of its type) and tells of it. Throws CommandError or StatusError. */
export async function createObject(
  invocation: Invocation,
  type: ResourceType<unknown>,
  fields: JsonObject,
  { failure, operation = 'created', overridable = false, name, labels, annotations, ownerReferences }: CreationOptions,
): Promise<AnyObject> {
  const dryRun = dryRunOf(invocation);
  const printer = resultPrinter(invocation, dryRun, { keepOrder: dryRun === 'client' });
  const mapping = mappingOf(type);
  const hashes = invocation.flags.defines('append-hash') && invocation.flags.bool('append-hash');
  const hash = hashes ? shortHash(compactJson({ data: null, ...fields, kind: type.kind, name })) : undefined;
  const metadata = {
    name: hash === undefined ? name : `${name}-${hash}`,
    ...(type.namespaced && invocation.namespaceGiven ? { namespace: invocation.namespace } : {}),
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(ownerReferences === undefined ? {} : { ownerReferences }),
  };
  const plain = { kind: type.kind, apiVersion: apiVersionOf(type), metadata, ...fields } as unknown as AnyObject;
  const object = overridable ? overridden(invocation, invocation.cluster.kindOf(mapping), mapping, plain) : plain;
  const saved =
    invocation.flags.defines('save-config') && invocation.flags.bool('save-config') ? withLastApplied(object) : object;
  if (dryRun === 'client') {
    printer.print(mapping, saved, operation);
    return saved;
  }
  try {
    const created = await invocation.cluster.create(mapping, invocation.namespace, saved, writeOptions(invocation, dryRun));
    printer.print(mapping, created, operation);
    return created;
  } catch (error) {
    if (failure === undefined || !(error instanceof StatusError)) throw error;
    throw new CommandError(`${failure}${error.message}`);
  }
}

/** The one NAME that a command takes. Throws CommandError. */
export function nameArgument(invocation: Invocation): string {
  const before = invocation.dash < 0 ? invocation.args : invocation.args.slice(0, invocation.dash);
  const [name, ...more] = before;
  if (name === undefined || more.length > 0) throw invocation.usageError(`exactly one NAME is required, got ${before.length}`);
  return name;
}

/** The words after `--`. */
export function commandArguments({ args, dash }: Invocation): readonly string[] {
  return dash < 0 ? [] : args.slice(dash);
}
