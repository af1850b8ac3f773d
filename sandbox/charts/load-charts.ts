import type * as Charts from './index.ts';
import type * as Schemas from './schema/index.ts';

/** Everything that renders charts, loaded when it is asked for: most who read charts never render one. */
export async function loadCharts(): Promise<typeof Charts & Pick<typeof Schemas, 'checkSchemas'>> {
  const [charts, { checkSchemas }] = await Promise.all([import('./index.ts'), import('./schema/index.ts')]);
  return { ...charts, checkSchemas };
}
