import { isObject } from '../../../core/json.ts';
import type { AnyObject } from '../cluster-session.ts';
import { compactJson } from '../../../core/json-text.ts';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The object with its own configuration kept in an annotation. */
export function withLastApplied(object: AnyObject): AnyObject {
  const { [LAST_APPLIED]: _, ...annotations } = object.metadata.annotations ?? {};
  const bare = { ...object, metadata: { ...object.metadata, annotations } };
  return { ...bare, metadata: { ...bare.metadata, annotations: { ...annotations, [LAST_APPLIED]: `${compactJson(bare)}\n` } } };
}

/** What was applied the last time; undefined when nothing was. */
export function lastApplied(object: AnyObject): { readonly [key: string]: unknown } | undefined {
  const text = object.metadata.annotations?.[LAST_APPLIED];
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
