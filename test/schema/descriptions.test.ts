import { describe, expect, it } from 'vitest';
import { entries } from '../../sandbox/schema/descriptions/index.ts';
import { descriptionsOf } from '../../sandbox/schema/descriptions/look-up.ts';
import { values } from '../../sandbox/schema/descriptions/values.ts';
import { META, readDescriptions } from '../../sandbox/schema/descriptions/read.ts';
import { metricsNodes } from '../../sandbox/schema/metrics.ts';
import { structureOf, type Structure } from '../../sandbox/schema/structure.ts';
import { kinds } from '../../sandbox/kinds/index.ts';

/** Every type that a served kind is made of, by its name in the OpenAPI document. */
function servedTypes(): ReadonlyMap<string, Structure> {
  const found = new Map<string, Structure>();
  const visit = (structure: Structure): void => {
    if (structure.definition !== undefined) {
      if (found.has(structure.definition)) return;
      found.set(structure.definition, structure);
    }
    for (const inner of [structure.items, structure.object]) if (inner !== undefined) visit(inner());
    for (const field of structure.fields?.values() ?? []) visit(field.structure());
  };
  const subresources = ['autoscaling.v1.Scale', 'policy.v1.Eviction', 'authentication.v1.TokenRequest'];
  for (const definition of [
    ...kinds.map(({ type }) => type.definition ?? ''),
    ...subresources.map((name) => `io.k8s.api.${name}`),
    ...Object.keys(metricsNodes),
  ]) {
    const structure = structureOf(definition);
    if (structure !== undefined) visit(structure);
  }
  return found;
}

const types = servedTypes();
const descriptions = descriptionsOf(entries);
const packageOf = (definition: string): string => definition.slice(0, definition.lastIndexOf('.'));

/** The text as its words alone: without names from the API, which are spelt as they are. */
const prose = (text: string): string => text.replace(/\S*(?:[._/][a-z]|[a-z][A-Z]|[A-Z]{2})\S*|Initialized/g, '');
const american =
  /\b[a-z]+(?<!\b(?:re|over)?s)iz(?:e[sd]?|ing|ations?)\b|\b(?:colo|favo|behavio|neighbo|hono)r|\bcenter|\bcatalog\b|\bcancel(?:ed|ing)\b/;

describe('descriptions', () => {
  it('are there for every type and field that is served', () => {
    const lacking = [...types].flatMap(([definition, { fields }]) => [
      ...(descriptions.ofType(definition) === undefined ? [definition] : []),
      ...[...(fields?.keys() ?? [])]
        .filter((field) => descriptions.ofField(definition, field) === undefined)
        .map((field) => `${definition}.${field}`),
    ]);
    expect(lacking).toEqual([]);
    expect(types.size).toBeGreaterThan(450);
  });

  it('are about nothing that is not there', () => {
    const known = new Set<string>(types.keys());
    for (const [definition, { fields }] of types)
      for (const field of fields?.keys() ?? [])
        for (const key of [definition, `${packageOf(definition)}.*`, `${META}.*`]) known.add(`${key}.${field}`);
    expect([...entries.texts.keys()].filter((key) => !known.has(key))).toEqual([]);
  });

  it('are one or two sentences of plain text, spelt as the house spells', () => {
    const texts = [...entries.texts];
    expect(texts.filter(([, text]) => !/^[A-Z][\x20-\x7e]*[^ .]\.$/.test(text) || text.length > 240)).toEqual([]);
    expect(texts.filter(([, text]) => / {2}|`/.test(text))).toEqual([]);
    expect(texts.filter(([, text]) => american.test(prose(text)))).toEqual([]);
  });

  it('say nothing twice', () => {
    const first = new Map<string, string>();
    const twice = [...entries.texts].flatMap(([key, text]) => {
      const other = first.get(text);
      first.set(text, key);
      return other === undefined ? [] : [`${other} and ${key}: ${text}`];
    });
    expect(twice).toEqual([]);
  });

  it('list values only of fields that are there and whose values the structure does not list', () => {
    const listed = Object.entries(values).flatMap(([home, fields]) => Object.keys(fields).map((field) => `${home}.${field}`));
    const wrong = listed.filter((key) => {
      const field = types.get(packageOf(key))?.fields?.get(key.slice(packageOf(key).length + 1));
      return field === undefined || field.values !== undefined;
    });
    expect(wrong).toEqual([]);
    expect(descriptions.valuesOf('io.k8s.api.rbac.v1.RoleRef', 'kind')).toEqual(['Role', 'ClusterRole']);
  });

  it('come from the type behind `as`, and at last from what holds in the whole package', () => {
    const { ofType, ofField } = descriptionsOf(
      readDescriptions([
        `${META}\n*\n  kind: K.\n  a: All.\nBase: B.\n  a: A.\n  b: B1.\n`,
        'example.v1\nTop as Middle: T.\nMiddle as Base: M.\n  b: B2.\n*\n  c: C.\n',
      ]),
    );
    expect(ofType('example.v1.Top')).toBe('T.');
    expect(['a', 'b', 'c', 'kind', 'none'].map((field) => ofField('example.v1.Top', field))).toEqual([
      'A.',
      'B2.',
      'C.',
      'K.',
      undefined,
    ]);
    expect(ofField('other.v1.Top', 'c')).toBeUndefined();
  });

  it.each([
    ['a line of no form', 'example.v1\nnot a description\n'],
    ['the same twice', 'example.v1\nOne: A.\nOne: B.\n'],
    ['a model that is not there', 'example.v1\nOne as Other: A.\n'],
  ])('refuse %s', (_, source) => {
    expect(() => readDescriptions([source])).toThrow();
  });
});
