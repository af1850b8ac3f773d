import { formatQuantity, parseQuantity } from '../../core/quantity.ts';
import type { DescribeText } from '../../core/text-table.ts';
import type {
  Container,
  ContainerPort,
  ContainerState,
  ContainerStatus,
  EnvVar,
  Pod,
  Probe,
  ResourceFieldSelector,
  ResourceRequirements,
} from '../../schema/types/core-v1.ts';
import { timeText } from './metadata.ts';

/** What containers are described with: a running Pod's status, or nothing for a template. */
export interface ContainersContext {
  readonly statuses?: readonly ContainerStatus[];
  readonly pod?: Pod;
  /** Two blanks inside a template. */
  readonly space: string;
}

/** Models describeContainers in k8s.io/kubectl/pkg/describe. */
export function writeContainers(
  text: DescribeText,
  label: string,
  containers: readonly Container[] | undefined,
  context: ContainersContext,
): void {
  text.raw(`${context.space}${label}:${(containers ?? []).length === 0 ? ' <none>' : ''}\n`);
  for (const container of containers ?? []) {
    const status = context.statuses?.find(({ name }) => name === container.name);
    text.line(1, `${context.space === '' ? '' : ' '}${container.name}:`);
    writeBasics(text, container, status);
    writeCommand(text, 'Command', container.command);
    writeCommand(text, 'Args', container.args);
    if (status !== undefined) {
      writeState(text, 'State', status.state ?? {});
      if (status.lastState?.terminated !== undefined) writeState(text, 'Last State', status.lastState);
      text.line(2, `Ready:\t${status.ready ? 'True' : 'False'}`);
      text.line(2, `Restart Count:\t${status.restartCount}`);
    }
    writeResources(text, container.resources, 2);
    for (const [title, probe] of [
      ['Liveness', container.livenessProbe],
      ['Readiness', container.readinessProbe],
      ['Startup', container.startupProbe],
    ] as const) {
      if (probe !== undefined) text.line(2, `${title}:\t${probeText(probe)}`);
    }
    writeEnvironmentFrom(text, container);
    writeEnvironment(text, container, context.pod);
    writeMounts(text, container);
  }
}

function writeBasics(text: DescribeText, container: Container, status: ContainerStatus | undefined): void {
  if (status !== undefined) text.line(2, `Container ID:\t${status.containerID ?? ''}`);
  text.line(2, `Image:\t${container.image ?? ''}`);
  if (status !== undefined) text.line(2, `Image ID:\t${status.imageID}`);
  writePorts(text, 'Port', container.ports, ({ containerPort }) => containerPort);
  writePorts(text, 'Host Port', container.ports, ({ hostPort }) => hostPort ?? 0);
  const seccomp = container.securityContext?.seccompProfile;
  if (seccomp === undefined) return;
  text.line(2, `SeccompProfile:\t${seccomp.type}`);
  if (seccomp.type === 'Localhost') text.line(3, `LocalhostProfile:\t${seccomp.localhostProfile ?? ''}`);
}

function writePorts(
  text: DescribeText,
  title: string,
  ports: readonly ContainerPort[] | undefined,
  number: (port: ContainerPort) => number,
): void {
  const all = (ports ?? []).map((port) => `${number(port)}/${port.protocol ?? ''}${port.name ? ` (${port.name})` : ''}`);
  text.line(2, `${title}${all.length > 1 ? 's' : ''}:\t${all.join(', ') || '<none>'}`);
}

function writeCommand(text: DescribeText, title: string, words: readonly string[] | undefined): void {
  if ((words ?? []).length === 0) return;
  text.line(2, `${title}:`);
  for (const word of words ?? []) for (const line of word.split('\n')) text.line(3, line);
}

function writeState(text: DescribeText, title: string, { running, waiting, terminated }: ContainerState): void {
  if (running !== undefined) {
    text.line(2, `${title}:\tRunning`);
    text.line(3, `Started:\t${timeText(running.startedAt)}`);
  } else if (terminated !== undefined && waiting === undefined) {
    text.line(2, `${title}:\tTerminated`);
    if (terminated.reason) text.line(3, `Reason:\t${terminated.reason}`);
    if (terminated.message) text.line(3, `Message:\t${terminated.message}`);
    text.line(3, `Exit Code:\t${terminated.exitCode}`);
    if ((terminated.signal ?? 0) > 0) text.line(3, `Signal:\t${terminated.signal}`);
    text.line(3, `Started:\t${timeText(terminated.startedAt)}`);
    text.line(3, `Finished:\t${timeText(terminated.finishedAt)}`);
  } else {
    text.line(2, `${title}:\tWaiting`);
    if (waiting?.reason) text.line(3, `Reason:\t${waiting.reason}`);
  }
}

/** Limits and requests. */
export function writeResources(text: DescribeText, resources: ResourceRequirements | undefined, level: number): void {
  for (const [title, amounts] of [
    ['Limits', resources?.limits],
    ['Requests', resources?.requests],
  ] as const) {
    const names = Object.keys(amounts ?? {}).sort();
    if (names.length > 0) text.line(level, `${title}:`);
    for (const name of names) text.line(level + 1, `${name}:\t${amounts?.[name] ?? ''}`);
  }
}

