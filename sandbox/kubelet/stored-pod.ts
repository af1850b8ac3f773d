import type { ComponentClient, ObjectKey } from '../api/client.ts';
import { isReason } from '../api/status-error.ts';
import { pods } from '../schema/resources.ts';
import type { Pod } from '../schema/types/core-v1.ts';

/**
 * A Pod of the node as the API has it now, undefined when it is gone: a node may read its own Pods alone, so of one that is no more the API
 * says that it is none of the node's.
 */
export function storedPod(client: ComponentClient, key: ObjectKey): Pod | undefined {
  try {
    return client.find(pods, key);
  } catch (error) {
    if (isReason(error, 'Forbidden')) return undefined;
    throw error;
  }
}
