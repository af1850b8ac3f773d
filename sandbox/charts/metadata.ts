import { ChartError } from './chart-error.ts';
import { StructReader } from './go-decode.ts';
import { baseName } from './path.ts';
import { parseVersion } from './semver.ts';
import type { GoValue } from './template/index.ts';

export interface Maintainer {
  name: string;
  email: string;
  url: string;
}

/** An entry of `dependencies`. Loading fills in whether it is enabled, and its name becomes the alias, as in helm. */
export interface Dependency {
  name: string;
  version: string;
  repository: string;
  condition: string;
  tags: string[];
  enabled: boolean;
  importValues: GoValue[];
  alias: string;
}

/** Chart.yaml. Models helm.sh/helm/v3/pkg/chart.Metadata; empty texts stand for absent ones. */
export interface Metadata {
  name: string;
  home: string;
  sources: string[];
  version: string;
  description: string;
  keywords: string[];
  maintainers: (Maintainer | undefined)[];
  icon: string;
  apiVersion: string;
  condition: string;
  tags: string;
  appVersion: string;
  deprecated: boolean;
  annotations: Map<string, string> | undefined;
  kubeVersion: string;
  dependencies: (Dependency | undefined)[] | undefined;
  type: string;
}

export function emptyMetadata(): Metadata {
  return readMetadata(null);
}

/** Reads a decoded Chart.yaml; what `onto` holds already stays where the value says nothing. Throws ChartError. */
export function readMetadata(value: GoValue): Metadata {
  const reader = new StructReader(value, 'chart.Metadata');
  const metadata = readMetadataFields(reader);
  reader.finish();
  return metadata;
}

export function readMetadataFields(reader: StructReader): Metadata {
  return {
    name: reader.text('name'),
    home: reader.text('home'),
    sources: reader.texts('sources'),
    version: reader.text('version'),
    description: reader.text('description'),
    keywords: reader.texts('keywords'),
    maintainers: (reader.structs('maintainers', 'Maintainer', '[]*chart.Maintainer') ?? []).map((maintainer) =>
      maintainer === undefined
        ? undefined
        : { name: maintainer.text('name'), email: maintainer.text('email'), url: maintainer.text('url') },
    ),
    icon: reader.text('icon'),
    apiVersion: reader.text('apiVersion'),
    condition: reader.text('condition'),
    tags: reader.text('tags'),
    appVersion: reader.text('appVersion'),
    deprecated: reader.flag('deprecated'),
    annotations: reader.textMap('annotations'),
    kubeVersion: reader.text('kubeVersion'),
    dependencies: readDependencies(reader),
    type: reader.text('type'),
  };
}

export function readDependencies(reader: StructReader): (Dependency | undefined)[] | undefined {
  return reader.structs('dependencies', 'Dependency', '[]*chart.Dependency')?.map((dependency) =>
    dependency === undefined
      ? undefined
      : {
          name: dependency.text('name'),
          version: dependency.text('version'),
          repository: dependency.text('repository'),
          condition: dependency.text('condition'),
          tags: dependency.texts('tags'),
          enabled: dependency.flag('enabled'),
          importValues: dependency.values('import-values'),
          alias: dependency.text('alias'),
        },
  );
}

/** Makes white space blanks and leaves out what cannot be printed. */
function sanitized(text: string): string {
  return text.replace(/\s/gu, ' ').replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '');
}

/** Throws ChartError for what helm does not take. Cleans the texts. Models Metadata.Validate. */
export function validateMetadata(metadata: Metadata): void {
  const md = metadata;
  for (const field of ['name', 'description', 'home', 'icon', 'condition', 'tags', 'appVersion', 'kubeVersion'] as const) {
    md[field] = sanitized(md[field]);
  }
  md.sources = md.sources.map(sanitized);
  md.keywords = md.keywords.map(sanitized);
  const invalid = (text: string): ChartError => new ChartError(`validation: ${text}`);
  if (md.apiVersion === '') throw invalid('chart.metadata.apiVersion is required');
  if (md.name === '') throw invalid('chart.metadata.name is required');
  if (md.name === '.' || md.name === '..') throw invalid(`chart.metadata.name ${JSON.stringify(md.name)} is not allowed`);
  if (md.name !== baseName(md.name)) throw invalid(`chart.metadata.name ${JSON.stringify(md.name)} is invalid`);
  if (md.version === '') throw invalid('chart.metadata.version is required');
  if (parseVersion(md.version) === undefined) throw invalid(`chart.metadata.version ${JSON.stringify(md.version)} is invalid`);
  if (!['', 'application', 'library'].includes(md.type)) throw invalid('chart.metadata.type must be application or library');
  for (const maintainer of md.maintainers) {
    if (maintainer === undefined) throw invalid('maintainers must not contain empty or null nodes');
    maintainer.name = sanitized(maintainer.name);
    maintainer.email = sanitized(maintainer.email);
    maintainer.url = sanitized(maintainer.url);
  }
  const seen = new Set<string>();
  for (const dependency of md.dependencies ?? []) {
    if (dependency === undefined) throw invalid('dependencies must not contain empty or null nodes');
    for (const field of ['name', 'version', 'repository', 'condition'] as const) dependency[field] = sanitized(dependency[field]);
    dependency.tags = dependency.tags.map(sanitized);
    if (dependency.alias !== '' && !/^[a-zA-Z0-9_-]+$/.test(dependency.alias))
      throw invalid(`dependency ${JSON.stringify(dependency.name)} has disallowed characters in the alias`);
    const key = dependency.alias || dependency.name;
    if (seen.has(key)) throw invalid(`more than one dependency with name or alias ${JSON.stringify(key)}`);
    seen.add(key);
  }
}
