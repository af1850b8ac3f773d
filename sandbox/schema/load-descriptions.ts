import type { Descriptions } from './descriptions/look-up.ts';

export type { Descriptions };

/** What types and fields are for. The words are a chunk of their own, which only those who show them load. */
export async function loadDescriptions(): Promise<Descriptions> {
  const [{ entries }, { descriptionsOf }] = await Promise.all([
    import('./descriptions/index.ts'),
    import('./descriptions/look-up.ts'),
  ]);
  return descriptionsOf(entries);
}
