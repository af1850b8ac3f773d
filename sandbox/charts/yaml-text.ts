import { parseDocument, stringify } from 'yaml';
import { ChartError } from './chart-error.ts';
import type { GoValue } from './template/index.ts';

/** Decodes one YAML document as sigs.k8s.io/yaml does. Throws Error in its words. */
export function decodeYaml(text: string): GoValue {
  const document = parseDocument(text, { version: '1.1', uniqueKeys: false, merge: true });
  const [error] = document.errors;
  if (error !== undefined)
    throw new ChartError(
      `error converting YAML to JSON: yaml: line ${error.linePos?.[0].line ?? 0}: ${error.message.split('\n')[0] ?? ''}`,
    );
  return goOf(document.toJS({ mapAsMap: true, maxAliasCount: 100 }));
}

function goOf(value: unknown): GoValue {
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [String(key), goOf(item)]));
  if (Array.isArray(value)) return value.map(goOf);
  if (value instanceof Date) return value.toISOString();
  return (value ?? null) as GoValue;
}

export function toYaml(value: unknown): string {
  return stringify(value, { sortMapEntries: true, lineWidth: 0 });
}
