import type { Pod } from '../schema/types/core-v1.ts';
import { NotFoundError } from './config-sources.ts';
import type { NodeContext } from './node-context.ts';

/** Registries that the Pod's image pull Secrets are for. A Secret that is missing is an Event and no obstacle. */
export function pullCredentials(pod: Pod, context: NodeContext): readonly string[] {
  const registries: string[] = [];
  const missing: string[] = [];
  for (const { name = '' } of pod.spec?.imagePullSecrets ?? []) {
    try {
      const values = context.sources.secret(pod.metadata.namespace ?? '', name);
      registries.push(...registriesIn(values.get('.dockerconfigjson') ?? '{}'));
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      missing.push(name);
    }
  }
  if (missing.length > 0) {
    const message = `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`;
    context.events.event(pod, 'Warning', 'FailedToRetrieveImagePullSecret', message);
  }
  return registries;
}

function registriesIn(config: string): readonly string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(config);
  } catch {
    return [];
  }
  const auths: unknown = typeof parsed === 'object' && parsed !== null && 'auths' in parsed ? parsed.auths : undefined;
  if (typeof auths !== 'object' || auths === null) return [];
  return Object.keys(auths).map((key) => {
    const host = key.replace(/^https?:\/\//, '').split('/')[0] ?? key;
    return host === 'index.docker.io' || host === 'registry-1.docker.io' ? 'docker.io' : host;
  });
}
