import { defineKind } from '../../api/kind.ts';
import { podMetrics, type PodMetrics } from '../../schema/metrics.ts';
import { nameColumn, textColumn } from '../columns.ts';
import { totalOf } from './usage.ts';

/** What Pods use, as metrics-server tells it. Models sigs.k8s.io/metrics-server/pkg/api. */
export const podMetricsKind = defineKind<PodMetrics>({
  type: podMetrics,
  singular: 'pod',
  verbs: ['get', 'list'],
  computed: true,
  columns: [
    nameColumn,
    textColumn('cpu', ({ containers }) => totalOf(containers, 'cpu')),
    textColumn('memory', ({ containers }) => totalOf(containers, 'memory')),
    textColumn('Window', ({ window }) => window),
  ],
});
