import type { Cluster } from '../../../sandbox/index.ts';
import { chartOf, chartProblems, type HomeFiles } from './chart-problems.ts';
import { manifestProblems, type ManifestProblem } from './problems.ts';

/**
 * What is wrong with a file of the learner's folder: helm judges the files of a chart, the API server what is a manifest. A file of another
 * sort (values, a kustomization) has at most problems of its syntax.
 */
export async function fileProblems(
  cluster: Pick<Cluster, 'client' | 'kinds'>,
  files: HomeFiles,
  path: string,
  text: string,
): Promise<readonly ManifestProblem[]> {
  const chart = chartOf(files, path);
  const inChart = chart === undefined ? '' : path.slice(chart === '' ? 0 : chart.length + 1);
  if (chart !== undefined && !inChart.startsWith('crds/')) return chartProblems(files, chart, path, text);
  // A template of a chart that has no Chart.yaml yet.
  if (/(^|\/)templates\//.test(path) && text.includes('{{')) return [];
  return manifestProblems(cluster, text);
}
