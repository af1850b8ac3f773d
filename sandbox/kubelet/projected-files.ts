import type {
  ConfigMapProjection,
  Container,
  DownwardAPIVolumeFile,
  SecretProjection,
  ServiceAccountTokenProjection,
  Volume,
  VolumeProjection,
} from '../schema/types/core-v1.ts';
import { NotFoundError, type ConfigSources } from './config-sources.ts';
import { fieldValue, resourceValue, type FieldContext } from './field-values.ts';
import type { ProjectedFile } from './volumes.ts';

export interface ProjectionContext {
  readonly fields: FieldContext;
  readonly sources: ConfigSources;
  /** A token for the Pod's ServiceAccount. Throws Error when the account is not there. */
  token(source: ServiceAccountTokenProjection): string;
}

type Files = ReadonlyMap<string, ProjectedFile>;

/** The files of a volume that is made from API objects; undefined when it is another sort of volume. Throws Error. */
export function projectedFiles(volume: Volume, context: ProjectionContext): Files | undefined {
  if (volume.configMap) return configMapFiles(volume.configMap, volume.configMap.defaultMode ?? 0o644, context);
  if (volume.secret) {
    const { secretName, items, optional, defaultMode } = volume.secret;
    const projection: SecretProjection = {
      ...(secretName === undefined ? {} : { name: secretName }),
      ...(items === undefined ? {} : { items }),
      ...(optional === undefined ? {} : { optional }),
    };
    return secretFiles(projection, defaultMode ?? 0o644, context);
  }
  if (volume.downwardAPI) return downwardFiles(volume.downwardAPI.items ?? [], volume.downwardAPI.defaultMode ?? 0o644, context);
  if (volume.projected) {
    const result = new Map<string, ProjectedFile>();
    for (const source of volume.projected.sources ?? []) {
      for (const [path, file] of sourceFiles(source, volume.projected.defaultMode ?? 0o644, context)) result.set(path, file);
    }
    return result;
  }
  return undefined;
}

function sourceFiles(source: VolumeProjection, mode: number, context: ProjectionContext): Files {
  if (source.configMap) return configMapFiles(source.configMap, mode, context);
  if (source.secret) return secretFiles(source.secret, mode, context);
  if (source.downwardAPI) return downwardFiles(source.downwardAPI.items ?? [], mode, context);
  if (source.serviceAccountToken) {
    const token = source.serviceAccountToken;
    return new Map([[token.path, { text: context.token(token), mode: 0o644 }]]);
  }
  throw new Error('this source of a projected volume is not simulated');
}

function configMapFiles(source: ConfigMapProjection, mode: number, context: ProjectionContext): Files {
  const namespace = context.fields.pod.metadata.namespace ?? '';
  return pick(source, mode, 'configmap references non-existent config key', (name) => context.sources.configMap(namespace, name));
}

function secretFiles(source: SecretProjection, mode: number, context: ProjectionContext): Files {
  const namespace = context.fields.pod.metadata.namespace ?? '';
  return pick(source, mode, 'references non-existent secret key', (name) => context.sources.secret(namespace, name));
}

function pick(
  source: ConfigMapProjection | SecretProjection,
  mode: number,
  missing: string,
  read: (name: string) => ReadonlyMap<string, string>,
): Files {
  const result = new Map<string, ProjectedFile>();
  let values: ReadonlyMap<string, string>;
  try {
    values = read(source.name ?? '');
  } catch (error) {
    if (source.optional && error instanceof NotFoundError) return result;
    throw error;
  }
  if (source.items === undefined || source.items.length === 0) {
    for (const [key, text] of values) result.set(key, { text, mode });
    return result;
  }
  for (const item of source.items) {
    const text = values.get(item.key);
    if (text !== undefined) result.set(item.path, { text, mode: item.mode ?? mode });
    else if (!source.optional) throw new Error(`${missing}: ${item.key}`);
  }
  return result;
}

const noContainer: Container = { name: '' };

function downwardFiles(items: readonly DownwardAPIVolumeFile[], mode: number, context: ProjectionContext): Files {
  return new Map(
    items.map((item) => {
      const text = item.fieldRef
        ? fieldValue(item.fieldRef, context.fields)
        : item.resourceFieldRef
          ? resourceValue(item.resourceFieldRef, noContainer, context.fields)
          : '';
      return [item.path, { text, mode: item.mode ?? mode }];
    }),
  );
}
