import { definitionOf, nodeOf, type GroupVersionKind, type Node } from '../../../schema/nodes.ts';

/** What a patch has to know of a field's type. */
export type Structure = Node;

/** The structure of a type by its name in the OpenAPI document; undefined for types it does not hold. */
export function structureOf(name: string | undefined): Structure | undefined {
  return name === undefined ? undefined : nodeOf(name);
}

/** The structure of a built-in kind in one of its versions. */
export function structureOfKind(kind: GroupVersionKind): Structure | undefined {
  return structureOf(definitionOf(kind));
}

/** What stands behind a reference. */
function resolved(structure: Structure | undefined): Structure | undefined {
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
