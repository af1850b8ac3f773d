import { isGzip, MAX_FILE, readArchive, withoutByteOrderMark } from '../../charts/archive.ts';
import { ChartError } from '../../charts/chart-error.ts';
import { textOfBytes, type Chart, type ChartFile } from '../../charts/chart.ts';
import { IGNORE_FILE, parseIgnore } from '../../charts/ignore.ts';
import { loadChart } from '../../charts/load-chart.ts';
import { HelmError } from './errors.ts';
import type { HelmRun } from './helm-run.ts';

/** Loads a chart from a folder or an archive. Throws HelmError and ChartError in helm's words. */
export function loadChartAt(run: HelmRun, path: string): Chart {
  const stat = run.stat(path);
  if (stat === undefined) throw new HelmError(`stat ${path}: no such file or directory`);
  return loadChart(stat.type === 'directory' ? chartFolderFiles(run, path) : archiveFiles(run, path), run.warn);
}

/** The files of a chart's folder that its `.helmignore` leaves. */
export function chartFolderFiles(run: HelmRun, path: string): ChartFile[] {
  const top = run.absolute(path);
  const ignored = parseIgnore(
    run.typeOf(`${top}/${IGNORE_FILE}`) === 'file' ? textOfBytes(run.readBytes(`${top}/${IGNORE_FILE}`)) : '',
  );
  const files: ChartFile[] = [];
  const walk = (folder: string, depth: number): void => {
    if (depth > 100) throw new ChartError(`${folder}: too many levels of folders`);
    for (const entry of run.process.files.list(folder === '' ? top : `${top}/${folder}`)) {
      const name = folder === '' ? entry : `${folder}/${entry}`;
      const stat = run.stat(`${top}/${name}`);
      if (stat?.type === 'directory') {
        if (!ignored(name, true)) walk(name, depth + 1);
        continue;
      }
      if (stat === undefined || ignored(name, false)) continue;
      if (stat.size > MAX_FILE)
        throw new ChartError(`chart file ${JSON.stringify(entry)} is larger than the maximum file size ${MAX_FILE}`);
      files.push({ name, data: withoutByteOrderMark(run.readBytes(`${top}/${name}`)) });
    }
  };
  walk('', 0);
  return files;
}

export function archiveFiles(run: HelmRun, path: string): ChartFile[] {
  const data = run.readBytes(path);
  if (!isGzip(data)) {
    if (/\.ya?ml$/.test(path)) throw new HelmError(`file '${path}' seems to be a YAML file, but expected a gzipped archive`);
    throw new HelmError(`file '${path}' does not appear to be a gzipped archive; got '${contentType(data)}'`);
  }
  return readArchive(data);
}

/** As http.DetectContentType of Go has it of a file's first 512 bytes, of which those that are missing are zero. */
function contentType(data: Uint8Array): string {
  const head = data.subarray(0, 512);
  if (head.length < 512) return 'application/octet-stream';
  return head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27))
    ? 'application/octet-stream'
    : 'text/plain; charset=utf-8';
}

/** Writes the files of an unpacked chart into a folder. */
export function writeFiles(run: HelmRun, folder: string, files: readonly ChartFile[]): void {
  for (const { name, data } of files) run.writeFile(`${folder}/${name}`, data);
}
