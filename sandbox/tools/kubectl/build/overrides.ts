import type { FlagDefinition } from '../flags.ts';
import type { Kind } from '../../../api/kind.ts';
import type { AnyObject } from '../cluster-session.ts';
import type { Mapping } from '../discovery.ts';
import { CommandError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { patchedLocally } from '../patch/patched-locally.ts';

const types = ['merge', 'json', 'strategic'] as const;

export const overrideFlags = (otherwise: (typeof types)[number]): readonly FlagDefinition[] => [
  { name: 'overrides', type: 'string', help: 'JSON that changes the object before it is created' },
  { name: 'override-type', type: 'string', default: otherwise, values: [...types], help: 'What the JSON of --overrides is' },
];

/** The object that was made of flags, as `--overrides` changes it. Throws CommandError. */
export function overridden({ flags }: Invocation, kind: Kind | undefined, mapping: Mapping, object: AnyObject): AnyObject {
  const text = flags.string('overrides');
  if (text === '') return object;
  const type = types.find((one) => one === flags.string('override-type'));
  if (type === undefined) throw new CommandError(`invalid override type: ${flags.string('override-type')}`);
  let patch: unknown;
  try {
    patch = JSON.parse(text);
  } catch {
    throw new CommandError('Invalid JSON Patch');
  }
  return patchedLocally(kind, mapping, type, object, patch);
}
