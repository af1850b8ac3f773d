import { baseName } from '../../../charts/path.ts';
import { findEntry } from '../../../charts/repository-index.ts';
import { HelmError, messageOf, withWords } from '../errors.ts';
import type { HelmRun } from '../helm-run.ts';
import { cachedIndex, downloadIndex, entryOf, readRepositories, removeCache } from './config.ts';
import { fetchBytes, resolveUrl } from './fetch.ts';

const DEVELOPMENT = '>0.0.0-0';

/** The version that flags ask for. */
export function wantedVersion(run: HelmRun): string {
  const version = run.flags.string('version').trim();
  return version === '' && run.flags.defines('devel') && run.flags.bool('devel') ? DEVELOPMENT : version;
}

/**
 * Where a chart is: a folder or a packed chart on this machine, which is fetched first when it is in a repository. Throws HelmError in
 * helm's words. Models LocateChart of helm.sh/helm/v3/pkg/action.
 */
export async function locateChart(run: HelmRun, reference: string): Promise<string> {
  const name = reference.trim();
  const { flags } = run;
  if (flags.bool('verify')) throw new HelmError(refusedVerify);
  if (run.typeOf(name) !== undefined) return run.absolute(name);
  if (name.startsWith('/') || name.startsWith('.')) throw new HelmError(`path ${JSON.stringify(name)} not found`);
  const version = wantedVersion(run);
  const repository = flags.string('repo');
  const { address } = repository === '' ? await resolve(run, name, version) : await findIn(run, repository, name, version);
  return saveTo(run, address, run.settings.repositoryCache);
}

export const refusedVerify =
  'signatures of charts are not simulated: no chart of the sandbox is signed, so there is nothing to verify';

/** The address of a chart in one repository, whether it was added or not. */
export async function findIn(
  run: HelmRun,
  repository: string,
  chart: string,
  version: string,
): Promise<{ readonly address: string; readonly version: string }> {
  const temporary = `helm-repo-${run.process.random.hex(8)}`;
  let index;
  try {
    index = await downloadIndex(run, entryOf(temporary, repository));
  } catch (error) {
    throw withWords(error, `looks like ${JSON.stringify(repository)} is not a valid chart repository or cannot be reached`);
  } finally {
    removeCache(run, temporary);
  }
  const what = `chart ${JSON.stringify(chart)}${version === '' ? '' : ` version ${JSON.stringify(version)}`}`;
  let entry;
  try {
    entry = findEntry(index, chart, version);
  } catch {
    throw new HelmError(`${what} not found in ${repository} repository`);
  }
  const [url] = entry.urls;
  if (url === undefined) throw new HelmError(`${what} has no downloadable URLs`);
  return { address: resolveUrl(repository, url), version: entry.metadata.version };
}

/** The address behind `repository/chart`, or behind an address itself. */
export async function resolve(run: HelmRun, reference: string, version: string): Promise<{ readonly address: string }> {
  if (reference.startsWith('oci://'))
    throw new HelmError(`registries of charts are not simulated (${reference}): use a repository, see \`helm repo add\``);
  if (/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/]+\/./.test(reference)) return { address: reference };
  const slash = reference.indexOf('/');
  if (slash < 0) throw new HelmError(`non-absolute URLs should be in form of repo_name/path_to_chart, got: ${reference}`);
  const name = reference.slice(0, slash);
  const chart = reference.slice(slash + 1);
  const repository = (readRepositories(run) ?? []).find((entry) => entry.name === name);
  if (repository === undefined) throw new HelmError(`repo ${name} not found`);
  let index;
  try {
    index = cachedIndex(run, name);
  } catch (error) {
    throw withWords(error, "no cached repo found. (try 'helm repo update')");
  }
  let entry;
  try {
    entry = findEntry(index, chart, version);
  } catch (error) {
    throw new HelmError(
      `chart ${JSON.stringify(chart)} matching ${version} not found in ${name} index. (try 'helm repo update'): ${messageOf(error)}`,
    );
  }
  const [url] = entry.urls;
  if (url === undefined) throw new HelmError(`chart ${JSON.stringify(reference)} has no downloadable URLs`);
  return { address: resolveUrl(repository.url, url) };
}

/** Fetches a packed chart into a folder. Returns its path. */
export async function saveTo(run: HelmRun, address: string, folder: string): Promise<string> {
  const data = await fetchBytes(run, address);
  const path = `${folder}/${baseName(address.replace(/[?#].*$/, ''))}`;
  run.writeFile(path, data);
  return run.absolute(path);
}
