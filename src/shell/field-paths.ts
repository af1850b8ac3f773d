import { structureOfKind, type Field, type Kind, type KindRegistry, type Structure } from '../../sandbox/index.ts';

/** Paths such as `pod.spec.containers` that begin so; what stands before the first dot names a kind. None when it names nothing. */
export function fieldPaths(kinds: KindRegistry, partial: string): readonly string[] {
  const [resource = '', ...path] = partial.split('.');
  const kind = kinds.all.find((one) => namesOf(one).includes(resource.toLowerCase()));
  const begun = path.pop();
  if (kind === undefined || begun === undefined) return [];
  let structure: Structure | undefined = inner(structureOfKind(kind));
  for (const step of path) {
    const next: Field | undefined = structure?.fields?.get(step);
    structure = next === undefined ? undefined : inner(next.structure());
  }
  const names = [...(structure?.fields?.keys() ?? [])].filter((name) => name.startsWith(begun));
  return names.sort().map((name) => [resource, ...path, name].join('.'));
}

const namesOf = ({ type, singular, shortNames = [] }: Kind): readonly string[] => [type.resource, singular, ...shortNames];

/** Lists and maps as if they were not there, as `kubectl explain` takes its paths. */
function inner(structure: Structure): Structure {
  let found = structure;
  while ((found.shape === 'list' || found.shape === 'map') && found.items !== undefined) found = found.items();
  return found;
}
