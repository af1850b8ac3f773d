import type { ChartFile } from '../../sandbox/charts/chart.ts';

/** Files of a chart from their texts. */
export function chartFiles(texts: { readonly [name: string]: string }): ChartFile[] {
  return Object.entries(texts).map(([name, text]) => ({ name, data: new TextEncoder().encode(text) }));
}
