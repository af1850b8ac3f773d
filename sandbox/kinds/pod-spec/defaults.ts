import type { Draft } from '../../core/json.ts';
import { formatQuantity, parseQuantity } from '../../core/quantity.ts';
import type {
  Container,
  EnvVar,
  LifecycleHandler,
  ObjectFieldSelector,
  Pod,
  PodSpec,
  PodTemplateSpec,
  Probe,
  ResourceRequirements,
  Volume,
} from '../../schema/types/core-v1.ts';
import { tagOfImage } from './image-reference.ts';
import { aggregateRequests } from './resources.ts';

type Fields = { [key: string]: unknown };

/** Sets what is absent or empty. */
function setAbsent(target: Fields, defaults: Fields): void {
  for (const [key, value] of Object.entries(defaults)) if (target[key] === undefined || target[key] === '') target[key] = value;
}

/** Fills in a Pod template. Models SetDefaults_PodSpec and what it calls in pkg/apis/core/v1. */
export function defaultPodTemplate(template: Draft<PodTemplateSpec> | undefined): void {
  if (template === undefined) return;
  template.metadata ??= {};
  if (template.spec !== undefined) defaultPodSpec(template.spec);
}

export function defaultPodSpec(spec: Draft<PodSpec>): void {
  spec.dnsPolicy ||= 'ClusterFirst';
  spec.restartPolicy ||= 'Always';
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  spec.schedulerName ||= 'default-scheduler';
  // The two names of the field always agree; the newer one wins.
  const account = spec.serviceAccountName || spec.serviceAccount;
  if (account) {
    spec.serviceAccountName = account;
    spec.serviceAccount = account;
  }
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
  for (const container of spec.initContainers ?? []) defaultContainer(container);
  for (const container of spec.containers ?? []) defaultContainer(container);
  for (const container of spec.ephemeralContainers ?? []) defaultContainer(container);
  roundResources(spec.resources);
  roundQuantities(spec.overhead);
}

/** What holds for Pods but not for templates. Models SetDefaults_Pod. */
export function defaultPod(pod: Draft<Pod>): void {
  const { spec } = pod;
  if (spec === undefined) return;
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) requestLimits(container.resources);
  defaultPodLevelRequests(spec);
  spec.enableServiceLinks ??= true;
  if (spec.hostNetwork) {
    for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
      for (const port of container.ports ?? []) port.hostPort ||= port.containerPort;
    }
  }
}

function requestLimits(resources: Draft<ResourceRequirements> | undefined): void {
  if (resources?.limits === undefined) return;
  resources.requests = { ...resources.limits, ...resources.requests };
}

function defaultPodLevelRequests(spec: Draft<PodSpec>): void {
  const limits = spec.resources?.limits;
  if (spec.resources === undefined || limits === undefined || Object.keys(limits).length === 0) return;
  const together = Object.entries(aggregateRequests(spec)).filter(([name]) => name === 'cpu' || name === 'memory');
  spec.resources.requests = { ...limits, ...Object.fromEntries(together), ...spec.resources.requests };
}

function defaultContainer(container: Draft<Container>): void {
  container.resources ??= {};
  container.imagePullPolicy ||= pullPolicyFor(container.image);
  container.terminationMessagePath ||= '/dev/termination-log';
  container.terminationMessagePolicy ||= 'File';
  for (const port of container.ports ?? []) port.protocol ||= 'TCP';
  for (const variable of container.env ?? []) defaultEnvironment(variable);
  roundResources(container.resources);
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) {
    if (probe !== undefined) defaultProbe(probe);
  }
  for (const handler of [container.lifecycle?.postStart, container.lifecycle?.preStop]) defaultHttpGet(handler?.httpGet);
}

const pullPolicyFor = (image: string | undefined): string => (tagOfImage(image ?? '') === 'latest' ? 'Always' : 'IfNotPresent');

function defaultEnvironment(variable: Draft<EnvVar>): void {
  const from = variable.valueFrom;
  if (from?.fieldRef !== undefined) defaultFieldRef(from.fieldRef);
  if (from?.resourceFieldRef !== undefined) from.resourceFieldRef.divisor ??= '0';
  if (from?.fileKeyRef !== undefined) from.fileKeyRef.optional ??= false;
}

function defaultFieldRef(reference: Draft<ObjectFieldSelector>): void {
  reference.apiVersion ||= 'v1';
}

function defaultProbe(probe: Draft<Probe>): void {
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  defaultHttpGet(probe.httpGet);
  if (probe.grpc !== undefined) probe.grpc.service ??= '';
}

function defaultHttpGet(get: Draft<NonNullable<LifecycleHandler['httpGet']>> | undefined): void {
  if (get === undefined) return;
  get.path ||= '/';
  get.scheme ||= 'HTTP';
}

const volumeFields: { readonly [source in keyof Volume]?: Fields } = {
  hostPath: { type: '' },
  iscsi: { iscsiInterface: 'default' },
  rbd: { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' },
  azureDisk: { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' },
  scaleIO: { storageMode: 'ThinProvisioned', fsType: 'xfs' },
  secret: { defaultMode: 0o644 },
  configMap: { defaultMode: 0o644 },
  downwardAPI: { defaultMode: 0o644 },
  projected: { defaultMode: 0o644 },
};

function defaultVolume(volume: Draft<Volume>): void {
  const sources: Fields = volume;
  if (Object.keys(volume).every((key) => key === 'name')) volume.emptyDir = {};
  for (const [source, defaults] of Object.entries(volumeFields)) {
    const value = sources[source];
    if (typeof value === 'object' && value !== null) setAbsent(value as Fields, defaults);
  }
  if (volume.image !== undefined) volume.image.pullPolicy ||= pullPolicyFor(volume.image.reference);
  const downward = [...(volume.downwardAPI?.items ?? [])];
  for (const projection of volume.projected?.sources ?? []) {
    downward.push(...(projection.downwardAPI?.items ?? []));
    if (projection.serviceAccountToken !== undefined) projection.serviceAccountToken.expirationSeconds ??= 3600;
  }
  for (const { fieldRef, resourceFieldRef } of downward) {
    if (fieldRef !== undefined) defaultFieldRef(fieldRef);
    if (resourceFieldRef !== undefined) resourceFieldRef.divisor ??= '0';
  }
  const claim = volume.ephemeral?.volumeClaimTemplate?.spec;
  if (claim !== undefined) claim.volumeMode ??= 'Filesystem';
}

/** Amounts of resources are kept to a thousandth. Models SetDefaults_ResourceList. */
export function roundQuantities(list: { [name: string]: string } | undefined): void {
  for (const [name, text] of Object.entries(list ?? {})) {
    const { nanos, format } = parseQuantity(text);
    const rest = nanos % 1_000_000n;
    if (list !== undefined && rest !== 0n)
      list[name] = formatQuantity({ nanos: nanos - rest + (nanos > 0n ? 1_000_000n : 0n), format });
  }
}

function roundResources(resources: Draft<ResourceRequirements> | undefined): void {
  roundQuantities(resources?.limits);
  roundQuantities(resources?.requests);
}
