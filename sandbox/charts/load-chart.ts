import { readArchive } from './archive.ts';
import { ChartError, silent, wrapped, type Warn } from './chart-error.ts';
import { setDependencies, textOfBytes, type Chart, type ChartFile, type Lock } from './chart.ts';
import { mapOf, StructReader } from './go-decode.ts';
import { emptyMetadata, readDependencies, readMetadata, validateMetadata, type Metadata } from './metadata.ts';
import { extensionOf } from './path.ts';
import { decodeYaml } from './yaml-text.ts';

/** Charts within charts; helm has no such bound, and no stack to lose either. */
const MAX_NESTING = 50;

/**
 * Makes a chart of its files, whose names are relative to its folder. Throws ChartError in helm's words. Models LoadFiles of
 * helm.sh/helm/v3/pkg/chart/loader.
 */
export function loadChart(files: readonly ChartFile[], warn: Warn = silent): Chart {
  return load(files, warn, 0);
}

function load(files: readonly ChartFile[], warn: Warn, depth: number): Chart {
  if (depth > MAX_NESTING) throw new ChartError(`charts nest deeper than ${MAX_NESTING}`);
  let metadata: Metadata | undefined;
  const chartFile = files.findLast(({ name }) => name === 'Chart.yaml');
  if (chartFile !== undefined) {
    metadata = decoded('cannot load Chart.yaml', () => readMetadata(decodeYaml(textOfBytes(chartFile.data))));
    if (metadata.apiVersion === '') metadata.apiVersion = 'v1';
  }
  const chart: Chart = {
    raw: files,
    metadata: metadata ?? emptyMetadata(),
    lock: undefined,
    templates: [],
    values: undefined,
    schema: undefined,
    files: [],
    parent: undefined,
    dependencies: [],
  };
  const subcharts = new Map<string, ChartFile[]>();
  for (const file of files) metadata = sortIn(chart, file, metadata, subcharts, warn);
  if (metadata === undefined) throw new ChartError('Chart.yaml file is missing');
  validateMetadata(metadata);
  const dependencies: Chart[] = [];
  for (const [name, own] of subcharts) {
    if (name.startsWith('_') || name.startsWith('.')) continue;
    try {
      dependencies.push(loadSubchart(chart, name, own, warn, depth));
    } catch (error) {
      if (error instanceof Misnamed) throw error;
      throw wrapped(error, `error unpacking subchart ${name} in ${metadata.name}`);
    }
  }
  setDependencies(chart, dependencies);
  return chart;
}

class Misnamed extends ChartError {}

function loadSubchart(parent: Chart, name: string, files: readonly ChartFile[], warn: Warn, depth: number): Chart {
  if (extensionOf(name) === '.tgz') {
    const [file] = files;
    if (file === undefined || file.name !== name)
      throw new Misnamed(`error unpacking subchart tar in ${parent.metadata.name}: expected ${name}, got ${file?.name ?? ''}`);
    return load(readArchive(file.data), warn, depth + 1);
  }
  const own = files
    .filter((file) => file.name.includes('/'))
    .map((file) => ({ name: file.name.slice(file.name.indexOf('/') + 1), data: file.data }));
  return load(own, warn, depth + 1);
}

/** Puts a file where it belongs; resolves with the metadata, which an old requirements.yaml may have completed. */
function sortIn(
  chart: Chart,
  file: ChartFile,
  metadata: Metadata | undefined,
  subcharts: Map<string, ChartFile[]>,
  warn: Warn,
): Metadata | undefined {
  const { name, data } = file;
  if (name === 'Chart.yaml') return metadata;
  if (name === 'Chart.lock') chart.lock = decoded('cannot load Chart.lock', () => readLock(data));
  else if (name === 'values.yaml') chart.values = decoded('cannot load values.yaml', () => mapOf(decodeYaml(textOfBytes(data))));
  else if (name === 'values.schema.json') chart.schema = data;
  else if (name === 'requirements.yaml' || name === 'requirements.lock') return sortInOld(chart, file, metadata, warn);
  else if (name.startsWith('templates/')) chart.templates.push(file);
  else if (name.startsWith('charts/') && extensionOf(name) !== '.prov') {
    const inner = name.slice('charts/'.length);
    const subchart = inner.split('/')[0] ?? '';
    subcharts.set(subchart, [...(subcharts.get(subchart) ?? []), { name: inner, data }]);
  } else chart.files.push(file);
  return metadata;
}

/** What charts of version v1 had in place of fields of Chart.yaml. */
function sortInOld(chart: Chart, file: ChartFile, known: Metadata | undefined, warn: Warn): Metadata {
  const metadata = known ?? chart.metadata;
  const isV1 = metadata.apiVersion === 'v1';
  if (file.name === 'requirements.yaml') {
    if (!isV1)
      warn(
        'load.go:120: Warning: Dependencies are handled in Chart.yaml since apiVersion "v2". We recommend migrating dependencies to Chart.yaml.',
      );
    decoded('cannot load requirements.yaml', () => {
      const reader = new StructReader(decodeYaml(textOfBytes(file.data)), 'chart.Metadata');
      metadata.dependencies = readDependencies(reader) ?? metadata.dependencies;
      reader.finish();
    });
  } else {
    chart.lock = decoded('cannot load requirements.lock', () => readLock(file.data));
    if (!isV1)
      warn(
        'load.go:138: Warning: Dependency locking is handled in Chart.lock since apiVersion "v2". We recommend migrating to Chart.lock.',
      );
  }
  if (isV1) chart.files.push(file);
  return metadata;
}

export function readLock(data: Uint8Array): Lock {
  const reader = new StructReader(decodeYaml(textOfBytes(data)), 'chart.Lock');
  const lock = {
    generated: reader.text('generated') || '0001-01-01T00:00:00Z',
    digest: reader.text('digest'),
    dependencies: readDependencies(reader),
  };
  reader.finish();
  return lock;
}

function decoded<T>(words: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    throw wrapped(error, words);
  }
}
