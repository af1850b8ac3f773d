import type { ComponentClient } from '../api/client.ts';
import { configMaps, secrets } from '../schema/resources.ts';
import { decodeBase64Text } from '../core/base64.ts';

/** Reads a ConfigMap's or Secret's data as text by key. Throws Error in the API's words (`configmap "x" not found`). */
export interface ConfigSources {
  configMap(namespace: string, name: string): ReadonlyMap<string, string>;
  secret(namespace: string, name: string): ReadonlyMap<string, string>;
}

export class NotFoundError extends Error {}

export function createConfigSources(client: ComponentClient): ConfigSources {
  return {
    configMap(namespace, name) {
      const object = client.find(configMaps, { namespace, name });
      if (object === undefined) throw new NotFoundError(`configmap ${JSON.stringify(name)} not found`);
      const binary = Object.entries(object.binaryData ?? {}).map(
        ([key, value]) => [key, decodeBase64Text(String(value))] as const,
      );
      return sorted([...Object.entries(object.data ?? {}), ...binary]);
    },
    secret(namespace, name) {
      const object = client.find(secrets, { namespace, name });
      if (object === undefined) throw new NotFoundError(`secret ${JSON.stringify(name)} not found`);
      return sorted(Object.entries(object.data ?? {}).map(([key, value]) => [key, decodeBase64Text(String(value))] as const));
    },
  };
}

function sorted(entries: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  return new Map([...entries].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)));
}
