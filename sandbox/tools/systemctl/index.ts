import type { Machine } from '../../host/machine-types.ts';
import type { Program } from '../../host/program.ts';
import { createJournalctl } from './journalctl.ts';
import type { ServiceManager } from './service-manager.ts';
import { createSystemctl } from './systemctl.ts';

export { init, ServiceManager } from './service-manager.ts';
export type { UnitDefinition } from './unit.ts';
export { containerdUnit } from './units/containerd.ts';
export { dockerSocket, dockerUnit } from './units/docker.ts';
export { kubeletUnit } from './units/kubelet.ts';
export { kubeletLog } from './units/kubelet-log.ts';

/** systemctl and journalctl for machines that have a manager. */
export function createServiceTools(managerOf: (machine: Machine) => ServiceManager | undefined): readonly Program[] {
  return [createSystemctl(managerOf), createJournalctl(managerOf)];
}