/** A probe in one line. Models DescribeProbe. */
export function probeText(probe: Probe): string {
  const { initialDelaySeconds = 0, timeoutSeconds = 0, periodSeconds = 0, successThreshold = 0, failureThreshold = 0 } = probe;
  const times = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s`;
  const rest = `${times} #success=${successThreshold} #failure=${failureThreshold}`;
  const { exec, httpGet, tcpSocket, grpc } = probe;
  if (exec !== undefined) return `exec [${(exec.command ?? []).join(' ')}] ${rest}`;
  if (httpGet !== undefined) {
    const path = (httpGet.path ?? '').replace(/^(?=[^/])/, '/');
    return `http-get ${(httpGet.scheme ?? '').toLowerCase()}://${httpGet.host ?? ''}:${httpGet.port}${path} ${rest}`;
  }
  if (tcpSocket !== undefined) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port} ${rest}`;
  if (grpc !== undefined) return `grpc <pod>:${grpc.port} ${grpc.service ?? ''} ${rest}`;
  return `unknown ${rest}`;
}

function writeEnvironmentFrom(text: DescribeText, { envFrom = [] }: Container): void {
  if (envFrom.length === 0) return;
  text.line(2, 'Environment Variables from:');
  for (const { configMapRef, secretRef, prefix } of envFrom) {
    const from = configMapRef === undefined ? 'Secret' : 'ConfigMap';
    const source = configMapRef ?? secretRef;
    const withPrefix = prefix ? ` with prefix '${prefix}'` : '';
    text.line(3, `${source?.name ?? ''}\t${from}${withPrefix}\tOptional: ${source?.optional ?? false}`);
  }
}

function writeEnvironment(text: DescribeText, container: Container, pod: Pod | undefined): void {
  const variables = container.env ?? [];
  text.line(2, variables.length === 0 ? 'Environment:\t<none>' : 'Environment:');
  for (const variable of variables) {
    if (variable.valueFrom === undefined) {
      const [first = '', ...more] = (variable.value ?? '').split('\n');
      text.line(3, `${variable.name}:\t${first}`);
      for (const line of more) text.line(3, `\t${line}`);
      continue;
    }
    const shown = referenceText(variable.valueFrom, container, pod);
    if (shown !== undefined) text.line(3, `${variable.name}:\t${shown}`);
  }
}

function referenceText(from: NonNullable<EnvVar['valueFrom']>, container: Container, pod: Pod | undefined): string | undefined {
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = from;
  if (fieldRef !== undefined)
    return `${fieldValue(fieldRef.fieldPath, pod)} (${fieldRef.apiVersion ?? ''}:${fieldRef.fieldPath})`;
  if (resourceFieldRef !== undefined) return `${resourceValue(resourceFieldRef, container)} (${resourceFieldRef.resource})`;
  if (secretKeyRef !== undefined) {
    return `<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name ?? ''}'>\tOptional: ${secretKeyRef.optional ?? false}`;
  }
  if (configMapKeyRef !== undefined) {
    const { key, name = '', optional = false } = configMapKeyRef;
    return `<set to the key '${key}' of config map '${name}'>\tOptional: ${optional}`;
  }
  return undefined;
}

/** The value of a field of the Pod's metadata; other fields are known to the kubelet alone. */
function fieldValue(path: string, pod: Pod | undefined): string {
  const { name = '', namespace = '', uid = '', labels, annotations } = pod?.metadata ?? {};
  const plain = new Map([
    ['metadata.name', name],
    ['metadata.namespace', namespace],
    ['metadata.uid', uid],
  ]);
  const [, map, key] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? [];
  if (key !== undefined) return (map === 'labels' ? labels : annotations)?.[key] ?? '';
  return plain.get(path) ?? '';
}

function resourceValue({ resource, divisor }: ResourceFieldSelector, { resources }: Container): string {
  const [, list, name = ''] = /^(limits|requests)\.(.+)$/.exec(resource) ?? [];
  const amount = (list === 'limits' ? resources?.limits : resources?.requests)?.[name];
  if (amount === undefined)
    return resource.startsWith('limits.') && (name === 'cpu' || name === 'memory') ? 'node allocatable' : '0';
  const unit = divisor === undefined || parseQuantity(divisor).nanos === 0n ? 1_000_000_000n : parseQuantity(divisor).nanos;
  const { nanos } = parseQuantity(amount);
  return formatQuantity({ nanos: ((nanos + unit - 1n) / unit) * 1_000_000_000n, format: 'DecimalSI' });
}

function writeMounts(text: DescribeText, { volumeMounts = [], volumeDevices = [] }: Container): void {
  text.line(2, volumeMounts.length === 0 ? 'Mounts:\t<none>' : 'Mounts:');
  for (const mount of [...volumeMounts].sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1))) {
    const flags = [mount.readOnly ? 'ro' : 'rw', ...(mount.subPath ? [`path=${JSON.stringify(mount.subPath)}`] : [])];
    text.line(3, `${mount.mountPath} from ${mount.name} (${flags.join(',')})`);
  }
  if (volumeDevices.length > 0) text.line(2, volumeMounts.length === 0 ? 'Devices:\t<none>' : 'Devices:');
  for (const { devicePath, name } of volumeDevices) text.line(3, `${devicePath} from ${name}`);
}
