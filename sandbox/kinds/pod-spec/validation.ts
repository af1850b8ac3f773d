import type { FieldError } from '../../api/field-error.ts';
import {
  dns1123Label,
  dns1123Subdomain,
  dns1123SubdomainWithUnderscore,
  inclusiveRange,
  qualifiedName,
} from '../../core/names.ts';
import type { Pod, PodDNSConfig, PodSpec, PodTemplateSpec, Volume } from '../../schema/types/core-v1.ts';
import type { ObjectMeta } from '../../schema/types/meta-v1.ts';
import { validateLegacyIp } from '../validation/addresses.ts';
import {
  duplicate,
  each,
  forbidden,
  invalid,
  invalidFor,
  notFound,
  oneOf,
  required,
  tooLong,
  wholeObject,
} from '../validation/field-errors.ts';
import { validateAnnotations, validateLabels } from '../validation/labels.ts';
import { allContainers } from './all-containers.ts';
import { MIRROR_ANNOTATION, validatePodAnnotations, validateProfilesMatch } from './annotations.ts';
import { validateContainers, validateEphemeralContainers, validateInitContainers, untrimmedImage } from './containers.ts';
import { validateContainerResources, validatePodLevelResources } from './resources.ts';
import { validateAffinity, validateTolerations, validateTopologySpread } from './scheduling.ts';
import { validateHostUsers, validateOperatingSystem, validatePodSecurityContext } from './security.ts';
import { validateVolumes } from './volumes.ts';
import { validateHostProcess } from './windows.ts';

/** Models ValidatePodSpec in pkg/apis/core/validation. `metadata` is that of a Pod; templates give none. */
export function* validatePodSpec(spec: PodSpec, metadata: Partial<ObjectMeta> | undefined, path: string): Generator<FieldError> {
  const volumes = new Map<string, Volume>();
  const claims = new Set((spec.resourceClaims ?? []).map(({ name }) => name).filter((name) => name));
  const context = { spec, volumes, claims };
  if (spec.terminationGracePeriodSeconds === undefined) yield required(`${path}.terminationGracePeriodSeconds`);
  yield* validateVolumes(spec, { metadata }, volumes, `${path}.volumes`);
  yield* validateResourceClaims(spec, metadata, `${path}.resourceClaims`);
  yield* validateContainers(context, `${path}.containers`);
  yield* validateInitContainers(context, `${path}.initContainers`);
  yield* validateEphemeralContainers(context, `${path}.ephemeralContainers`);
  yield* validatePodLevelResources(spec, claims, path);
  yield* validateHostNetworkPorts(spec, metadata !== undefined, `${path}.containers`);
  yield* oneOf(`${path}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never']);
  yield* oneOf(`${path}.dnsPolicy`, spec.dnsPolicy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']);
  yield* validateLabels(spec.nodeSelector, `${path}.nodeSelector`);
  yield* validatePodSecurityContext(spec, `${path}.securityContext`);
  yield* validateAffinity(spec.affinity, `${path}.affinity`);
  yield* validateDnsConfig(spec.dnsConfig, spec.dnsPolicy, `${path}.dnsConfig`);
  yield* validateGates(spec, path);
  yield* validateTopologySpread(spec.topologySpreadConstraints, `${path}.topologySpreadConstraints`);
  yield* validateHostProcess(spec, path);
  yield* validateHostUsers(spec, path);
  yield* validateNames(spec, path);
  yield* validateOperatingSystem(spec, path);
  yield* validateFileKeyVolumes(spec, path);
}

function* validateResourceClaims(spec: PodSpec, metadata: Partial<ObjectMeta> | undefined, path: string): Generator<FieldError> {
  const names = new Set<string>();
  for (const [claim, at] of each(spec.resourceClaims, path)) {
    if (metadata?.annotations?.[MIRROR_ANNOTATION] !== undefined) {
      yield forbidden(wholeObject, 'static pods do not support resource claims');
      continue;
    }
    const { name, resourceClaimName, resourceClaimTemplateName } = claim;
    if (!name) yield required(`${at}.name`);
    else if (names.has(name)) yield duplicate(`${at}.name`, name);
    else {
      yield* invalidFor(`${at}.name`, name, dns1123Label);
      names.add(name);
    }
    const shown = {
      Name: name ?? '',
      ResourceClaimName: resourceClaimName ?? null,
      ResourceClaimTemplateName: resourceClaimTemplateName ?? null,
    };
    const both = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
    const none = 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`';
    if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined) yield invalid(at, shown, both);
    if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) yield invalid(at, shown, none);
    if (resourceClaimName !== undefined) yield* invalidFor(`${at}.resourceClaimName`, resourceClaimName, dns1123Subdomain);
    if (resourceClaimTemplateName !== undefined) {
      yield* invalidFor(`${at}.resourceClaimTemplateName`, resourceClaimTemplateName, dns1123Subdomain);
    }
  }
}

