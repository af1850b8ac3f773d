import { bytesOfText, loadCharts } from '../../../sandbox/index.ts';
import { meaningOf, type Judgement, type ManifestProblem } from './judgement.ts';

/** The learner's folder, by path relative to it. */
export interface HomeFiles {
  /** Undefined when there is no such file. */
  readFile(path: string): string | undefined;
  /** All files below a folder, by path relative to it. Undefined when there is no such folder. */
  readFolder(path: string): { readonly [path: string]: Uint8Array } | undefined;
}

/** The folder of the chart that a file belongs to: the nearest one above it that has a Chart.yaml. Undefined when it is in none. */
export function chartOf(files: HomeFiles, path: string): string | undefined {
  const steps = path.split('/');
  if (steps.pop() === 'Chart.yaml') return steps.join('/');
  while (steps.length > 0) {
    const folder = steps.join('/');
    if (files.readFile(`${folder}/Chart.yaml`) !== undefined) return folder;
    steps.pop();
  }
  return undefined;
}

/**
 * What `helm lint` calls an error in one file of a chart, as the file stands in the editor. Templates are rendered with the chart's own
 * values, so what stands behind an `if` that is off is not looked at.
 */
export async function judgeChartFile(files: HomeFiles, chart: string, path: string, text: string): Promise<Judgement> {
  const own = chart === '' ? path : path.slice(chart.length + 1);
  const contents = new Map(Object.entries(files.readFolder(chart) ?? {})).set(own, bytesOfText(text));
  const { lintChartFiles } = await loadCharts();
  const chartFiles = [...contents].map(([name, data]) => ({ name, data }));
  const rows = text.split('\n');
  const errors = lintChartFiles(chartFiles).filter(({ severity }) => severity === 'ERROR');
  const told = errors.flatMap(({ path: file, text: words }): readonly ManifestProblem[] => {
    const place = placeIn(own, words);
    if (file !== own && place === undefined) return [];
    const row = Math.min(place?.row ?? 0, rows.length - 1);
    const length = rows[row]?.trim().length ?? 0;
    const column = rows[row]?.search(/\S|$/) ?? 0;
    const meaning = meaningOf(words);
    return [{ row, column, length: Math.max(1, length), text: onOneLine(words), ...(meaning === undefined ? {} : { meaning }) }];
  });
  const [elsewhere] = errors;
  if (told.length > 0 || elsewhere === undefined) return { judge: 'helm', problems: told.slice(0, 1) };
  return { judge: 'helm', problems: [], elsewhere: `${elsewhere.path}: ${onOneLine(elsewhere.text)}` };
}

const onOneLine = (words: string): string => words.trim().replaceAll(/\s*\n\s*/g, ' ');

/** Where a template error says it is: `(NAME/templates/service.yaml:12)` and `template: NAME/templates/service.yaml:12:20:`. */
function placeIn(own: string, words: string): { readonly row: number } | undefined {
  for (const [, file = '', line = '1'] of words.matchAll(/[\s("]([^\s("]+?):(\d+)/g))
    if (file.slice(file.indexOf('/') + 1) === own) return { row: Number(line) - 1 };
  return undefined;
}
