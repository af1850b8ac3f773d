import type { JsonValue } from '../core/json.ts';
import { metricsNodes } from './metrics.ts';
import { structureText } from './structure-text.ts';

/** How patches and server-side apply treat a field. */
export interface PatchRule {
  readonly mergeKey?: string;
  /** `merge`, `replace` or `retainKeys`, several with commas between them. */
  readonly strategy?: string;
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listKeys?: readonly string[];
  readonly mapType?: 'atomic' | 'granular';
}

/** A type as the OpenAPI document describes it. */
export interface Node extends PatchRule {
  readonly type?: string;
  readonly format?: string;
  readonly ref?: string;
  readonly props?: { readonly [name: string]: Node };
  readonly items?: Node;
  readonly values?: Node;
  readonly default?: JsonValue;
  /** Names of properties that must be there. */
  readonly required?: readonly string[];
  /** The texts that are allowed; of a list, what its items may be. */
  readonly enum?: readonly string[];
  /** The kinds that have this structure. */
  readonly gvk?: readonly GroupVersionKind[];
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

let nodes: ReadonlyMap<string, Node> | undefined;
let definitions: ReadonlyMap<string, string> | undefined;

const all = (): ReadonlyMap<string, Node> =>
  (nodes ??= new Map(Object.entries({ ...(JSON.parse(structureText) as { [definition: string]: Node }), ...metricsNodes })));

/** What the OpenAPI document says of a definition; undefined when there is none of this name. Read on first use. */
export function nodeOf(definition: string): Node | undefined {
  return all().get(definition);
}

const keyOf = ({ group, version, kind }: GroupVersionKind): string => `${group}/${version}/${kind}`;

/** The name of the definition that a built-in kind has in one of its versions. */
export function definitionOf(kind: GroupVersionKind): string | undefined {
  // What stands for many kinds (options of a deletion, an event of a watch) is the structure of none of them.
  definitions ??= new Map(
    [...all()].flatMap(([name, { gvk = [] }]) => (gvk[0] === undefined || gvk.length > 1 ? [] : [[keyOf(gvk[0]), name]])),
  );
  return definitions.get(keyOf(kind));
}
