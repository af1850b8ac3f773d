import { parseAllDocuments } from 'yaml';
import type { JsonValue } from '../../../sandbox/index.ts';
import { jsonObject, optional, record, text, turned } from '../pack/shape.ts';
import { insidePath } from '../pack/paths.ts';
import { defineCheck, fails, holds } from './define-check.ts';
import { describeDifference, differences } from './partial-match.ts';

const shape = turned(record({ path: insidePath, matches: optional(jsonObject), contains: optional(text) }), (value, refuse) =>
  value.matches === undefined && value.contains === undefined ? refuse('expected `matches` or `contains`') : value,
);

/** A file in the home folder says this. */
export const file = defineCheck({
  type: 'file',
  shape,
  label: ({ path }) => `the file ${path}`,
  async evaluate({ path, matches, contains }, world) {
    const content = world.readFile(path);
    if (content === undefined) return fails(`there is no file ${path}`);
    if (contains !== undefined && !content.includes(contains))
      return fails(`${path}: expected the text "${contains}", which is not there`);
    if (matches === undefined) return holds;
    const read = documentsOf(content);
    if (typeof read === 'string') return fails(`${path}: ${read}`);
    const ranked = read.map((document) => differences(matches, document)).sort((left, right) => left.length - right.length);
    const [nearest] = ranked;
    if (nearest === undefined) return fails(`${path}: expected a document, found an empty file`);
    const [difference] = nearest;
    return difference === undefined ? holds : fails(`${path}: ${describeDifference(difference)}`);
  },
});

/** The YAML documents of a text, or words for why it is none. The learner writes it: anything may be in it. */
function documentsOf(content: string): readonly JsonValue[] | string {
  if (content.length > 1_000_000) return 'expected a file of at most 1 MB';
  const parsed = parseAllDocuments(content, { prettyErrors: true, logLevel: 'silent' });
  if (!Array.isArray(parsed)) return [];
  const documents: JsonValue[] = [];
  for (const document of parsed) {
    const [error] = document.errors;
    if (error !== undefined) return `expected YAML, found: ${error.message.split('\n')[0]}`;
    try {
      const value: unknown = document.toJS({ maxAliasCount: 50 });
      if (value !== null && value !== undefined) documents.push(value as JsonValue);
    } catch (error_) {
      return `expected YAML, found: ${error_ instanceof Error ? error_.message : 'something else'}`;
    }
  }
  return documents;
}
