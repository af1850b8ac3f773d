import {
  loadDescriptions,
  structureOfKind,
  type Cluster,
  type Descriptions,
  type Field,
  type Kind,
  type Structure,
} from '../../../sandbox/index.ts';
import { yamlPlace, type YamlPlace } from './yaml-place.ts';

/** One line about the field at the cursor, and what could stand there. */
export interface FieldHelp {
  /** Place of the cursor that this is about. */
  readonly row: number;
  readonly column: number;
  readonly field?: { readonly name: string; readonly type: string; readonly text: string };
  /** Where the word that is completed begins. */
  readonly from: number;
  readonly candidates: readonly FieldCandidate[];
}

export interface FieldCandidate {
  /** With the colon that a field needs, and what opens below it. */
  readonly text: string;
  readonly description: string;
}

/** What the schema of v1.36 knows of the place of the cursor in a manifest. Looks at the rows alone and changes nothing. */
export async function fieldHelp(
  cluster: Pick<Cluster, 'kinds'>,
  rows: readonly string[],
  row: number,
  column: number,
): Promise<FieldHelp> {
  const words = await loadDescriptions();
  const place = yamlPlace(rows, row, column);
  const kind = kindOf(cluster, place);
  const holder = kind === undefined ? undefined : walk(structureOfKind(kind), place.path);
  const base = { row, column, from: place.from };
  const field = place.key === undefined ? undefined : described(words, holder, place.key);
  const shown = field === undefined ? {} : { field };
  if (place.inValue) return { ...base, ...shown, candidates: values(words, cluster, place, holder) };
  return {
    ...base,
    ...shown,
    candidates: place.partial === '' && place.key !== undefined ? [] : fields(words, kind, holder, place),
  };
}

function kindOf({ kinds }: Pick<Cluster, 'kinds'>, { apiVersion, kind }: YamlPlace): Kind | undefined {
  if (apiVersion === undefined || kind === undefined) return undefined;
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return kinds.byKind(group, version, kind);
}

/** Through lists and maps as if they were not there: their items have the fields. */
function inner(structure: Structure): Structure {
  let found = structure;
  while ((found.shape === 'list' || found.shape === 'map') && found.items !== undefined) found = found.items();
  return found;
}

function walk(root: Structure, path: readonly string[]): Structure | undefined {
  let structure: Structure | undefined = inner(root);
  for (const step of path) {
    const next: Structure | undefined = structure?.fields?.get(step)?.structure();
    structure = next === undefined ? undefined : inner(next);
  }
  return structure;
}

const wordsOn = (words: Descriptions, holder: Structure | undefined, field: Field): string | undefined =>
  field.description ?? words.ofField(holder?.definition ?? '', field.name);

function described(words: Descriptions, holder: Structure | undefined, name: string): FieldHelp['field'] {
  const field = holder?.fields?.get(name);
  if (field === undefined) return undefined;
  return { name, type: field.goType ?? field.structure().goType, text: wordsOn(words, holder, field) ?? '' };
}

function fields(
  words: Descriptions,
  kind: Kind | undefined,
  holder: Structure | undefined,
  place: YamlPlace,
): readonly FieldCandidate[] {
  const taken = new Set(place.siblings);
  if (kind === undefined && place.path.length === 0)
    return ['apiVersion', 'kind', 'metadata', 'spec']
      .filter((name) => name.startsWith(place.partial) && !taken.has(name))
      .map((name) => ({ text: `${name}:${name === 'metadata' || name === 'spec' ? '' : ' '}`, description: '' }));
  return [...(holder?.fields?.values() ?? [])]
    .filter(({ name }) => name.startsWith(place.partial) && !taken.has(name) && !(place.path.length === 0 && name === 'status'))
    .map((field) => {
      const structure = field.structure();
      const opens = structure.shape === 'struct' || structure.shape === 'list' || structure.shape === 'map';
      return {
        text: `${field.name}:${opens ? '' : ' '}`,
        description: wordsOn(words, holder, field) ?? field.goType ?? structure.goType,
      };
    })
    .sort((left, right) => left.text.localeCompare(right.text, 'en'));
}

function values(
  words: Descriptions,
  cluster: Pick<Cluster, 'kinds'>,
  place: YamlPlace,
  holder: Structure | undefined,
): readonly FieldCandidate[] {
  const { key = '', partial } = place;
  const texts = valuesOf(words, cluster, place, key, holder);
  return [...new Set(texts)].filter((text) => text.startsWith(partial)).map((text) => ({ text, description: '' }));
}

function valuesOf(
  words: Descriptions,
  { kinds }: Pick<Cluster, 'kinds'>,
  { path, apiVersion, kind }: YamlPlace,
  key: string,
  holder: Structure | undefined,
): readonly string[] {
  const versionOf = ({ type: { group, version } }: Kind): string => (group === '' ? version : `${group}/${version}`);
  const written = kinds.all;
  if (path.length === 0 && key === 'kind')
    return written
      .filter((one) => apiVersion === undefined || versionOf(one) === apiVersion)
      .map(({ type }) => type.kind)
      .sort();
  if (path.length === 0 && key === 'apiVersion')
    return written
      .filter(({ type }) => kind === undefined || type.kind === kind)
      .map(versionOf)
      .sort();
  const field = holder?.fields?.get(key);
  if (field?.structure().shape === 'boolean') return ['true', 'false'];
  const texts = field?.values ?? words.valuesOf(holder?.definition ?? '', key) ?? [];
  return texts.filter((text) => text !== '');
}
