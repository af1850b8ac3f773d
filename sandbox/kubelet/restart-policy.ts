import type { Container, ContainerRestartRule, Pod, PodSpec } from '../schema/types/core-v1.ts';
import type { RuntimeContainer } from './runtime.ts';

/** An init container that keeps running beside the others. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

/** Whether a container that ended with this code is started again. Models pkg/api/v1/pod.ContainerShouldRestart. */
export function restartsAfterExit(container: Container, spec: PodSpec | undefined, exitCode: number): boolean {
  const rule = (container.restartPolicyRules ?? []).find((candidate) => ruleMatches(candidate, exitCode));
  if (rule !== undefined) return rule.action === 'Restart' || rule.action === 'RestartAllContainers';
  const policy = container.restartPolicy ?? spec?.restartPolicy ?? 'Always';
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

function ruleMatches(rule: ContainerRestartRule, exitCode: number): boolean {
  const codes = rule.exitCodes;
  if (codes === undefined) return false;
  const included = (codes.values ?? []).includes(exitCode);
  return codes.operator === 'In' ? included : codes.operator === 'NotIn' && !included;
}

/** Whether a container that is still running, but failed a probe, is started again after it was stopped. */
export function restartsAfterKill(container: Container, spec: PodSpec | undefined): boolean {
  return (container.restartPolicy ?? spec?.restartPolicy ?? 'Always') !== 'Never';
}

/** Whether a container has yet to be started, judged by its newest run. Models container.ShouldContainerBeRestarted. */
export function isToBeStarted(container: Container, pod: Pod, newest: RuntimeContainer | undefined): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  if (newest === undefined || newest.state === 'created') return true;
  if (newest.state === 'running') return false;
  return restartsAfterExit(container, pod.spec, newest.exitCode ?? 0);
}
