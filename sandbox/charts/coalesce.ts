import type { Warn } from './chart-error.ts';
import { ChartError } from './chart-error.ts';
import type { Chart } from './chart.ts';
import { GoInt, plainText } from './template/index.ts';
import { copyValues, isTable, MAX_DEPTH, type Values } from './go-map.ts';

const GLOBAL = 'global';

/**
 * The values of a chart: what was given over what the chart and its subcharts have as defaults. A null that was given removes the
 * default. Throws ChartError. Models CoalesceValues of helm.sh/helm/v3/pkg/chartutil.
 */
export function coalesceValues(chart: Chart, values: Values, warn: Warn): Values {
  return coalesce(chart, copyValues(values), '', false, warn);
}

/** Like `coalesceValues`, but keeps nulls, so that they still count when a parent chart's values come over them. */
export function mergeValues(chart: Chart, values: Values, warn: Warn): Values {
  return coalesce(chart, copyValues(values), '', true, warn);
}

/** `target` completed by `source`; what `target` has wins, and its nulls remove. Changes both. */
export function coalesceTables(target: Values, source: Values, warn: Warn): Values {
  return coalesceInto(target, source, '', false, warn);
}

export function mergeTables(target: Values, source: Values, warn: Warn): Values {
  return coalesceInto(target, source, '', true, warn);
}

const within = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}.${name}`);

function coalesce(chart: Chart, values: Values, prefix: string, merge: boolean, warn: Warn): Values {
  coalesceDefaults(chart, values, prefix, merge, warn);
  const subPrefix = within(prefix, chart.metadata.name);
  for (const subchart of chart.dependencies) {
    const { name } = subchart.metadata;
    const own = values.get(name) ?? (values.has(name) ? null : new Map());
    if (!isTable(own)) throw new ChartError(`type mismatch on ${name}: %!t(${typedText(own)})`);
    values.set(name, own);
    coalesceGlobals(own, values, subPrefix, warn);
    values.set(name, coalesce(subchart, own, subPrefix, merge, warn));
  }
  return values;
}

/** As fmt prints a value under a verb that does not fit it: `string=x`. */
function typedText(value: unknown): string {
  if (value === null) return '<nil>';
  const types: { readonly [type: string]: string } = { string: 'string', number: 'float64', bigint: 'int64', boolean: 'bool' };
  if (value instanceof GoInt) return `${value.goType}=${value.value}`;
  return `${types[typeof value] ?? '[]interface {}'}=${plainText(value as never)}`;
}

function coalesceGlobals(target: Values, source: Values, prefix: string, warn: Warn): void {
  const targetGlobals = target.has(GLOBAL) ? target.get(GLOBAL) : new Map();
  if (!isTable(targetGlobals)) {
    warn('coalesce.go:138: warning: skipping globals because destination global is not a table.');
    return;
  }
  const sourceGlobals = source.has(GLOBAL) ? source.get(GLOBAL) : new Map();
  if (!isTable(sourceGlobals)) {
    warn('coalesce.go:145: warning: skipping globals because source global is not a table.');
    return;
  }
  for (const [key, value] of sourceGlobals) {
    const own = targetGlobals.get(key);
    if (isTable(value)) {
      const copy: Values = new Map(value);
      if (!targetGlobals.has(key)) targetGlobals.set(key, copy);
      else if (!isTable(own))
        warn(`coalesce.go:161: Conflict: cannot merge map onto non-map for ${JSON.stringify(key)}. Skipping.`);
      else {
        // The parent's globals win, which is why they are the target here.
        coalesceInto(copy, own, within(prefix, key), true, warn);
        targetGlobals.set(key, copy);
      }
    } else if (isTable(own)) warn(`coalesce.go:175: key ${key} is table. Skipping`);
    else targetGlobals.set(key, value);
  }
  target.set(GLOBAL, targetGlobals);
}

function coalesceDefaults(chart: Chart, values: Values, prefix: string, merge: boolean, warn: Warn): void {
  const subPrefix = within(prefix, chart.metadata.name);
  for (const [key, fallback] of copyValues(chart.values ?? new Map())) {
    if (!values.has(key)) {
      values.set(key, fallback);
      continue;
    }
    const given = values.get(key);
    if (given === null && !merge) values.delete(key);
    else if (isTable(given)) {
      if (isTable(fallback)) {
        // The values of a subchart keep their nulls: its own defaults are still to come.
        const isSubchart = chart.dependencies.some(({ metadata }) => metadata.name === key);
        coalesceInto(given, fallback, within(subPrefix, key), merge || isSubchart, warn);
      } else if (fallback !== null) warn(`coalesce.go:237: warning: skipped value for ${subPrefix}.${key}: Not a table.`);
    }
  }
}

function coalesceInto(target: Values, source: Values, prefix: string, merge: boolean, warn: Warn, depth = 0): Values {
  if (depth > MAX_DEPTH) throw new ChartError('values nest too deep');
  const hadValue = new Set([...source].filter(([, value]) => value !== null).map(([key]) => key));
  for (const [key, value] of target) if (value === null) source.set(key, null);
  for (const [key, value] of source) {
    const full = within(prefix, key);
    const own = target.get(key);
    if (target.has(key) && !merge && own === null && hadValue.has(key)) target.delete(key);
    else if (!target.has(key)) target.set(key, value);
    else if (isTable(value)) {
      if (isTable(own)) coalesceInto(own, value, full, merge, warn, depth + 1);
      else warn(`coalesce.go:316: warning: cannot overwrite table with non table for ${full} (${plainText(value)})`);
    } else if (isTable(own) && value !== null)
      warn(`coalesce.go:319: warning: destination for ${full} is a table. Ignoring non-table value (${plainText(value)})`);
  }
  return target;
}
