import type { Connection } from '../api/client.ts';
import type { ContainerRequest } from '../api/connector.ts';
import { StatusError } from '../api/status-error.ts';
import type { Clock } from '../core/clock.ts';
import { createPipe } from '../host/streams.ts';
import type { Pod, PodStatus } from '../schema/types/core-v1.ts';
import { createConnection } from './connection.ts';
import { openLog, readLogOptions, runWithLog } from './log-reader.ts';
import { openPortForward } from './port-forward.ts';
import { execFailure } from './run-in-container.ts';
import type { Runtime, RuntimeContainer } from './runtime.ts';

export interface ConnectorContext {
  readonly clock: Clock;
  readonly runtime: Runtime;
  /** The Pod of that name on this node. */
  pod(namespace: string, name: string): Pod | undefined;
  status(podUid: string): PodStatus | undefined;
}

/** Serves logs, commands, terminals and ports of a node's containers. Models pkg/kubelet/server. Throws StatusError. */
export function connectToContainer(request: ContainerRequest, context: ConnectorContext): Connection {
  const pod = context.pod(request.namespace, request.pod);
  if (pod === undefined) {
    throw new StatusError({ code: 404, reason: 'NotFound', message: `pods ${JSON.stringify(request.pod)} not found` });
  }
  return handlers[request.what](request, pod, context);
}

type Handler = (request: ContainerRequest, pod: Pod, context: ConnectorContext) => Connection;

const handlers: { readonly [what in ContainerRequest['what']]: Handler } = {
  log(request, pod, { clock, runtime, status }) {
    const options = readLogOptions(request.parameters, clock.now());
    const { uid } = pod.metadata;
    const id = runWithLog(request.pod, status(uid) ?? pod.status, request.container, options.previous);
    const run = runtime.containersOf(uid).find((candidate) => `containerd://${candidate.id}` === id);
    if (run === undefined) {
      // The log went with the container.
      throw new StatusError({ code: 400, reason: 'BadRequest', message: `unable to retrieve container logs for ${id}` });
    }
    return openLog(run.log, options);
  },

  exec(request, pod, { clock, runtime }) {
    const run = runningContainer(request, pod, runtime);
    const argv = request.parameters['command'] ?? [];
    const isSet = (name: string): boolean => ['true', '1'].includes(request.parameters[name]?.[0] ?? '');
    const failure = execFailure(run, argv[0] ?? '');
    if (failure !== undefined) {
      const id = run.id.slice(0, 32);
      throw internal(
        `Internal error occurred: error executing command in container: failed to exec in container: failed to start exec ${JSON.stringify(id)}: ${failure}`,
      );
    }
    const isTerminal = isSet('tty');
    const stdin = isSet('stdin') ? createPipe(clock, { isTerminal }) : undefined;
    const end = createConnection({
      onInput: (text) => stdin?.output.write(text),
      onInputEnd: () => stdin?.close(),
      onResize: () => process.kill('SIGWINCH'),
      onClose: () => {
        stdin?.close();
        if (isTerminal) process.kill('SIGHUP');
      },
    });
    const process = runtime.execute(run, {
      argv,
      ...(stdin === undefined ? {} : { stdin: stdin.input }),
      stdout: { isTerminal, write: (text) => end.write('stdout', text) },
      stderr: { isTerminal, write: (text) => end.write(isTerminal ? 'stdout' : 'stderr', text) },
      ...(isTerminal ? { terminal: { columns: 80, rows: 24 } } : {}),
    });
    process.onExit((exitCode) => end.end(exitCode));
    return end.connection;
  },

  attach(request, pod, { runtime }) {
    const run = runningContainer(request, pod, runtime);
    const cancels: (() => void)[] = [];
    const stop = (): void => cancels.splice(0).forEach((cancel) => cancel());
    const end = createConnection({
      onInput: (text) => run.stdin?.output.write(text),
      onInputEnd: () => run.stdin?.close(),
      onClose: stop,
    });
    cancels.push(
      run.log.onPiece((stream, text) => end.write(stream, text)),
      run.log.onEnd(() => {
        stop();
        end.end(run.exitCode ?? 0);
      }),
    );
    return end.connection;
  },

  portforward(request, pod, { clock, runtime }) {
    const sandbox = runtime.sandbox(pod.metadata.uid);
    const port = Number(request.parameters['ports']?.[0] ?? request.parameters['port']?.[0]);
    if (sandbox === undefined || !sandbox.ready) throw internal('error upgrading connection: pod not found');
    if (!Number.isInteger(port)) throw new StatusError({ code: 400, reason: 'BadRequest', message: 'port is required' });
    return openPortForward(sandbox, port, clock);
  },
};

function runningContainer(request: ContainerRequest, pod: Pod, runtime: Runtime): RuntimeContainer {
  const run = runtime.container(pod.metadata.uid, request.container);
  if (run?.state !== 'running') {
    throw internal(`unable to upgrade connection: container not found (${JSON.stringify(request.container)})`);
  }
  return run;
}

function internal(message: string): StatusError {
  return new StatusError({ code: 500, reason: 'InternalError', message });
}
