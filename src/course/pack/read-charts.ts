import { bytesOfText, ChartError, loadChart, type ChartRepository } from '../../../sandbox/index.ts';
import { place, type PackReader } from './reader.ts';
import { SourceText, textProblems } from './read-yaml.ts';

/** When the charts of a pack were published, as their index says: a pack has no time of its own. */
const CREATED = '2026-01-01T00:00:00Z';

/** Where helm finds the charts of a pack. */
export function repositoryUrl(pack: string): string {
  return `https://charts.example.com/${pack}`;
}

/** The charts of the pack, each a folder of `charts/`, as a repository; none when there are none. */
export function readCharts(reader: PackReader, pack: string): readonly ChartRepository[] {
  const folders = new Map<string, { [path: string]: string }>();
  for (const path of reader.files.list('charts')) {
    const source = reader.source(path);
    if (source === undefined) continue;
    const problems = textProblems(source);
    problems.forEach(reader.report);
    const [, folder = '', rest] = /^charts\/([^/]+)\/(.+)$/.exec(path) ?? [];
    if (rest === undefined) {
      reader.report(new SourceText(path, '').problemAt(1, 1, 'expected a folder for each chart in charts/, found a file'));
    } else if (problems.length === 0) folders.set(folder, { ...folders.get(folder), [rest]: source.text });
  }
  const charts = [...folders].flatMap(([folder, files]) => {
    try {
      loadChart(Object.entries(files).map(([name, text]) => ({ name, data: bytesOfText(text) })));
      return [{ files, created: CREATED }];
    } catch (error) {
      if (!(error instanceof ChartError)) throw error;
      reader.report(place(reader.files, `charts/${folder}/Chart.yaml`, '', `expected a chart, found: ${error.message}`));
      return [];
    }
  });
  return charts.length === 0 ? [] : [{ url: repositoryUrl(pack), summary: `charts of the pack ${pack}`, charts }];
}
