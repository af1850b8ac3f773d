import type { Fields, JsonLike } from './go-json-text.ts';
import type { Dependency, Metadata } from './metadata.ts';
import { int64, type GoValue } from './template/values.ts';

const filled = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== '' && value !== false && value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );

/** Chart.yaml with its fields in the order of helm's struct, without what is empty. */
export function metadataJson(metadata: Metadata): Fields {
  return filled({
    name: metadata.name,
    home: metadata.home,
    sources: metadata.sources,
    version: metadata.version,
    description: metadata.description,
    keywords: metadata.keywords,
    maintainers: metadata.maintainers.map((maintainer) =>
      maintainer === undefined ? null : filled({ name: maintainer.name, email: maintainer.email, url: maintainer.url }),
    ),
    icon: metadata.icon,
    apiVersion: metadata.apiVersion,
    condition: metadata.condition,
    tags: metadata.tags,
    appVersion: metadata.appVersion,
    deprecated: metadata.deprecated,
    annotations:
      metadata.annotations === undefined || metadata.annotations.size === 0
        ? undefined
        : new Map<string, GoValue>(metadata.annotations),
    kubeVersion: metadata.kubeVersion,
    dependencies: (metadata.dependencies ?? []).map((dependency) =>
      dependency === undefined ? null : dependencyJson(dependency),
    ),
    type: metadata.type,
  });
}

export function dependencyJson(dependency: Dependency): Fields {
  return {
    name: dependency.name,
    ...filled({ version: dependency.version }),
    repository: dependency.repository,
    ...filled({
      condition: dependency.condition,
      tags: dependency.tags,
      enabled: dependency.enabled,
      'import-values': dependency.importValues,
      alias: dependency.alias,
    }),
  };
}

/** Fields of a struct as a map of values, so that YAML can be made of them; whole numbers as encoding/json reads them, or as a struct has them. */
export function goValueOfJson(value: JsonLike, numbers: 'float64' | 'int64' = 'float64'): GoValue {
  if (value === undefined) return null;
  if (typeof value === 'number' && numbers === 'int64' && Number.isSafeInteger(value)) return int64(BigInt(value));
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: JsonLike) => goValueOfJson(item, numbers));
  if (value instanceof Map) return value;
  return new Map(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, goValueOfJson(item as JsonLike, numbers)]),
  );
}