function* validateHostNetworkPorts(spec: PodSpec, isPod: boolean, path: string): Generator<FieldError> {
  if (!spec.hostNetwork) return;
  for (const [container, at] of each(spec.containers, path)) {
    for (const [{ hostPort = 0, containerPort = 0 }, portPath] of each(container.ports, `${at}.ports`)) {
      if ((isPod || hostPort !== 0) && hostPort !== containerPort) {
        yield invalid(`${portPath}.hostPort`, hostPort, 'must match `containerPort` when `hostNetwork` is true');
      }
    }
  }
}

/** Models validatePodDNSConfig. */
function* validateDnsConfig(config: PodDNSConfig | undefined, policy: string | undefined, path: string): Generator<FieldError> {
  const nameservers = config?.nameservers ?? [];
  if (policy === 'None') {
    if (config === undefined) {
      yield required(path, 'must provide `dnsConfig` when `dnsPolicy` is None');
      return;
    }
    if (nameservers.length === 0) {
      yield required(`${path}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None');
      return;
    }
  }
  if (config === undefined) return;
  if (nameservers.length > 3) yield invalid(`${path}.nameservers`, nameservers, 'must not have more than 3 nameservers');
  for (const [nameserver, at] of each(nameservers, `${path}.nameservers`)) yield* validateLegacyIp(at, nameserver);
  const searches = config.searches ?? [];
  if (searches.length > 32) yield invalid(`${path}.searches`, searches, 'must not have more than 32 search paths');
  if (searches.join(' ').length > 2048) {
    yield invalid(`${path}.searches`, searches, 'must not have more than 2048 characters (including spaces) in the search list');
  }
  for (const [search, at] of each(searches, `${path}.searches`)) {
    if (search !== '.') yield* invalidFor(at, search.replace(/\.$/, ''), dns1123SubdomainWithUnderscore);
  }
  for (const [{ name }, at] of each(config.options, `${path}.options`)) if (!name) yield required(at, 'must not be empty');
}

function* validateGates(spec: PodSpec, path: string): Generator<FieldError> {
  for (const [{ conditionType }, at] of each(spec.readinessGates, `${path}.readinessGates`)) {
    yield* invalidFor(`${at}.conditionType`, conditionType ?? '', qualifiedName);
  }
  const seen = new Set<string>();
  for (const [{ name = '' }, at] of each(spec.schedulingGates, `${path}.schedulingGates`)) {
    yield* invalidFor(at, name, qualifiedName);
    if (seen.has(name)) yield duplicate(at, name);
    seen.add(name);
  }
}

const longestTime = 2_147_483_647;

/** Names and numbers of the Pod as a whole. */
function* validateNames(spec: PodSpec, path: string): Generator<FieldError> {
  if (spec.hostnameOverride !== undefined) {
    const at = `${path}.hostnameOverride`;
    if (spec.setHostnameAsFQDN) yield forbidden(at, 'may not be specified when setHostnameAsFQDN is true');
    if (spec.hostNetwork) yield forbidden(at, 'may not be specified when hostNetwork is true');
    if (spec.hostnameOverride.length > 64) yield tooLong(at, 64);
    yield* invalidFor(at, spec.hostnameOverride, dns1123Subdomain);
  }
  if (spec.serviceAccountName) yield* invalidFor(`${path}.serviceAccountName`, spec.serviceAccountName, dns1123Subdomain);
  if (spec.nodeName) yield* invalidFor(`${path}.nodeName`, spec.nodeName, dns1123Subdomain);
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > longestTime)) {
    yield invalid(`${path}.activeDeadlineSeconds`, deadline, inclusiveRange(1, longestTime));
  }
  if (spec.hostname) yield* invalidFor(`${path}.hostname`, spec.hostname, dns1123Label);
  if (spec.subdomain) yield* invalidFor(`${path}.subdomain`, spec.subdomain, dns1123Label);
  yield* validateTolerations(spec.tolerations, `${path}.tolerations`);
  for (const [{ ip, hostnames }, at] of each(spec.hostAliases, `${path}.hostAliases`)) {
    yield* validateLegacyIp(`${at}.ip`, ip ?? '');
    for (const [hostname, namePath] of each(hostnames, `${at}.hostnames`))
      yield* invalidFor(namePath, hostname, dns1123Subdomain);
  }
  if (spec.priorityClassName) yield* invalidFor(`${path}.priorityClassName`, spec.priorityClassName, dns1123Subdomain);
  if (spec.runtimeClassName !== undefined) yield* invalidFor(`${path}.runtimeClassName`, spec.runtimeClassName, dns1123Subdomain);
  const { preemptionPolicy, overhead } = spec;
  if (preemptionPolicy !== undefined)
    yield* oneOf(`${path}.preemptionPolicy`, preemptionPolicy, ['PreemptLowerPriority', 'Never']);
  if (overhead !== undefined) yield* validateContainerResources({ limits: overhead }, new Set(), `${path}.overhead`);
}

function* validateFileKeyVolumes(spec: PodSpec, path: string): Generator<FieldError> {
  for (const [container, at] of allContainers(spec, path)) {
    for (const [{ valueFrom }, variablePath] of each(container.env, `${at}.env`)) {
      const name = valueFrom?.fileKeyRef?.volumeName;
      if (name === undefined) continue;
      const volume = (spec.volumes ?? []).find((candidate) => candidate.name === name);
      const field = `${variablePath}.valueFrom.fileKeyRef.volumeName`;
      if (volume === undefined) yield notFound(field, name);
      else if (volume.emptyDir === undefined) yield invalid(field, name, 'referenced volume must be of type emptyDir');
    }
  }
}

/** Models ValidatePodTemplateSpec. */
export function* validatePodTemplate(template: PodTemplateSpec, path: string): Generator<FieldError> {
  const { metadata, spec } = template;
  yield* validateLabels(metadata?.labels, `${path}.labels`);
  yield* validateAnnotations(metadata?.annotations, `${path}.annotations`);
  yield* validatePodAnnotations(metadata?.annotations, spec, `${path}.annotations`);
  yield* validatePodSpec(spec ?? emptySpec, undefined, `${path}.spec`);
  yield* validateProfilesMatch(metadata?.annotations, spec ?? emptySpec, `${path}.spec`);
  if ((spec?.ephemeralContainers ?? []).length > 0) {
    yield forbidden(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template');
  }
}

/** What a Pod without a spec becomes. */
const emptySpec: PodSpec = {
  containers: [],
  restartPolicy: 'Always',
  dnsPolicy: 'ClusterFirst',
  terminationGracePeriodSeconds: 30,
};

/** What holds for a Pod whenever it is written. Models validatePodMetadataAndSpec. */
export function* validatePod(pod: Pod): Generator<FieldError> {
  const spec = pod.spec ?? emptySpec;
  yield* validatePodAnnotations(pod.metadata.annotations, spec, 'metadata.annotations');
  yield* validatePodSpec(spec, pod.metadata, 'spec');
  if (!spec.serviceAccountName)
    for (const [{ projected }, at] of each(spec.volumes, 'spec.volumes'))
      for (const [source, sourceAt] of each(projected?.sources, `${at}.projected.sources`))
        if (source.serviceAccountToken !== undefined)
          yield forbidden(`${sourceAt}.serviceAccountToken`, 'must not be specified when serviceAccountName is not set');
  for (const [container, at] of each(spec.containers, 'spec.containers')) yield* untrimmedImage(container, at);
  for (const [container, at] of each(spec.initContainers, 'spec.initContainers')) yield* untrimmedImage(container, at);
}

/** Models ValidatePodCreate. */
export function* validateNewPod(pod: Pod): Generator<FieldError> {
  yield* validatePod(pod);
  if ((pod.spec?.ephemeralContainers ?? []).length > 0) yield forbidden('spec.ephemeralContainers', 'cannot be set on create');
  if (pod.spec?.nodeName && (pod.spec.schedulingGates ?? []).length > 0) {
    yield forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared');
  }
  yield* validateProfilesMatch(pod.metadata.annotations, pod.spec ?? emptySpec, 'spec');
}
