import { defineAdmission, refuse, type AdmissionContext, type AdmissionRequest } from '../api/admission.ts';
import { invalid } from '../api/errors.ts';
import { deepEqual } from '../core/json.ts';
import { namespaces, pods } from '../schema/resources.ts';
import type { Namespace, Pod } from '../schema/types/core-v1.ts';
import { detailsText, levelText, policyOf, rank, violations, type LevelVersion } from './pod-security/policy.ts';
import type { ObjectMetaLike, PodSpec } from './pod-security/pod-types.ts';

/** Parts of Pods that say nothing about what runs in them. */
const ignored = new Set(['exec', 'attach', 'binding', 'eviction', 'log', 'portforward', 'proxy', 'status']);

/**
 * Holds Pods to the level that the labels of their namespace name. What it would audit is found nowhere, as there is no audit log. Models
 * k8s.io/pod-security-admission.
 */
export const podSecurity = defineAdmission({
  name: 'PodSecurity',
  validate(request, context) {
    const { operation, kind, subresource, namespace } = request;
    if (operation !== 'CREATE' && operation !== 'UPDATE') return;
    const { group, resource } = kind.type;
    if (group === namespaces.group && resource === namespaces.resource) {
      if (subresource === undefined) checkNamespace(request, context);
      return;
    }
    if (namespace === undefined) return;
    const isPod = group === pods.group && resource === pods.resource;
    if (isPod ? ignored.has(subresource ?? '') : subresource !== undefined || kind.podTemplate === undefined) return;
    const { policy } = policyOf(context.find(namespaces, { name: namespace })?.metadata.labels);
    const { enforce, warn } = policy;
    if ((!isPod || enforce.level === 'privileged') && warn.level === 'privileged') return;
    const template = isPod ? (request.object as unknown as Pod) : kind.podTemplate?.(request.object as never);
    if (template?.spec === undefined || (isPod && operation === 'UPDATE' && !isSignificant(request))) return;
    if (isPod) {
      const found = violations(enforce, template.spec, template.metadata ?? {});
      if (found.length > 0) throw refuse(request, `violates PodSecurity "${levelText(enforce)}": ${detailsText(found)}`);
    }
    warnOf(warn, template.spec, template.metadata ?? {}, context);
  },
});

function warnOf(level: LevelVersion, spec: PodSpec, metadata: ObjectMetaLike, context: AdmissionContext): void {
  const found = violations(level, spec, metadata);
  if (found.length > 0) context.warn(`would violate PodSecurity "${levelText(level)}": ${detailsText(found)}`);
}

/** Whether an update runs something else than before. */
function isSignificant({ object, old }: AdmissionRequest): boolean {
  const images = (pod: Pod, list: 'containers' | 'initContainers' | 'ephemeralContainers'): readonly (string | undefined)[] =>
    (pod.spec?.[list] ?? []).map(({ image }) => image);
  const [now, before] = [object as unknown as Pod, old as unknown as Pod];
  const lists = ['containers', 'initContainers', 'ephemeralContainers'] as const;
  return lists.some((list) => !deepEqual(images(now, list), images(before, list)));
}

function checkNamespace(request: AdmissionRequest, context: AdmissionContext): void {
  const { kind, name, operation } = request;
  const { metadata } = request.object as unknown as Namespace;
  const { policy, errors } = policyOf(metadata.labels);
  const before = policyOf((request.old as Namespace | undefined)?.metadata.labels);
  if (errors.length > 0 && !deepEqual(errors, before.errors)) throw invalid(kind, name, errors);
  const { enforce } = policy;
  const had = before.policy.enforce;
  if (operation === 'CREATE' || enforce.level === 'privileged' || deepEqual(enforce, had)) return;
  if (enforce.version === had.version && rank(enforce.level) <= rank(had.level)) return;
  for (const warning of warningsOfPods(name, enforce, context)) context.warn(warning);
}

/** What existing Pods do that a new level forbids, in one line for each kind of offence. */
function warningsOfPods(namespace: string, enforce: LevelVersion, context: AdmissionContext): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { metadata, spec } of context.list(pods, namespace)) {
    const found = spec === undefined ? [] : violations(enforce, spec, metadata);
    if (found.length === 0) continue;
    const reason = found.map((item) => item.reason).join(', ');
    byReason.set(reason, [...(byReason.get(reason) ?? []), metadata.name]);
  }
  if (byReason.size === 0) return [];
  const lines = [...byReason].map(([reason, names]) => {
    const others = names.length - 1;
    const more = others === 0 ? '' : ` (and ${others} other pod${others === 1 ? '' : 's'})`;
    return `${[...names].sort()[0] ?? ''}${more}: ${reason}`;
  });
  const lead = `existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "${levelText(enforce)}"`;
  return [lead, ...lines.sort()];
}
