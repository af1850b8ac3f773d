import type { Symbols } from '../theme/symbols.ts';
import { layoutProse, type ProseLayout } from './layout.ts';

const MOST = 32;
const kept = new Map<string, { readonly symbols: Symbols; readonly layout: ProseLayout }>();

/** The same as `layoutProse`, which takes milliseconds for a lesson; the last results are kept, for every frame asks for them. */
export function keptProse(markdown: string, columns: number, symbols: Symbols): ProseLayout {
  const key = `${columns} ${markdown}`;
  const found = kept.get(key);
  if (found?.symbols === symbols) return found.layout;
  const layout = layoutProse(markdown, columns, symbols);
  kept.delete(key);
  kept.set(key, { symbols, layout });
  const [oldest] = kept.keys();
  if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
  return layout;
}
