import type * as Charts from './index.ts';
import type * as Lint from './lint/index.ts';
import type * as Schemas from './schema/index.ts';

type Rendering = typeof Charts & Pick<typeof Schemas, 'checkSchemas'> & Pick<typeof Lint, 'lintChartFiles'>;

/** Everything that renders and judges charts, loaded when it is asked for: most who read charts never render one. */
export async function loadCharts(): Promise<Rendering> {
  const [charts, { checkSchemas }, { lintChartFiles }] = await Promise.all([
    import('./index.ts'),
    import('./schema/index.ts'),
    import('./lint/index.ts'),
  ]);
  return { ...charts, checkSchemas, lintChartFiles };
}
