import type { FieldError } from '../../api/field-error.ts';
import { httpHeaderName, portName, portNumber } from '../../core/names.ts';
import type { Container, HTTPGetAction, Lifecycle, LifecycleHandler, PodSpec, Probe } from '../../schema/types/core-v1.ts';
import { forbidden, invalid, invalidFor, nonNegative, notSupported, required } from '../validation/field-errors.ts';

type Handler = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'> & Pick<LifecycleHandler, 'sleep'>;

/** A port by number or by name. */
export function* validatePort(port: number | string | undefined, path: string): Generator<FieldError> {
  if (typeof port === 'string') yield* invalidFor(path, port, portName);
  else yield* invalidFor(path, port ?? 0, portNumber);
}

function* validateHttpGet(get: HTTPGetAction, path: string): Generator<FieldError> {
  if (!get.path) yield required(`${path}.path`);
  yield* validatePort(get.port, `${path}.port`);
  if (get.scheme !== 'HTTP' && get.scheme !== 'HTTPS') yield notSupported(`${path}.scheme`, get.scheme ?? '', ['HTTP', 'HTTPS']);
  for (const { name } of get.httpHeaders ?? []) yield* invalidFor(`${path}.httpHeaders`, name ?? '', httpHeaderName);
}

/** Models validateHandler in pkg/apis/core/validation. */
function* validateHandler(handler: Handler, grace: number | undefined, path: string): Generator<FieldError> {
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  const checks: (readonly [string, () => Generator<FieldError>])[] = [];
  if (exec !== undefined) {
    checks.push([
      'exec',
      function* () {
        if ((exec.command ?? []).length === 0) yield required(`${path}.exec.command`);
      },
    ]);
  }
  if (httpGet !== undefined) checks.push(['httpGet', () => validateHttpGet(httpGet, `${path}.httpGet`)]);
  if (tcpSocket !== undefined) checks.push(['tcpSocket', () => validatePort(tcpSocket.port, `${path}.tcpSocket.port`)]);
  if (grpc !== undefined) checks.push(['grpc', () => validatePort(grpc.port, `${path}.grpc.port`)]);
  if (sleep !== undefined) {
    checks.push([
      'sleep',
      function* () {
        const seconds = sleep.seconds ?? 0;
        if (grace !== undefined && (seconds < 0 || seconds > grace)) {
          yield invalid(`${path}.sleep`, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${grace})`);
        }
      },
    ]);
  }
  if (checks.length === 0) yield required(path, 'must specify a handler type');
  for (const [index, [name, check]] of checks.entries()) {
    if (index === 0) yield* check();
    else yield forbidden(`${path}.${name}`, 'may not specify more than 1 handler type');
  }
}

function* validateProbe(probe: Probe, grace: number | undefined, path: string): Generator<FieldError> {
  yield* validateHandler(probe, grace, path);
  yield* nonNegative(`${path}.initialDelaySeconds`, probe.initialDelaySeconds);
  yield* nonNegative(`${path}.timeoutSeconds`, probe.timeoutSeconds);
  yield* nonNegative(`${path}.periodSeconds`, probe.periodSeconds);
  yield* nonNegative(`${path}.successThreshold`, probe.successThreshold);
  yield* nonNegative(`${path}.failureThreshold`, probe.failureThreshold);
  const { terminationGracePeriodSeconds: own } = probe;
  if (own !== undefined && own <= 0) yield invalid(`${path}.terminationGracePeriodSeconds`, own, 'must be greater than 0');
}

/** The three probes of a container. */
export function* validateProbes(container: Container, grace: number | undefined, path: string): Generator<FieldError> {
  const { livenessProbe, readinessProbe, startupProbe } = container;
  if (livenessProbe !== undefined) yield* validateOnceProbe(livenessProbe, grace, `${path}.livenessProbe`);
  if (readinessProbe !== undefined) {
    yield* validateProbe(readinessProbe, grace, `${path}.readinessProbe`);
    const own = readinessProbe.terminationGracePeriodSeconds;
    if (own !== undefined) {
      yield invalid(`${path}.readinessProbe.terminationGracePeriodSeconds`, own, 'must not be set for readinessProbes');
    }
  }
  if (startupProbe !== undefined) yield* validateOnceProbe(startupProbe, grace, `${path}.startupProbe`);
}

/** A probe for which one success is enough. */
function* validateOnceProbe(probe: Probe, grace: number | undefined, path: string): Generator<FieldError> {
  yield* validateProbe(probe, grace, path);
  if (probe.successThreshold !== 1) yield invalid(`${path}.successThreshold`, probe.successThreshold ?? 0, 'must be 1');
}

const signals = [
  'ABRT',
  'ALRM',
  'BUS',
  'CHLD',
  'CLD',
  'CONT',
  'FPE',
  'HUP',
  'ILL',
  'INT',
  'IO',
  'IOT',
  'KILL',
  'PIPE',
  'POLL',
  'PROF',
].concat(
  [
    'PWR',
    'QUIT',
    'RTMAX',
    ...range(1, 14).map((step) => `RTMAX-${step}`),
    'RTMIN',
    ...range(1, 15).map((step) => `RTMIN+${step}`),
  ],
  [
    'SEGV',
    'STKFLT',
    'STOP',
    'SYS',
    'TERM',
    'TRAP',
    'TSTP',
    'TTIN',
    'TTOU',
    'URG',
    'USR1',
    'USR2',
    'VTALRM',
    'WINCH',
    'XCPU',
    'XFSZ',
  ],
);
const linuxSignals = signals.map((name) => `SIG${name}`).sort();

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

export function* validateLifecycle(lifecycle: Lifecycle, spec: PodSpec, path: string): Generator<FieldError> {
  const grace = spec.terminationGracePeriodSeconds;
  const { postStart, preStop, stopSignal } = lifecycle;
  if (postStart !== undefined) yield* validateHandler(postStart, grace, `${path}.postStart`);
  if (preStop !== undefined) yield* validateHandler(preStop, grace, `${path}.preStop`);
  if (stopSignal === undefined) return;
  const at = `${path}.stopSignal`;
  if (spec.os === undefined) yield forbidden(at, 'may not be set for containers with empty `spec.os.name`');
  else if (spec.os.name === 'windows' && !['SIGKILL', 'SIGTERM'].includes(stopSignal)) {
    yield notSupported(at, stopSignal, ['SIGKILL', 'SIGTERM']);
  } else if (spec.os.name === 'linux' && !linuxSignals.includes(stopSignal)) {
    yield notSupported(at, stopSignal, linuxSignals);
  }
}
