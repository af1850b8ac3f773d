import { inertKinds } from './admission/index.ts';
import type { KindRegistry } from './api/kind.ts';
import { isObject, type JsonObject } from './core/json.ts';
import { notSimulated, type NotSimulated } from './kubelet/index.ts';
import { notRouted } from './network/index.ts';

/**
 * The fields of an object (of its Pod template, where it has one) that the cluster accepts and does not act on, in plain words for
 * the learner: nothing pretends.
 */
export function notSimulatedIn(kinds: KindRegistry, object: JsonObject): readonly NotSimulated[] {
  const apiVersion = String(object['apiVersion'] ?? '');
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const name = String(object['kind'] ?? '');
  const kind = kinds.byKind(group, apiVersion.slice(slash + 1), name);
  const inert = inertKinds.filter((one) => one.kind === kind?.type.kind);
  if (inert.length > 0) return inert.map(({ why }) => ({ field: 'webhooks', why }));
  const unrouted = notRouted.find((one) => one.group === group);
  if (unrouted !== undefined) return [{ field: name, why: unrouted.why }];
  const template = kind?.podTemplate?.(object as never);
  if (template === undefined) return [];
  return notSimulated.filter(({ field }) => holds(template, field.split('.')));
}

/** Whether there is something at the path; `[]` after a name stands for any item of the list. */
function holds(value: unknown, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) return value !== undefined && value !== null && value !== false && value !== '';
  if (!isObject(value)) return false;
  if (!step.endsWith('[]')) return holds(value[step], rest);
  const list = value[step.slice(0, -2)];
  return Array.isArray(list) && list.some((item) => holds(item, rest));
}
