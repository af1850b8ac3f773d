import type { Draft } from '../../core/json.ts';
import type { PodSpec } from '../../schema/types/core-v1.ts';

/** Takes away what belongs to features that are off by default. Models DropDisabledPodFields in pkg/api/pod. */
export function dropDisabledFields(spec: Draft<PodSpec> | undefined): void {
  delete spec?.schedulingGroup;
  for (const { projected } of spec?.volumes ?? []) {
    for (const source of projected?.sources ?? []) {
      delete source.clusterTrustBundle;
      delete source.podCertificate;
    }
  }
  for (const container of [...(spec?.containers ?? []), ...(spec?.initContainers ?? []), ...(spec?.ephemeralContainers ?? [])]) {
    const { lifecycle } = container;
    if (lifecycle?.stopSignal === undefined) continue;
    delete lifecycle.stopSignal;
    if (Object.keys(lifecycle).length === 0) delete container.lifecycle;
  }
}
