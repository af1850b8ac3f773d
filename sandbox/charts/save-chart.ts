import { writeArchive } from './archive.ts';
import { ChartError, wrapped } from './chart-error.ts';
import { dependencyJson, goValueOfJson, metadataJson } from './chart-json.ts';
import { bytesOfText, textOfBytes, type Chart, type ChartFile } from './chart.ts';
import { parseGoJson } from './go-json.ts';
import { validateMetadata, type Metadata } from './metadata.ts';
import { baseName } from './path.ts';
import { toYaml } from './yaml-text.ts';

/** The text of Chart.yaml; charts of version v1 keep their dependencies elsewhere. */
export function metadataYaml(metadata: Metadata): string {
  const own = metadata.apiVersion === 'v1' ? { ...metadata, dependencies: undefined } : metadata;
  return toYaml(goValueOfJson(metadataJson(own)));
}

export function lockYaml(lock: NonNullable<Chart['lock']>): string {
  return toYaml(
    goValueOfJson({
      dependencies:
        lock.dependencies?.map((dependency) => (dependency === undefined ? null : dependencyJson(dependency))) ?? null,
      digest: lock.digest,
      generated: lock.generated,
    }),
  );
}

/**
 * Packs a chart: the name of the file, and its bytes. `modified`: milliseconds since the epoch. Throws ChartError. Models Save of
 * helm.sh/helm/v3/pkg/chartutil.
 */
export function saveChart(chart: Chart, modified: number): { readonly name: string; readonly data: Uint8Array } {
  try {
    validateMetadata(chart.metadata);
  } catch (error) {
    throw wrapped(error, 'chart validation');
  }
  return {
    name: `${chart.metadata.name}-${chart.metadata.version}.tgz`,
    data: writeArchive(packedFiles(chart, ''), modified),
  };
}

/** The files of a chart and its subcharts as they stand in its archive. */
export function packedFiles(chart: Chart, prefix: string): ChartFile[] {
  const { metadata } = chart;
  if (metadata.name !== baseName(metadata.name))
    throw new ChartError(`${JSON.stringify(metadata.name)} is not a valid chart name`);
  const base = `${prefix}${metadata.name}/`;
  const own: ChartFile[] = [{ name: 'Chart.yaml', data: bytesOfText(metadataYaml(metadata)) }];
  if (metadata.apiVersion === 'v2' && chart.lock !== undefined)
    own.push({ name: 'Chart.lock', data: bytesOfText(lockYaml(chart.lock)) });
  own.push(...chart.raw.filter(({ name }) => name === 'values.yaml'));
  if (chart.schema !== undefined) {
    try {
      parseGoJson(textOfBytes(chart.schema));
    } catch {
      throw new ChartError('Invalid JSON in values.schema.json');
    }
    own.push({ name: 'values.schema.json', data: chart.schema });
  }
  own.push(...chart.templates, ...chart.files);
  return [
    ...own.map(({ name, data }) => ({ name: base + name, data })),
    ...chart.dependencies.flatMap((dependency) => packedFiles(dependency, `${base}charts/`)),
  ];
}
