import type { Fail } from './arguments.ts';
import { valuesMethods } from './values-methods.ts';
import {
  GoInt,
  GoStruct,
  TypedMap,
  TypedSlice,
  elementType,
  typeOf,
  type GoCallable,
  type GoValue,
  type MaybeValue,
} from './values.ts';

const VALUES_METHODS: ReadonlySet<string> = new Set(['YAML', 'AsMap', 'Table', 'PathValue']);

/** A method of a value, if its type has one of this name. */
export function methodOf(value: GoValue, name: string): GoCallable | undefined {
  if (value instanceof TypedMap && value.goType === 'chartutil.Values') {
    return value.methods?.get(name) ?? (VALUES_METHODS.has(name) ? valuesMethods(value).get(name) : undefined);
  }
  if (value instanceof TypedMap || value instanceof TypedSlice || value instanceof GoInt) return value.methods?.get(name);
  return value instanceof GoStruct ? value.options.methods?.get(name) : undefined;
}

interface Access {
  /** The declared type of the receiver, when that is not what it holds. */
  readonly declared: string | undefined;
  readonly hasArguments: boolean;
  readonly missingKey: 'zero' | 'invalid' | 'error';
  readonly fail: Fail;
}

/** A field of a struct or an entry of a map; models evalField. */
export function fieldOf(
  receiver: MaybeValue,
  name: string,
  { declared, hasArguments, missingKey, fail }: Access,
): { value: MaybeValue; declared: string | undefined } {
  if (receiver === undefined) {
    if (missingKey === 'error') fail(`nil data; no entry for key ${JSON.stringify(name)}`);
    return { value: undefined, declared: undefined };
  }
  if (receiver === null) return fail(`nil pointer evaluating interface {}.${name}`);
  if (receiver instanceof GoStruct) {
    const field = receiver.fields.get(name);
    if (field !== undefined) {
      if (hasArguments) fail(`${name} has arguments but cannot be invoked as function`);
      return { value: field, declared: field === null || receiver.options.interfaces?.has(name) ? 'interface {}' : undefined };
    }
  } else if (receiver instanceof Map) {
    if (hasArguments) fail(`${name} is not a method but has arguments`);
    const found = receiver.get(name);
    const elem = elementType(receiver);
    if (found !== undefined) return { value: found, declared: elem };
    if (missingKey === 'error') fail(`map has no entry for key ${JSON.stringify(name)}`);
    return { value: missingKey === 'zero' ? zeroOf(elem) : undefined, declared: elem };
  }
  return fail(`can't evaluate field ${name} in type ${declared ?? typeOf(receiver)}`);
}

/** The zero value of a type. */
export function zeroOf(type: string): GoValue {
  if (type === 'string') return '';
  if (type === 'int') return 0n;
  if (type === 'bool') return false;
  return null;
}
