import type { FieldError } from '../../api/field-error.ts';
import { dns1123Label, portName, portNumber } from '../../core/names.ts';
import type { Container, ContainerPort, PodSpec } from '../../schema/types/core-v1.ts';
import {
  duplicate,
  each,
  forbidden,
  invalid,
  invalidFor,
  notFound,
  notSupported,
  oneOf,
  required,
  tooMany,
} from '../validation/field-errors.ts';
import { validateEnvironment, validateEnvironmentFrom } from './environment.ts';
import { validateVolumeDevices, validateVolumeMounts, type Volumes } from './mounts.ts';
import { validateLifecycle, validateProbes } from './probes.ts';
import { validateContainerResources } from './resources.ts';
import { validateSecurityContext } from './security.ts';

/** What the containers of a Pod are checked against. */
export interface ContainerContext {
  readonly spec: PodSpec;
  readonly volumes: Volumes;
  readonly claims: ReadonlySet<string>;
}

/** Models validateContainers in pkg/apis/core/validation. */
export function* validateContainers(context: ContainerContext, path: string): Generator<FieldError> {
  const { spec } = context;
  const containers = spec.containers ?? [];
  if (containers.length === 0) {
    yield required(path);
    return;
  }
  const names = new Set<string>();
  for (const [container, at] of each(containers, path)) {
    yield* validateContainer(container, context, at);
    yield* uniqueName(container.name ?? '', names, at);
    if (container.lifecycle !== undefined) yield* validateLifecycle(container.lifecycle, spec, `${at}.lifecycle`);
    yield* validateProbes(container, spec.terminationGracePeriodSeconds, at);
    yield* validateRestartPolicy(container, at);
  }
  yield* validateHostPorts(containers, path);
}

/** Models validateInitContainers. */
export function* validateInitContainers(context: ContainerContext, path: string): Generator<FieldError> {
  const { spec } = context;
  const names = new Set((spec.containers ?? []).map(({ name }) => name ?? ''));
  for (const [container, at] of each(spec.initContainers, path)) {
    yield* validateContainer(container, context, at);
    yield* validateRestartPolicy(container, at);
    if (container.name || names.has('')) yield* uniqueName(container.name ?? '', names, at);
    yield* validateHostPorts([container], path);
    if (container.restartPolicy === 'Always') {
      if (container.lifecycle !== undefined) yield* validateLifecycle(container.lifecycle, spec, `${at}.lifecycle`);
      yield* validateProbes(container, spec.terminationGracePeriodSeconds, at);
      continue;
    }
    for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
      if (container[field] !== undefined)
        yield forbidden(`${at}.${field}`, 'may not be set for init containers without restartPolicy=Always');
    }
    for (const [{ restartPolicy }, policyPath] of each(container.resizePolicy, `${at}.resizePolicy`)) {
      if (restartPolicy !== 'RestartContainer') continue;
      const detail = "must not be set to 'RestartContainer' for non-sidecar initContainers";
      yield invalid(`${policyPath}.restartPolicy`, restartPolicy, detail);
    }
  }
}

/** What a container that was added to a running Pod cannot have, in the order of the server's own type. */
const notEphemeral = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;

/** Containers that were added to a running Pod. Models validateEphemeralContainers. */
export function* validateEphemeralContainers(context: ContainerContext, path: string): Generator<FieldError> {
  const { spec } = context;
  const others = new Set([...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ name }) => name ?? ''));
  const names = new Set(others);
  for (const [container, at] of each(spec.ephemeralContainers, path)) {
    yield* validateContainer(container, context, at);
    yield* untrimmedImage(container, at);
    yield* uniqueName(container.name ?? '', names, at);
    const { targetContainerName } = container;
    if (targetContainerName && !others.has(targetContainerName)) yield notFound(`${at}.targetContainerName`, targetContainerName);
    for (const field of notEphemeral) {
      const value = container[field];
      const isSet = field === 'resources' ? Object.keys(value ?? {}).length > 0 : value !== undefined;
      if (isSet) yield forbidden(`${at}.${field}`, 'cannot be set for an Ephemeral Container');
    }
    for (const [mount, mountPath] of each(container.volumeMounts, `${at}.volumeMounts`)) {
      if (mount.subPath) yield forbidden(`${mountPath}.subPath`, 'cannot be set for an Ephemeral Container');
      if (mount.subPathExpr) yield forbidden(`${mountPath}.subPathExpr`, 'cannot be set for an Ephemeral Container');
    }
  }
}

function* uniqueName(name: string, names: Set<string>, path: string): Generator<FieldError> {
  if (names.has(name)) yield duplicate(`${path}.name`, name);
  else names.add(name);
}

/** An image name with blanks around it, which only Pods themselves refuse. */
export function* untrimmedImage({ image = '' }: Container, path: string): Generator<FieldError> {
  if (image.trim() !== image) yield invalid(`${path}.image`, image, 'must not have leading or trailing whitespace');
}

