import type { FieldError } from '../../api/field-error.ts';
import { dns1123Label, dns1123Subdomain } from '../../core/names.ts';
import type {
  Container,
  ContainerStatus,
  Pod,
  PodExtendedResourceClaimStatus,
  PodSpec,
  ResourceStatus,
} from '../../schema/types/core-v1.ts';
import { duplicate, each, forbidden, invalid, invalidFor, notSupported, required, tooLong } from '../validation/field-errors.ts';
import { validateId } from './security.ts';

/** What a kubelet reports of users and devices of containers. Models the end of ValidatePodStatusUpdate in pkg/apis/core/validation. */
export function* validateReportedContainers({ spec, status }: Pod): Generator<FieldError> {
  const lists = [
    ['status.containerStatuses', status?.containerStatuses],
    ['status.initContainerStatuses', status?.initContainerStatuses],
    ['status.ephemeralContainerStatuses', status?.ephemeralContainerStatuses],
  ] as const;
  for (const [path, statuses] of lists) yield* validateUsers(statuses, spec?.os?.name ?? 'linux', path);
  const [running, init, ephemeral] = lists;
  yield* validateDevices(running[1], spec?.containers, running[0]);
  yield* validateDevices(init[1], spec?.initContainers, init[0]);
  for (const [{ allocatedResourcesStatus = [] }, at] of each(ephemeral[1], ephemeral[0])) {
    if (allocatedResourcesStatus.length > 0)
      yield forbidden(`${at}.allocatedResourcesStatus`, 'must not be specified in container status');
  }
}

function* validateUsers(statuses: readonly ContainerStatus[] | undefined, os: string, path: string): Generator<FieldError> {
  for (const [{ user }, index] of each(statuses, path)) {
    const linux = user?.linux;
    if (linux === undefined) continue;
    const at = `${index}.user.linux`;
    if (os === 'windows') yield forbidden(at, 'cannot be set for a windows pod');
    if (os !== 'linux') continue;
    yield* validateId(linux.uid, `${at}.uid`);
    yield* validateId(linux.gid, `${at}.gid`);
    for (const [group, groupAt] of each(linux.supplementalGroups, `${at}.supplementalGroups`)) yield* validateId(group, groupAt);
  }
}

function* validateDevices(
  statuses: readonly ContainerStatus[] | undefined,
  containers: readonly Container[] | undefined,
  path: string,
): Generator<FieldError> {
  for (const [{ name, allocatedResourcesStatus }, index] of each(statuses, path)) {
    const container = containers?.find((one) => one.name === name);
    for (const [device, at] of each(allocatedResourcesStatus, `${index}.allocatedResourcesStatus`)) {
      if (container !== undefined) yield* validateDeviceName(device.name, container, `${at}.name`);
      yield* validateHealth(device, at);
    }
  }
}

const CLAIM = 'claim:';

function* validateDeviceName(name: string, { resources }: Container, path: string): Generator<FieldError> {
  const known = name.startsWith(CLAIM)
    ? (resources?.claims ?? []).map((claim) => CLAIM + claim.name + (claim.request ? `/${claim.request}` : ''))
    : Object.keys(resources?.requests ?? {});
  if (known.includes(name)) return;
  const claims = `resource claims in a format '${CLAIM}<claimName>/<request>' or '${CLAIM}<claimName>' if request is empty`;
  yield invalid(path, name, `must match one of the container's ${name.startsWith(CLAIM) ? claims : 'resource requests'}`);
}

const healths = ['Healthy', 'Unhealthy', 'Unknown'];
const longestMessage = 1024;

function* validateHealth({ resources }: ResourceStatus, path: string): Generator<FieldError> {
  const seen = new Set<string>();
  for (const [{ health = '', message, resourceID }, at] of each(resources, `${path}.resources`)) {
    if (!healths.includes(health)) yield notSupported(`${at}.health`, health, healths);
    if (message === '') yield required(`${at}.message`, 'must be non-empty if specified');
    if ((message ?? '').length > longestMessage) yield tooLong(`${at}.message`, longestMessage);
    if (seen.has(resourceID)) yield duplicate(`${at}.resourceID`, resourceID);
    seen.add(resourceID);
  }
}

/** Models validatePodExtendedResourceClaimStatus. */
export function* validateExtendedClaim(
  status: PodExtendedResourceClaimStatus | undefined,
  spec: PodSpec | undefined,
): Generator<FieldError> {
  if (status === undefined) return;
  const path = 'status.extendedResourceClaimStatus';
  const containers = new Map([...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map((one) => [one.name, one]));
  const mappings = status.requestMappings ?? [];
  if (mappings.length === 0) yield required(`${path}.requestMappings`, 'at least one request mapping is required');
  const seen = new Set<string>();
  for (const [{ containerName, resourceName, requestName }, at] of each(mappings, `${path}.requestMappings`)) {
    const container = containers.get(containerName);
    if (container === undefined) {
      const detail = 'must match the name of an entry in spec.initContainers.name or spec.containers.name';
      yield invalid(`${at}.containerName`, containerName, detail);
    } else if (container.resources?.requests?.[resourceName] === undefined) {
      const detail =
        'must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests';
      yield invalid(`${at}.resourceName`, resourceName, detail);
    }
    yield* invalidFor(`${path}.requestName`, requestName, dns1123Label);
    const key = JSON.stringify([containerName, resourceName, requestName]);
    if (seen.has(key)) {
      yield duplicate(`${at}.containerName`, containerName);
      yield duplicate(`${at}.resourceName`, resourceName);
      yield duplicate(`${at}.requestName`, requestName);
    }
    seen.add(key);
  }
  if (!status.resourceClaimName) yield required(`${path}.resourceClaimName`);
  else yield* invalidFor(`${path}.resourceClaimName`, status.resourceClaimName, dns1123Subdomain);
}
