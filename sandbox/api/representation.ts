import type { JsonObject, JsonValue } from '../core/json.ts';
import type { Column, Kind } from './kind.ts';
import type { ApiRequest } from './request.ts';
import type { AnyObject } from './server-state.ts';

/** Objects as the Table that kubectl prints. Models k8s.io/kubernetes/pkg/printers and the server's table converter. */
export function tableOf(
  kind: Kind,
  objects: readonly AnyObject[],
  metadata: JsonObject,
  include: ApiRequest['includeObject'],
  now: number,
): JsonObject {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: kind.columns.map(columnDefinition),
    rows: objects.map((object) => ({
      cells: kind.columns.map((column) => column.cell(object, { now }) as JsonValue),
      ...(include === 'None' ? {} : { object: include === 'Object' ? (object as unknown as JsonObject) : partialOf(object) }),
    })),
  };
}

function columnDefinition(column: Column<never>): JsonObject {
  return {
    name: column.name,
    type: column.type === 'date' ? 'string' : column.type,
    format: column.format ?? (column.name === 'Name' ? 'name' : ''),
    description: '',
    priority: column.priority ?? 0,
  };
}

/** An object reduced to its metadata. */
export function partialOf(object: AnyObject): JsonObject {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata as unknown as JsonObject };
}
