import { defineKind } from '../../api/kind.ts';
import { componentStatuses } from '../../schema/resources.ts';
import type { ComponentCondition, ComponentStatus } from '../../schema/types/core-v1.ts';
import { nameColumn, textColumn } from '../columns.ts';

const healthOf = ({ conditions = [] }: ComponentStatus): ComponentCondition | undefined =>
  conditions.find(({ type }) => type === 'Healthy');

const words: { readonly [status: string]: string } = { True: 'Healthy', False: 'Unhealthy' };

/** Whether the parts of the control plane answer. Models pkg/registry/core/componentstatus. */
export const componentStatus = defineKind<ComponentStatus>({
  type: componentStatuses,
  singular: 'componentstatus',
  shortNames: ['cs'],
  verbs: ['get', 'list'],
  computed: true,
  deprecation: 'v1 ComponentStatus is deprecated in v1.19+',
  columns: [
    nameColumn,
    textColumn('Status', (object) => words[healthOf(object)?.status ?? ''] ?? 'Unknown'),
    textColumn('Message', (object) => healthOf(object)?.message ?? ''),
    textColumn('Error', (object) => healthOf(object)?.error ?? ''),
  ],
});
