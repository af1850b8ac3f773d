import { defineKind } from '../../api/kind.ts';
import { nodeMetrics, type NodeMetrics } from '../../schema/metrics.ts';
import { nameColumn, textColumn } from '../columns.ts';

/** What nodes use, as metrics-server tells it. Models sigs.k8s.io/metrics-server/pkg/api. */
export const nodeMetricsKind = defineKind<NodeMetrics>({
  type: nodeMetrics,
  singular: 'node',
  verbs: ['get', 'list'],
  computed: true,
  columns: [
    nameColumn,
    textColumn('cpu', ({ usage }) => usage['cpu'] ?? '0'),
    textColumn('memory', ({ usage }) => usage['memory'] ?? '0'),
    textColumn('Window', ({ window }) => window),
  ],
});
