import type { Container, LifecycleHandler, Pod } from '../schema/types/core-v1.ts';
import { httpGet } from './http-get.ts';
import type { NodeContext } from './node-context.ts';
import { runInContainer } from './run-in-container.ts';
import type { RuntimeContainer } from './runtime.ts';

/** How long a hook's HTTP request may take, in milliseconds. */
const HTTP_TIMEOUT = 30_000;

/** Runs a lifecycle hook; resolves with what failed, or undefined. Models pkg/kubelet/lifecycle. Belongs inside an activity. */
export async function runHook(
  handler: LifecycleHandler,
  pod: Pod,
  container: Container,
  run: RuntimeContainer,
  context: NodeContext,
): Promise<string | undefined> {
  const where = `for Container ${JSON.stringify(container.name)} in Pod ${JSON.stringify(podDescription(pod))} failed - error:`;
  if (handler.exec) {
    const command = handler.exec.command ?? [];
    const outcome = await runInContainer(run, command, context, 0);
    const name = `Exec lifecycle hook ([${command.join(' ')}]) ${where}`;
    if (outcome.ended === 'not started') return `${name} ${outcome.message}, message: ""`;
    if (outcome.ended === 'timed out' || outcome.exitCode === 0) return undefined;
    return `${name} command '${command.join(' ')}' exited with ${outcome.exitCode}: ${outcome.output}, message: ${JSON.stringify(outcome.output)}`;
  }
  if (handler.httpGet) {
    const address = context.runtime.sandbox(pod.metadata.uid)?.address ?? context.address;
    const answer = await httpGet(handler.httpGet, { timeout: HTTP_TIMEOUT, container, address }, context);
    return 'error' in answer ? `HTTP lifecycle hook (${handler.httpGet.path ?? ''}) ${where} ${answer.error}` : undefined;
  }
  if (handler.sleep) {
    await context.clock.sleep(handler.sleep.seconds * 1_000);
    return undefined;
  }
  return 'Cannot run handler: invalid handler';
}

/** `web_default(uid)`, as the kubelet's messages name a Pod. */
export function podDescription(pod: Pod): string {
  return `${pod.metadata.name}_${pod.metadata.namespace ?? ''}(${pod.metadata.uid})`;
}
