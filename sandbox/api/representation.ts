import type { JsonObject, JsonValue } from '../core/json.ts';
import type { Column, Kind } from './kind.ts';
import type { ApiRequest } from './request.ts';
import type { AnyObject } from './server-state.ts';

/** Objects as the Table that kubectl prints. Models k8s.io/kubernetes/pkg/printers and the server's table converter. */
export function tableOf(
  kind: Kind,
  objects: readonly AnyObject[],
  metadata: JsonObject,
  request: Pick<ApiRequest, 'includeObject' | 'metaVersion'>,
  now: number,
): JsonObject {
  const include = request.includeObject;
  return {
    kind: 'Table',
    apiVersion: metaVersionOf(request),
    metadata,
    columnDefinitions: kind.columns.map(columnDefinition),
    rows: objects.map((object) => ({
      cells: kind.columns.map((column) => column.cell(object, { now }) as JsonValue),
      ...(include === 'None'
        ? { object: null }
        : { object: include === 'Object' ? (object as unknown as JsonObject) : partialOf(object, request) }),
    })),
  };
}

/** Descriptions of the columns of built-in kinds are left empty: they would be the documentation's own prose. */
function columnDefinition(column: Column<never>): JsonObject {
  return {
    name: column.name,
    type: column.type,
    format: column.format ?? (column.name === 'Name' ? 'name' : ''),
    description: column.description ?? '',
    priority: column.priority ?? 0,
  };
}

/** An object reduced to its metadata. */
export function partialOf(object: AnyObject, request: Pick<ApiRequest, 'metaVersion'>): JsonObject {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: metaVersionOf(request),
    metadata: object.metadata as unknown as JsonObject,
  };
}

export const metaVersionOf = ({ metaVersion }: Pick<ApiRequest, 'metaVersion'>): string => `meta.k8s.io/${metaVersion ?? 'v1'}`;
