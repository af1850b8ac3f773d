import { structureText } from '../../../schema/structure-text.ts';

/** What a patch has to know of a field's type. */
export interface Structure {
  readonly ref?: string;
  readonly type?: string;
  readonly format?: string;
  /** Kinds that have this structure. */
  readonly gvk?: readonly { readonly group: string; readonly version: string; readonly kind: string }[];
  readonly props?: { readonly [name: string]: Structure };
  readonly values?: Structure;
  readonly items?: Structure;
  /** `merge`, `retainKeys`, or both with a comma. */
  readonly strategy?: string;
  readonly mergeKey?: string;
  readonly required?: readonly string[];
}

let definitions: { readonly [name: string]: Structure } | undefined;

/** The structure of a type by its name in the OpenAPI document; undefined for types it does not hold. */
export function structureOf(name: string | undefined): Structure | undefined {
  if (name === undefined) return undefined;
  definitions ??= JSON.parse(structureText) as { readonly [name: string]: Structure };
  return definitions[name];
}

/** The structure of a built-in kind in one of its versions. */
export function structureOfKind(kind: {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}): Structure | undefined {
  definitions ??= JSON.parse(structureText) as { readonly [name: string]: Structure };
  return Object.values(definitions).find(
    ({ gvk }) =>
      gvk?.length === 1 && gvk[0]?.group === kind.group && gvk[0].version === kind.version && gvk[0].kind === kind.kind,
  );
}

/** What stands behind a reference. */
export function resolved(structure: Structure | undefined): Structure | undefined {
  return structure?.ref === undefined ? structure : structureOf(structure.ref);
}

/** The field of an object, with its own patch strategy. */
export function fieldOf(structure: Structure | undefined, name: string): Structure | undefined {
  const object = resolved(structure);
  return object?.props?.[name] ?? object?.values;
}

export function hasStrategy(structure: Structure | undefined, strategy: 'merge' | 'retainKeys'): boolean {
  return (structure?.strategy ?? '').split(',').includes(strategy);
}
