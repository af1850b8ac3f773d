import type { Warn } from './chart-error.ts';
import { setDependencies, type Chart } from './chart.ts';
import { coalesceValues, mergeTables, mergeValues } from './coalesce.ts';
import { copyValues, isTable, tableAt, type Values } from './go-map.ts';
import type { Dependency } from './metadata.ts';
import { isCompatible } from './semver.ts';
import { plainText, type GoValue } from './template/index.ts';

/**
 * Leaves in a chart the subcharts that its conditions and tags enable, under their aliases, and takes over the values that it imports from
 * them. Changes the chart. Models ProcessDependenciesWithMerge of helm.sh/helm/v3/pkg/chartutil.
 */
export function processDependencies(chart: Chart, values: Values, warn: Warn): void {
  enable(chart, values, '', warn);
  importAll(chart, warn);
}

function enable(chart: Chart, values: Values, path: string, warn: Warn): void {
  const { dependencies: required } = chart.metadata;
  if (required === undefined) return;
  const known = required.filter((dependency) => dependency !== undefined);
  const found = chart.dependencies.filter(
    (subchart) =>
      !known.some(({ name, version }) => subchart.metadata.name === name && isCompatible(version, subchart.metadata.version)),
  );
  for (const dependency of known) {
    const subchart = namedAs(chart.dependencies, dependency);
    if (subchart !== undefined) found.push(subchart);
    if (dependency.alias !== '') dependency.name = dependency.alias;
  }
  setDependencies(chart, found);
  for (const dependency of known) dependency.enabled = true;
  const coalesced = coalesceValues(chart, values, warn);
  applyTags(known, coalesced, warn);
  applyConditions(known, coalesced, path, warn);
  const removed = new Set(known.filter(({ enabled }) => !enabled).map(({ name }) => name));
  const kept = chart.dependencies.filter(({ metadata }) => !removed.has(metadata.name));
  for (const subchart of kept) enable(subchart, coalesced, `${path}${subchart.metadata.name}.`, warn);
  const left = known.filter(({ name }) => !removed.has(name));
  chart.metadata.dependencies = left.length === 0 ? undefined : left;
  setDependencies(chart, kept);
}

/** A subchart that a dependency asks for, under its alias. */
function namedAs(charts: readonly Chart[], { name, version, alias }: Dependency): Chart | undefined {
  const found = charts.find(({ metadata }) => metadata.name === name && isCompatible(version, metadata.version));
  if (found === undefined) return undefined;
  // Aliases of one chart share its own subcharts, as they do in helm; only who is whose parent is their own.
  const copy: Chart = { ...found, metadata: { ...found.metadata, ...(alias === '' ? {} : { name: alias }) } };
  return copy;
}

function applyTags(dependencies: readonly Dependency[], values: Values, warn: Warn): void {
  const tags = values.get('tags');
  if (!isTable(tags)) return;
  for (const dependency of dependencies) {
    let hasTrue = false;
    let hasFalse = false;
    for (const tag of dependency.tags) {
      if (!tags.has(tag)) continue;
      const value = tags.get(tag);
      if (value === true) hasTrue = true;
      else if (value === false) hasFalse = true;
      else warn(`dependencies.go:95: Warning: Tag '${tag}' for chart ${dependency.name} returned non-bool value`);
    }
    dependency.enabled = hasTrue || !hasFalse;
  }
}

function applyConditions(dependencies: readonly Dependency[], values: Values, path: string, warn: Warn): void {
  for (const dependency of dependencies) {
    for (const condition of dependency.condition.trim().split(',')) {
      if (condition === '') continue;
      const value = valueAt(values, path + condition);
      if (value === undefined) continue;
      if (typeof value === 'boolean') {
        dependency.enabled = value;
        break;
      }
      warn(`dependencies.go:64: Warning: Condition path '${condition}' for chart ${dependency.name} returned non-bool value`);
    }
  }
}

/** What stands at a path and is no map. */
function valueAt(values: Values, path: string): GoValue | undefined {
  const dot = path.lastIndexOf('.');
  const table = dot < 0 ? values : tableAt(values, path.slice(0, dot));
  const key = path.slice(dot + 1);
  if (table === undefined || !table.has(key)) return undefined;
  const value = table.get(key) ?? null;
  return isTable(value) ? undefined : value;
}

function importAll(chart: Chart, warn: Warn): void {
  for (const subchart of chart.dependencies) importAll(subchart, warn);
  importValues(chart, warn);
}

function importValues(chart: Chart, warn: Warn): void {
  const { dependencies } = chart.metadata;
  if (dependencies === undefined) return;
  const values = mergeValues(chart, new Map(), warn);
  let imported: Values = new Map();
  for (const dependency of dependencies) {
    if (dependency === undefined) continue;
    const kept: GoValue[] = [];
    for (const wanted of dependency.importValues) {
      if (isTable(wanted)) {
        const child = plainText(wanted.get('child') ?? null);
        const parent = plainText(wanted.get('parent') ?? null);
        kept.push(importOf(child, parent));
        const table = tableAt(values, `${dependency.name}.${child}`);
        if (table === undefined) {
          warn(
            `dependencies.go:270: Warning: ImportValues missing table from chart ${dependency.name}: ${missingTable(values, `${dependency.name}.${child}`)}`,
          );
          continue;
        }
        imported = mergeTables(imported, nested(parent, table), warn);
      } else if (typeof wanted === 'string') {
        const child = `exports.${wanted}`;
        kept.push(importOf(child, '.'));
        const table = tableAt(values, `${dependency.name}.${child}`);
        if (table === undefined) {
          warn(
            `dependencies.go:287: Warning: ImportValues missing table: ${missingTable(values, `${dependency.name}.${child}`)}`,
          );
          continue;
        }
        imported = mergeTables(imported, table, warn);
      }
    }
    dependency.importValues = kept;
  }
  chart.values = mergeTables(copyValues(values), imported, warn);
}

const importOf = (child: string, parent: string): Values =>
  new Map([
    ['child', child],
    ['parent', parent],
  ]);

/** The error of a look-up that found no table, with the first name that was none. */
function missingTable(values: Values, path: string): string {
  let at: Values = values;
  for (const name of path.split('.')) {
    const next = at.get(name);
    if (!isTable(next)) return `${JSON.stringify(name)} is not a table`;
    at = next;
  }
  return '';
}

function nested(path: string, table: Values): Values {
  if (path === '.') return table;
  return path.split('.').reduceRight<Values>((inner, name) => new Map([[name, inner]]), table);
}
