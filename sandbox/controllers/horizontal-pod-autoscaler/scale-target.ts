import { statusErrorOf, type ComponentClient } from '../../api/client.ts';
import type { ApiResponse } from '../../api/request.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ResourceType } from '../../schema/resource-type.ts';
import type { CrossVersionObjectReference } from '../../schema/types/autoscaling-v2.ts';

/** How many replicas a workload has and should have. */
export interface Scale {
  readonly wanted: number;
  readonly actual: number;
  readonly selector: string;
  /** Throws Error when the workload cannot be scaled. */
  set(replicas: number): void;
}

/** Reads the `scale` subresource of what a reference names. Throws Error in the server's words. */
export function scaleOf(client: ComponentClient, namespace: string, reference: CrossVersionObjectReference): Scale {
  const type = typeOf(client, reference);
  const target = {
    group: type.group,
    version: type.version,
    resource: type.resource,
    subresource: 'scale',
    namespace,
    name: reference.name,
  };
  const read = (): JsonObject => bodyOf(client.request({ verb: 'get', ...target }));
  const scale = read() as unknown as ScaleObject;
  return {
    wanted: scale.spec.replicas ?? 0,
    actual: scale.status?.replicas ?? 0,
    selector: scale.status?.selector ?? '',
    set: (replicas) => {
      bodyOf(client.request({ verb: 'update', ...target, body: { ...read(), spec: { replicas } } }));
    },
  };
}

interface ScaleObject {
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number; readonly selector?: string };
}

function typeOf(client: ComponentClient, { apiVersion = '', kind }: CrossVersionObjectReference): ResourceType<unknown> {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  const found = client.resources().find((type) => type.group === group && type.kind === kind);
  if (found !== undefined) return found;
  throw new Error(`no matches for kind ${JSON.stringify(kind)} in group ${JSON.stringify(group)}`);
}

function bodyOf(response: ApiResponse): JsonObject {
  if (response.code >= 400) throw statusErrorOf(response);
  return response.body;
}
