import type { Values } from './go-map.ts';
import type { Dependency, Metadata } from './metadata.ts';

/** A file of a chart; its name is relative to the chart's folder and has slashes. */
export interface ChartFile {
  readonly name: string;
  readonly data: Uint8Array;
}

/** Chart.lock. */
export interface Lock {
  /** As it was written, RFC 3339. */
  generated: string;
  digest: string;
  dependencies: (Dependency | undefined)[] | undefined;
}

/** A chart with its subcharts. Models helm.sh/helm/v3/pkg/chart.Chart. Rendering changes it: load it again for another run. */
export interface Chart {
  /** All files as they came. */
  raw: readonly ChartFile[];
  metadata: Metadata;
  lock: Lock | undefined;
  templates: ChartFile[];
  /** Undefined when there is no values.yaml. */
  values: Values | undefined;
  schema: Uint8Array | undefined;
  files: ChartFile[];
  parent: Chart | undefined;
  dependencies: Chart[];
}

export function setDependencies(chart: Chart, dependencies: readonly Chart[]): void {
  chart.dependencies = [...dependencies];
  for (const dependency of dependencies) dependency.parent = chart;
}

/** `parent/charts/child`. */
export function fullPathOf(chart: Chart): string {
  return chart.parent === undefined ? chart.metadata.name : `${fullPathOf(chart.parent)}/charts/${chart.metadata.name}`;
}

export interface CustomResourceFile {
  readonly name: string;
  /** With the path of its chart. */
  readonly path: string;
  readonly file: ChartFile;
}

/** Files below `crds/` of the chart and all its subcharts. */
export function customResources(chart: Chart): CustomResourceFile[] {
  const own = chart.files
    .filter(({ name }) => name.startsWith('crds/') && /\.(yaml|yml|json)$/i.test(name))
    .map((file) => ({ name: file.name, path: `${fullPathOf(chart)}/${file.name}`, file }));
  return [...own, ...chart.dependencies.flatMap(customResources)];
}

/** Files may hold what is no text, and come out of a template as they went in. */
export { textOfUtf8 as textOfBytes, utf8OfText as bytesOfText } from '../core/utf8.ts';
