import type { Descriptions } from './descriptions/index.ts';

export type { Descriptions };

/** What types and fields are for. The words are a chunk of their own, which only those who show them load. */
export async function loadDescriptions(): Promise<Descriptions> {
  return (await import('./descriptions/index.ts')).descriptions;
}