/** Models validateContainerCommon. */
function* validateContainer(container: Container, context: ContainerContext, path: string): Generator<FieldError> {
  if (!container.name) yield required(`${path}.name`);
  else yield* invalidFor(`${path}.name`, container.name, dns1123Label);
  if (!container.image) yield required(`${path}.image`);
  yield* oneOf(`${path}.terminationMessagePolicy`, container.terminationMessagePolicy, ['File', 'FallbackToLogsOnError']);
  yield* validateContainerPorts(container.ports, `${path}.ports`);
  yield* validateEnvironment(container.env, `${path}.env`);
  yield* validateEnvironmentFrom(container.envFrom, `${path}.envFrom`);
  yield* validateVolumeMounts(container, context.volumes, `${path}.volumeMounts`);
  yield* validateVolumeDevices(container, context.volumes, `${path}.volumeDevices`);
  yield* validatePullPolicy(container.imagePullPolicy, `${path}.imagePullPolicy`);
  yield* validateContainerResources(container.resources ?? {}, context.claims, `${path}.resources`);
  yield* validateResizePolicy(container, context.spec.restartPolicy, `${path}.resizePolicy`);
  yield* validateSecurityContext(container.securityContext, context.spec.hostUsers !== false, `${path}.securityContext`);
}

export const validatePullPolicy = (policy: string | undefined, path: string): Generator<FieldError> =>
  oneOf(path, policy, ['Always', 'IfNotPresent', 'Never']);

export const protocols = ['SCTP', 'TCP', 'UDP'];

function* validateContainerPorts(ports: readonly ContainerPort[] | undefined, path: string): Generator<FieldError> {
  const names = new Set<string>();
  for (const [port, at] of each(ports, path)) {
    if (port.name) {
      const wrong = portName(port.name);
      for (const text of wrong) yield invalid(`${at}.name`, port.name, text);
      if (wrong.length === 0) yield* uniqueName(port.name, names, at);
    }
    if (!port.containerPort) yield required(`${at}.containerPort`);
    else yield* invalidFor(`${at}.containerPort`, port.containerPort, portNumber);
    if (port.hostPort) yield* invalidFor(`${at}.hostPort`, port.hostPort, portNumber);
    yield* oneOf(`${at}.protocol`, port.protocol, protocols);
  }
}

/** A port of the node can be taken once only. */
function* validateHostPorts(containers: readonly Container[], path: string): Generator<FieldError> {
  const taken = new Set<string>();
  for (const [container, at] of each(containers, path)) {
    for (const [{ hostPort, hostIP = '', protocol = '' }, portPath] of each(container.ports, `${at}.ports`)) {
      if (!hostPort) continue;
      const text = `${protocol}/${hostIP}/${hostPort}`;
      if (taken.has(text)) yield duplicate(`${portPath}.hostPort`, text);
      else taken.add(text);
    }
  }
}

function* validateResizePolicy(container: Container, podPolicy: string | undefined, path: string): Generator<FieldError> {
  const seen = new Set<string>();
  for (const [{ resourceName, restartPolicy }, at] of each(container.resizePolicy, path)) {
    if (seen.has(resourceName)) yield duplicate(at, resourceName);
    seen.add(resourceName);
    yield* oneOf(path, resourceName, ['cpu', 'memory']);
    yield* oneOf(path, restartPolicy, ['NotRequired', 'RestartContainer']);
    if (podPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      yield invalid(path, restartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
    }
  }
}

/** Models validateContainerRestartPolicy. */
function* validateRestartPolicy({ restartPolicy, restartPolicyRules = [] }: Container, path: string): Generator<FieldError> {
  const supported = ['Always', 'Never', 'OnFailure'];
  if (restartPolicy === undefined) {
    if (restartPolicyRules.length === 0) return;
    yield required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used');
  } else if (!supported.includes(restartPolicy)) {
    yield notSupported(`${path}.restartPolicy`, restartPolicy, supported);
  }
  if (restartPolicyRules.length > 20) yield tooMany(`${path}.restartPolicyRules`, restartPolicyRules.length, 20);
  for (const [{ action, exitCodes }, at] of each(restartPolicyRules, `${path}.restartPolicyRules`)) {
    const actions = ['Restart', 'RestartAllContainers'];
    if (!actions.includes(action)) yield notSupported(`${at}.action`, action, actions);
    if (exitCodes === undefined) {
      yield required(`${at}.exitCodes`, 'must be specified');
      continue;
    }
    if (!['In', 'NotIn'].includes(exitCodes.operator))
      yield notSupported(`${at}.exitCodes.operator`, exitCodes.operator, ['In', 'NotIn']);
    const count = exitCodes.values?.length ?? 0;
    if (count > 255) yield tooMany(`${at}.exitCodes.values`, count, 255);
  }
}
