import { decodeYaml } from '../../../charts/yaml-text.ts';
import { StructReader } from '../../../charts/go-decode.ts';
import { textOfBytes } from '../../../charts/chart.ts';
import { readIndex, type RepositoryIndex } from '../../../charts/repository-index.ts';
import { withWords } from '../errors.ts';
import type { HelmRun } from '../helm-run.ts';
import { yamlOf } from '../output/encode.ts';
import { fetchBytes, resolveUrl } from './fetch.ts';

/** An entry of repositories.yaml. */
export interface RepositoryEntry {
  readonly name: string;
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string;
  readonly insecure: boolean;
  readonly passCredentials: boolean;
}

export function entryOf(name: string, url: string, more: Partial<RepositoryEntry> = {}): RepositoryEntry {
  return {
    name,
    url,
    username: '',
    password: '',
    certFile: '',
    keyFile: '',
    caFile: '',
    insecure: false,
    passCredentials: false,
    ...more,
  };
}

/** The repositories that were added; undefined when there is no file yet. Throws ChartError for one that cannot be read. */
export function readRepositories(run: HelmRun): RepositoryEntry[] | undefined {
  const path = run.settings.repositoryConfig;
  if (run.typeOf(path) === undefined) return undefined;
  const reader = new StructReader(decodeYaml(run.readText(path)), 'repo.File');
  const entries = (reader.structs('repositories', 'Entry', '[]*repo.Entry') ?? []).flatMap((entry) =>
    entry === undefined
      ? []
      : [
          entryOf(entry.text('name'), entry.text('url'), {
            username: entry.text('username'),
            password: entry.text('password'),
            certFile: entry.text('certFile'),
            keyFile: entry.text('keyFile'),
            caFile: entry.text('caFile'),
            insecure: entry.flag('insecure_skip_tls_verify'),
            passCredentials: entry.flag('pass_credentials_all'),
          }),
        ],
  );
  reader.finish();
  return entries;
}

export function writeRepositories(run: HelmRun, entries: readonly RepositoryEntry[]): void {
  const text = yamlOf({
    apiVersion: '',
    generated: '0001-01-01T00:00:00Z',
    repositories: entries.map((entry) => ({
      caFile: entry.caFile,
      certFile: entry.certFile,
      insecure_skip_tls_verify: entry.insecure,
      keyFile: entry.keyFile,
      name: entry.name,
      pass_credentials_all: entry.passCredentials,
      password: entry.password,
      url: entry.url,
      username: entry.username,
    })),
  });
  run.writeFile(run.settings.repositoryConfig, text, 0o600);
}

const cachePath = (run: HelmRun, name: string, what: 'index.yaml' | 'charts.txt'): string =>
  `${run.settings.repositoryCache}/${name === '' ? '' : `${name}-`}${what}`;

/** Fetches the index of a repository and keeps it. Throws HelmError when it cannot be reached or is none. */
export async function downloadIndex(run: HelmRun, { name, url }: RepositoryEntry): Promise<RepositoryIndex> {
  const bytes = await fetchBytes(run, resolveUrl(url, 'index.yaml'));
  const index = readIndex(textOfBytes(bytes), url, run.warn);
  run.writeFile(cachePath(run, name, 'charts.txt'), [...index.entries.keys()].map((chart) => `${chart}\n`).join(''));
  run.writeFile(cachePath(run, name, 'index.yaml'), bytes);
  return index;
}

/** The index that was kept. Throws HelmError. */
export function cachedIndex(run: HelmRun, name: string): RepositoryIndex {
  const path = cachePath(run, name, 'index.yaml');
  const text = run.readText(path);
  try {
    return readIndex(text, path, run.warn);
  } catch (error) {
    throw withWords(error, `error loading ${path}`);
  }
}

export function removeCache(run: HelmRun, name: string): void {
  for (const what of ['charts.txt', 'index.yaml'] as const) {
    const path = cachePath(run, name, what);
    if (run.typeOf(path) !== undefined) run.process.files.remove(run.absolute(path));
  }
}
