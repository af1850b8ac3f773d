import type { FieldError } from '../../api/field-error.ts';
import { dns1123Subdomain, qualifiedName } from '../../core/names.ts';
import type { Container, ContainerStatus, Pod, PodSpec } from '../../schema/types/core-v1.ts';
import { isIpv6, validateLegacyIp } from '../validation/addresses.ts';
import { duplicate, each, forbidden, immutableText, invalid, invalidFor } from '../validation/field-errors.ts';
import { validateExtendedClaim, validateReportedContainers } from './device-status.ts';
import { validatePodAnnotationUpdate } from './annotations.ts';

const ownConditions = new Set(['PodScheduled', 'Ready', 'Initialized']);
const notNegative = 'must be a non-negative integer';

/** Models ValidatePodStatusUpdate in pkg/apis/core/validation. */
export function* validatePodStatus(pod: Pod, old: Pod): Generator<FieldError> {
  yield* validatePodAnnotationUpdate(pod, old, 'metadata.annotations');
  const { status = {}, spec } = pod;
  const before = old.status ?? {};
  for (const [{ type, observedGeneration = 0 }, at] of each(status.conditions, 'status.conditions')) {
    if (observedGeneration < 0) yield invalid(`${at}.observedGeneration`, observedGeneration, notNegative);
    if (!ownConditions.has(type)) yield* invalidFor(`${at}.Type`, type, qualifiedName);
  }
  const nominated = status.nominatedNodeName ?? '';
  if (nominated !== '' && nominated !== before.nominatedNodeName) {
    yield* invalidFor('status.nominatedNodeName', nominated, dns1123Subdomain);
    if (old.spec?.nodeName)
      yield forbidden('status.nominatedNodeName', 'may not be set on pods that are already bound to a node');
  }
  if ((status.observedGeneration ?? 0) < 0) yield invalid('status.observedGeneration', status.observedGeneration, notNegative);
  if ((status.qosClass ?? '') !== (before.qosClass ?? '')) yield invalid('status.qosClass', status.qosClass ?? '', immutableText);
  yield* validateRestarts(status.containerStatuses, before.containerStatuses, 'status.containerStatuses', spec, spec?.containers);
  const inits = spec?.initContainers;
  yield* validateRestarts(
    status.initContainerStatuses,
    before.initContainerStatuses,
    'status.initContainerStatuses',
    spec,
    inits,
  );
  yield* validateRestarts(
    status.ephemeralContainerStatuses,
    before.ephemeralContainerStatuses,
    'status.ephemeralContainerStatuses',
    undefined,
    [],
  );
  yield* validateClaims(pod);
  yield* validateExtendedClaim(status.extendedResourceClaimStatus, spec);
  yield* validateAddresses(status.podIPs, before.podIPs, 'status.podIPs');
  if ((status.hostIPs ?? []).length > 0 && status.hostIP !== status.hostIPs?.[0]?.ip)
    yield invalid('status.hostIPs[0].ip', status.hostIPs?.[0]?.ip ?? '', 'must be equal to `hostIP`');
  yield* validateAddresses(status.hostIPs, before.hostIPs, 'status.hostIPs');
  yield* validateReportedContainers(pod);
}

/** What has ended stays so, unless it is to be restarted. Models ValidateContainerStateTransition. */
function* validateRestarts(
  statuses: readonly ContainerStatus[] | undefined,
  old: readonly ContainerStatus[] | undefined,
  path: string,
  spec: PodSpec | undefined,
  containers: readonly Container[] | undefined,
): Generator<FieldError> {
  if (spec !== undefined && mayRestartAll(spec)) return;
  for (const [{ name, state }, at] of each(old, path)) {
    const ended = state?.terminated;
    const next = statuses?.find((status) => status.name === name);
    if (ended === undefined || next === undefined || next.state?.terminated !== undefined) continue;
    const container = (containers ?? []).find((one) => one.name === name);
    if (container === undefined || !mayRestart(container, spec, ended.exitCode))
      yield forbidden(`${at}.state`, 'may not be transitioned to non-terminated state');
  }
}

/** Whether the end of one container can start all of them again, whatever their own policies. Models AllContainersCouldRestart. */
const mayRestartAll = ({ containers, initContainers = [] }: PodSpec): boolean =>
  [...initContainers, ...containers].some(({ restartPolicyRules = [] }) =>
    restartPolicyRules.some(({ action }) => action === 'RestartAllContainers'),
  );

function mayRestart({ restartPolicy, restartPolicyRules = [] }: Container, spec: PodSpec | undefined, exitCode: number): boolean {
  for (const { action, exitCodes } of restartPolicyRules) {
    const values = exitCodes?.values ?? [];
    const applies = exitCodes?.operator === 'In' ? values.includes(exitCode) : !values.includes(exitCode);
    if (applies) return action.startsWith('Restart');
  }
  const policy = restartPolicy ?? spec?.restartPolicy;
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

function* validateClaims({ spec, status }: Pod): Generator<FieldError> {
  const seen = new Set<string>();
  for (const [{ name, resourceClaimName }, at] of each(status?.resourceClaimStatuses, 'status.resourceClaimStatuses')) {
    if (!(spec?.resourceClaims ?? []).some((claim) => claim.name === name))
      yield invalid(`${at}.name`, name, 'must match the name of an entry in `spec.resourceClaims`');
    if (seen.has(name)) yield duplicate(`${at}.name`, name);
    seen.add(name);
    if (resourceClaimName !== undefined) yield* invalidFor(`${at}.resourceClaimName`, resourceClaimName, dns1123Subdomain);
  }
}

interface Address {
  readonly ip: string;
}

function* validateAddresses(
  addresses: readonly Address[] | undefined,
  old: readonly Address[] | undefined,
  path: string,
): Generator<FieldError> {
  const known = new Set((old ?? []).map(({ ip }) => ip));
  for (const [{ ip }, at] of each(addresses, path)) if (!known.has(ip)) yield* validateLegacyIp(at, ip);
  const count = addresses?.length ?? 0;
  const sixes = (addresses ?? []).filter(({ ip }) => isIpv6(ip)).length;
  if (count > 2 || (count === 2 && sixes !== 1)) {
    const shown = (addresses ?? []).map(({ ip }) => ({ IP: ip }));
    yield invalid(path, shown, 'may specify no more than one IP for each IP family');
  }
}
