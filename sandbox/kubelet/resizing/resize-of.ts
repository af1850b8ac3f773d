import { quantityMilliValue, quantityValue } from '../../core/quantity.ts';
import type { Container, Pod, ResourceRequirements } from '../../schema/types/core-v1.ts';
import { isSidecar } from '../restart-policy.ts';
import type { RuntimeContainer } from '../runtime.ts';

/** What a running container needs so that it has the resources of the spec. Models computePodResizeAction of pkg/kubelet/kuberuntime. */
export function resizeOf(container: Container, run: RuntimeContainer): 'nothing' | 'update' | 'restart' {
  if (run.state !== 'running') return 'nothing';
  const changed = (['cpu', 'memory'] as const).filter(
    (name) => amounts(container.resources, name) !== amounts(run.resources, name),
  );
  if (changed.length === 0) return 'nothing';
  const restarts = changed.some((name) =>
    container.resizePolicy?.some(
      ({ resourceName, restartPolicy }) => resourceName === name && restartPolicy === 'RestartContainer',
    ),
  );
  return restarts ? 'restart' : 'update';
}

/** Whether a running container of the Pod has not yet what the spec asks for. */
export function isResizing({ spec }: Pod, newest: (name: string) => RuntimeContainer | undefined): boolean {
  return [...spec.containers, ...(spec.initContainers ?? []).filter(isSidecar)].some((container) => {
    const run = newest(container.name);
    return run !== undefined && resizeOf(container, run) !== 'nothing';
  });
}

/** Request and limit in one text, to compare. */
function amounts(resources: ResourceRequirements | undefined, name: 'cpu' | 'memory'): string {
  const of = (amount: string | undefined): number =>
    amount === undefined ? 0 : name === 'cpu' ? quantityMilliValue(amount) : quantityValue(amount);
  return `${of(resources?.requests?.[name])}/${of(resources?.limits?.[name])}`;
}
