import { RE2JS } from 're2js';
import { ChartError, type Warn } from '../chart-error.ts';
import { textOfBytes, type Chart } from '../chart.ts';
import { parseGoJson } from '../go-json.ts';
import type { Values } from '../go-map.ts';
import { GoInt, type GoValue } from '../template/index.ts';
import { Documents, draftOf, type Draft } from './documents.ts';
import { problemText, type Problem } from './problem.ts';
import { Validator } from './validate.ts';
import { metaSourceOf } from './meta-schemas.ts';
const BASE = 'file:///values.schema.json';

/** Checks values against the schemas of a chart and its subcharts. Throws ChartError in helm's words. */
export function checkSchemas(chart: Chart, values: Values, warn: Warn): void {
  const text = problemsOf(chart, values, warn);
  if (text !== '')
    throw new ChartError(`values don't meet the specifications of the schema(s) in the following chart(s):\n${text}`);
}

function problemsOf(chart: Chart, values: Values, warn: Warn): string {
  let text = '';
  if (chart.schema !== undefined) {
    const problem = schemaProblem(values, chart.schema, warn);
    if (problem !== undefined) text += `${chart.metadata.name}:\n${problem}`;
  }
  for (const subchart of chart.dependencies) {
    const { name } = subchart.metadata;
    const own = values.get(name);
    if (own === undefined || own === null) continue;
    text +=
      own instanceof Map
        ? problemsOf(subchart, own, warn)
        : `${name}:\ninvalid type for values: expected object (map), got ${Array.isArray(own) ? '[]interface {}' : typeof own}\n`;
  }
  return text;
}

/** What values do not keep to of one schema; undefined when they fit. */
export function schemaProblem(values: Values, schemaText: Uint8Array, _warn: Warn): string | undefined {
  try {
    const schema = parseGoJson(textOfBytes(schemaText));
    const documents = new Documents(BASE, schema);
    const wrong = metaProblem(schema);
    if (wrong !== undefined) return wrong;
    const problem = new Validator(documents, compilePattern).validate(schema, jsonOf(values), BASE);
    return problem === undefined ? undefined : `${textOf(problem)}\n`;
  } catch (error) {
    if (error instanceof ChartError) return error.message;
    throw error;
  }
}

/** The values with every integer a number, as JSON has them. */
function jsonOf(value: GoValue): GoValue {
  if (value instanceof GoInt) return Number(value.value);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, jsonOf(item)]));
  return Array.isArray(value) ? value.map(jsonOf) : value;
}

const textOf = (problem: Problem): string =>
  problemText(problem.group === true || (problem.reference === true && problem.causes.length > 1) ? problem.causes : [problem]);

function compilePattern(pattern: string): { test(text: string): boolean } {
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    return { test: (text) => compiled.matcher(text).find() };
  } catch (error) {
    throw new ChartError(
      `${JSON.stringify(`${BASE}#`)} is not valid against metaschema: '${pattern}' is not valid regex: ${error instanceof Error ? error.message : ''}`,
    );
  }
}

/** What a schema itself does not keep to of the draft that it names. */
function metaProblem(schema: GoValue): string | undefined {
  const draft = draftOf(schema);
  const { address, documents, meta } = metaOf(draft);
  const problem = new Validator(documents, compilePattern).validate(meta, schema, address);
  if (problem === undefined) return undefined;
  return `${JSON.stringify(`${BASE}#`)} is not valid against metaschema: jsonschema validation failed with '${address}#'\n${textOf(problem)}`;
}

const goValueOf = (value: unknown): GoValue => parseGoJson(JSON.stringify(value));

const known = new Map<Draft, { readonly address: string; readonly documents: Documents; readonly meta: GoValue }>();

function metaOf(draft: Draft): { readonly address: string; readonly documents: Documents; readonly meta: GoValue } {
  const made = known.get(draft);
  if (made !== undefined) return made;
  const { address, parts } = metaSourceOf(draft);
  const [whole, ...rest] = parts.map(goValueOf);
  const meta = whole ?? new Map();
  const documents = new Documents(address, meta);
  for (const part of rest) {
    const id = part instanceof Map ? part.get('$id') : undefined;
    if (typeof id === 'string') documents.add(id, part);
  }
  const result = { address, documents, meta };
  known.set(draft, result);
  return result;
}
