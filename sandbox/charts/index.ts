/** Charts as helm knows them: loading, values, rendering, packing. */
export { loadChart } from './load-chart.ts';
export { ChartError, type Warn } from './chart-error.ts';
export type { Chart, ChartFile } from './chart.ts';
export { renderChart, RenderError, type Rendered, type RenderOptions } from './render.ts';
export { sortManifests, splitManifests, type Hook, type Manifest } from './manifests.ts';
export { IGNORE_FILE, parseIgnore } from './ignore.ts';
export { mergeOptions, type ValueOptions } from './value-options.ts';
export { TemplateError } from './template/index.ts';
export type { Values } from './go-map.ts';
