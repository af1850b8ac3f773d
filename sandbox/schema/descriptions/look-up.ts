import { META, type DescriptionEntries } from './read.ts';
import { values } from './values.ts';

/** What types and fields of the API are for, by the names that the OpenAPI document gives to types. */
export interface Descriptions {
  ofType(definition: string): string | undefined;
  ofField(definition: string, field: string): string | undefined;
  /** What a field may hold, where it is a short list that the structure itself does not name. */
  valuesOf(definition: string, field: string): readonly string[] | undefined;
}

export function descriptionsOf({ texts, like }: DescriptionEntries): Descriptions {
  return {
    ofType: (definition) => texts.get(definition),
    ofField(definition, field) {
      for (let type: string | undefined = definition; type !== undefined; type = like.get(type)) {
        const text = texts.get(`${type}.${field}`);
        if (text !== undefined) return text;
      }
      const [home] = parts(definition);
      return texts.get(`${home}.*.${field}`) ?? texts.get(`${META}.*.${field}`);
    },
    valuesOf(definition, field) {
      const [home, type] = parts(definition);
      return values[home]?.[`${type}.${field}`];
    },
  };
}

function parts(definition: string): readonly [home: string, type: string] {
  const dot = definition.lastIndexOf('.');
  return [definition.slice(0, Math.max(0, dot)), definition.slice(dot + 1)];
}
