import { access } from './access.ts';
import { configuration } from './configuration.ts';
import { containers } from './containers.ts';
import { extending } from './extending.ts';
import { meta } from './meta.ts';
import { nodes } from './nodes.ts';
import { pods } from './pods.ts';
import { META, readDescriptions } from './read.ts';
import { services } from './services.ts';
import { storage } from './storage.ts';
import { values } from './values.ts';
import { volumes } from './volumes.ts';
import { volumeSources } from './volume-sources.ts';
import { workloads } from './workloads.ts';

/** What types and fields of the API are for, by the names that the OpenAPI document gives to types. */
export interface Descriptions {
  ofType(definition: string): string | undefined;
  ofField(definition: string, field: string): string | undefined;
  /** What a field may hold, where it is a short list that the structure itself does not name. */
  valuesOf(definition: string, field: string): readonly string[] | undefined;
}

const { texts, like } = readDescriptions([
  meta,
  pods,
  containers,
  workloads,
  services,
  configuration,
  volumes,
  volumeSources,
  storage,
  nodes,
  access,
  extending,
]);

/** Read as a whole when this module is: take it by `loadDescriptions` where few need it. */
export const descriptions: Descriptions = {
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

function parts(definition: string): readonly [home: string, type: string] {
  const dot = definition.lastIndexOf('.');
  return [definition.slice(0, Math.max(0, dot)), definition.slice(dot + 1)];
}

/** Every key that has a text, as it is written: for tests that look for words about nothing. */
export const describedKeys: Iterable<string> = texts.keys();
