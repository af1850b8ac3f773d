import { ChartError, type Warn } from './chart-error.ts';
import { decodeYaml } from './yaml-text.ts';
import { StructReader } from './go-decode.ts';
import { goValueOfJson, metadataJson } from './chart-json.ts';
import { readMetadataFields, validateMetadata, type Metadata } from './metadata.ts';
import { compareVersions, parseConstraint, parseVersion } from './semver.ts';
import type { GoValue } from './template/index.ts';
import { toYaml } from './yaml-text.ts';

export interface IndexEntry {
  readonly metadata: Metadata;
  readonly urls: readonly string[];
  readonly created: string;
  readonly digest: string;
}

/** The index of a repository: charts by name, newest first. Models helm.sh/helm/v3/pkg/repo.IndexFile. */
export interface RepositoryIndex {
  readonly entries: Map<string, IndexEntry[]>;
}

/** Throws ChartError for a text that is no index; entries that are no charts are told and left out. */
export function readIndex(text: string, source: string, warn: Warn): RepositoryIndex {
  if (text === '') throw new ChartError('empty index.yaml file');
  const reader = new StructReader(decodeYaml(text), 'repo.IndexFile');
  const entries = new Map<string, IndexEntry[]>();
  const raw = reader.raw('entries');
  if (raw instanceof Map) {
    for (const [name, list] of raw)
      entries.set(
        name,
        (Array.isArray(list) ? list : []).flatMap((item) => readEntry(name, item, source, warn)),
      );
  }
  const apiVersion = reader.text('apiVersion');
  reader.finish();
  const index = { entries };
  sortIndex(index);
  if (apiVersion === '') throw new ChartError('no API version specified');
  return index;
}

function readEntry(name: string, item: GoValue, source: string, warn: Warn): IndexEntry[] {
  if (item === null) {
    warn(`index.go:359: skipping loading invalid entry for chart ${JSON.stringify(name)} from ${source}: empty entry`);
    return [];
  }
  const reader = new StructReader(item, 'ChartVersion');
  const metadata = readMetadataFields(reader);
  if (metadata.apiVersion === '') metadata.apiVersion = 'v1';
  try {
    validateMetadata(metadata);
  } catch (error) {
    const text = error instanceof Error ? error.message : '';
    if (!text.startsWith('validation: more than one dependency with name or alias')) {
      warn(
        `index.go:371: skipping loading invalid entry for chart ${JSON.stringify(name)} ${JSON.stringify(metadata.version)} from ${source}: ${text}`,
      );
      return [];
    }
  }
  return [{ metadata, urls: reader.texts('urls'), created: reader.text('created'), digest: reader.text('digest') }];
}

export function sortIndex({ entries }: RepositoryIndex): void {
  for (const list of entries.values())
    list.sort((left, right) => {
      const [a, b] = [parseVersion(left.metadata.version), parseVersion(right.metadata.version)];
      if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
      return compareVersions(b, a);
    });
}

/** The newest entry that fits a version or a condition on versions; any stable one for an empty text. Throws ChartError. */
export function findEntry(index: RepositoryIndex, name: string, version: string): IndexEntry {
  const list = index.entries.get(name);
  if (list === undefined) throw new ChartError('no chart name found');
  if (list.length === 0) throw new ChartError('no chart version found');
  const constraint = parseConstraint(version === '' ? '*' : version);
  if (constraint === undefined) throw new ChartError(`improper constraint: ${version}`);
  const exact = version === '' ? undefined : list.find(({ metadata }) => metadata.version === version);
  const found =
    exact ??
    list.find(({ metadata }) => {
      const parsed = parseVersion(metadata.version);
      return parsed !== undefined && constraint.check(parsed);
    });
  if (found === undefined) throw new ChartError(`no chart version found for ${name}-${version}`);
  return found;
}

export function indexYaml(index: RepositoryIndex, generated: string): string {
  return toYaml(indexValue(index, generated));
}

export function indexValue(index: RepositoryIndex, generated: string): GoValue {
  return new Map<string, GoValue>([
    ['apiVersion', 'v1'],
    [
      'entries',
      new Map(
        [...index.entries].map(([name, list]) => [
          name,
          list.map(({ metadata, urls, created, digest }) =>
            goValueOfJson({ ...metadataJson(metadata), created, ...(digest === '' ? {} : { digest }), urls: [...urls] }),
          ),
        ]),
      ),
    ],
    ['generated', generated],
  ]);
}
