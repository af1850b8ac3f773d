/** Everything that renders charts, loaded when it is asked for: most who read charts never render one. */
export async function loadCharts(): Promise<
  typeof import('./index.ts') & Pick<typeof import('./schema/index.ts'), 'checkSchemas'>
> {
  const [charts, { checkSchemas }] = await Promise.all([import('./index.ts'), import('./schema/index.ts')]);
  return { ...charts, checkSchemas };
}
