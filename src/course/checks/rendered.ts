import { parseAllDocuments } from 'yaml';
import { loadCharts, type JsonValue } from '../../../sandbox/index.ts';
import { objectName } from '../pack/names.ts';
import { insidePath } from '../pack/paths.ts';
import { listOf, oneOrMore, optional, record, text, turned, type ValueOf } from '../pack/shape.ts';
import { defineCheck, fails, holds, type CheckWorld, type Finding } from './define-check.ts';
import { partialObject, wantedOf, type PartialObject } from './objects.ts';
import { describeDifference, differences } from './partial-match.ts';

const fields = record({
  chart: insidePath,
  values: optional(listOf(insidePath)),
  set: optional(listOf(text)),
  release: optional(objectName),
  namespace: optional(objectName),
  matches: optional(oneOrMore(partialObject)),
  absent: optional(oneOrMore(partialObject)),
  notes: optional(text),
  fails: optional(text),
});

type Given = ValueOf<typeof fields>;

const shape = turned(fields, (value, refuse) => {
  const looks = [value.matches, value.absent, value.notes, value.fails].some((one) => one !== undefined);
  return looks ? value : refuse('expected at least one of `matches`, `absent`, `notes`, `fails`');
});

/** A chart in the home folder renders to such objects, or is refused with these words. */
export const rendered = defineCheck<Given>({
  type: 'rendered',
  shape,
  label: ({ chart, set = [] }) => `what the chart ${chart} renders to${set.length === 0 ? '' : ` with ${set.join(',')}`}`,
  async evaluate(value, world) {
    const { chart, fails: refusal } = value;
    const result = await render(value, world);
    if ('refused' in result) {
      if (refusal === undefined) return fails(`the chart ${chart} does not render: ${result.refused}`);
      return result.refused.includes(refusal)
        ? holds
        : fails(`the chart ${chart}: expected to be refused with "${refusal}", found: ${result.refused}`);
    }
    if (refusal !== undefined)
      return fails(`the chart ${chart}: expected to be refused with "${refusal}", found that it renders`);
    if (value.notes !== undefined && !result.notes.includes(value.notes))
      return fails(`the notes of ${chart}: expected "${value.notes}", found "${result.notes.trim().slice(0, 120)}"`);
    for (const partial of value.matches ?? []) {
      const finding = findIn(result.objects, partial, chart);
      if (!finding.holds) return finding;
    }
    const present = value.absent?.find((partial) => findIn(result.objects, partial, chart).holds);
    return present === undefined ? holds : fails(`the chart ${chart} renders to ${wantedOf(present)}, which it must not`);
  },
});

function findIn(objects: readonly JsonValue[], partial: PartialObject, chart: string): Finding {
  const { kind, apiVersion } = partial;
  const wanted = (partial['metadata'] as { readonly name?: unknown } | undefined)?.name;
  const same = objects.filter((object) => differences({ kind, apiVersion }, object).length === 0);
  const named = same.filter(
    (object) => wanted === undefined || differences({ metadata: { name: String(wanted) } }, object).length === 0,
  );
  const [nearest] = named.map((object) => differences(partial, object)).sort((left, right) => left.length - right.length);
  if (nearest === undefined) {
    const kinds = [...new Set(objects.map((object) => String((object as { readonly kind?: unknown }).kind)))];
    return fails(
      `the chart ${chart} renders to no ${wantedOf(partial)}, but to ${kinds.length === 0 ? 'nothing' : kinds.join(', ')}`,
    );
  }
  const [difference] = nearest;
  return difference === undefined ? holds : fails(`${kind} of the chart ${chart}: ${describeDifference(difference)}`);
}

type Result = { readonly refused: string } | { readonly objects: readonly JsonValue[]; readonly notes: string };

async function render({ chart: folder, values = [], set = [], release, namespace }: Given, world: CheckWorld): Promise<Result> {
  const files = world.readFolder(folder);
  if (files === undefined) return { refused: `there is no folder ${folder}` };
  const charts = await loadCharts();
  const missing = values.find((path) => world.readFile(path) === undefined);
  if (missing !== undefined) return { refused: `there is no file ${missing}` };
  try {
    const chart = charts.loadChart(Object.entries(files).map(([name, data]) => ({ name, data })));
    const options = { files: values, json: [], set, strings: [], fromFiles: [], literals: [] };
    const merged = charts.mergeOptions(options, (path) => world.readFile(path) ?? '');
    const { manifests, notes } = charts.renderChart(chart, merged, {
      release: { name: release ?? 'release-name', namespace: namespace ?? 'default' },
      checkSchemas: charts.checkSchemas,
    });
    return { objects: manifests.flatMap(({ content }) => objectsIn(content)), notes };
  } catch (error) {
    // Whatever the learner wrote may be in it: errors of the templates, of YAML, of values.
    return { refused: (error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s*\n\s*/g, ' ') };
  }
}

function objectsIn(content: string): readonly JsonValue[] {
  const parsed = parseAllDocuments(content, { logLevel: 'silent' });
  if (!Array.isArray(parsed)) return [];
  return parsed.flatMap((document): readonly JsonValue[] => {
    const value: unknown = document.errors.length > 0 ? null : document.toJS({ maxAliasCount: 50 });
    return typeof value === 'object' && value !== null ? [value as JsonValue] : [];
  });
}
