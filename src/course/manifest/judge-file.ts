import type { Cluster } from '../../../sandbox/index.ts';
import { chartOf, judgeChartFile, type HomeFiles } from './judge-chart-file.ts';
import { judgeManifest } from './judge-manifest.ts';
import type { Judgement } from './judgement.ts';

/**
 * What is wrong with a file of the learner's folder: helm judges the files of a chart, the API server what is a manifest. A file of another
 * sort (values, a kustomization) has at most problems of its syntax.
 */
export async function judgeFile(
  cluster: Pick<Cluster, 'client' | 'kinds'>,
  files: HomeFiles,
  path: string,
  text: string,
): Promise<Judgement> {
  const chart = chartOf(files, path);
  const inChart = chart === undefined ? '' : path.slice(chart === '' ? 0 : chart.length + 1);
  if (chart !== undefined && !inChart.startsWith('crds/')) return judgeChartFile(files, chart, path, text);
  // A template of a chart that has no Chart.yaml yet.
  if (/(^|\/)templates\//.test(path) && text.includes('{{')) return { judge: 'syntax', problems: [] };
  return judgeManifest(cluster, text);
}
