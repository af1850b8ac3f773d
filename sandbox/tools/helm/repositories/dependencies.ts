import { bytesOfText, type Chart } from '../../../charts/chart.ts';
import { dependencyJson } from '../../../charts/chart-json.ts';
import { goJson } from '../../../charts/go-json-text.ts';
import { loadChart } from '../../../charts/load-chart.ts';
import type { Dependency } from '../../../charts/metadata.ts';
import { baseName, joinPath } from '../../../charts/path.ts';
import { lockYaml, saveChart } from '../../../charts/save-chart.ts';
import { parseConstraint, parseVersion } from '../../../charts/semver.ts';
import { hexadecimal, sha256 } from '../../../core/sha256.ts';
import { archiveFiles, chartFolderFiles } from '../chart-source.ts';
import { HelmError, messageOf, withWords } from '../errors.ts';
import type { HelmRun } from '../helm-run.ts';
import { goTime } from '../output/times.ts';
import { cachedIndex, downloadIndex, entryOf, readRepositories, type RepositoryEntry } from './config.ts';
import { fetchBytes, resolveUrl, sameUrl } from './fetch.ts';
import { findIn } from './locate.ts';

const UNMANAGED = 'helm-manager-';

export interface DependencyOptions {
  readonly skipRefresh: boolean;
  /** Nothing is printed. */
  readonly quiet?: boolean;
}

/**
 * Fetches what Chart.yaml asks for into charts/ and notes the versions in Chart.lock. Throws HelmError. Models Manager of
 * helm.sh/helm/v3/pkg/downloader.
 */
export async function updateDependencies(run: HelmRun, path: string, options: DependencyOptions): Promise<void> {
  await new DependencyManager(run, path, options).update();
}

/** Fetches what Chart.lock names; without one it is an update. */
export async function buildDependencies(run: HelmRun, path: string, options: DependencyOptions): Promise<void> {
  await new DependencyManager(run, path, options).build();
}

class DependencyManager {
  constructor(
    private readonly run: HelmRun,
    private readonly path: string,
    private readonly options: DependencyOptions,
  ) {}

  private line(text: string): void {
    if (this.options.quiet !== true) this.run.line(text);
  }

  private load(): Chart {
    const type = this.run.typeOf(this.path);
    if (type === undefined) throw new HelmError(`could not find ${this.path}: stat ${this.path}: no such file or directory`);
    if (type !== 'directory') throw new HelmError('only unpacked charts can be updated');
    return loadChart(chartFolderFiles(this.run, this.path), this.run.warn);
  }

  async update(): Promise<void> {
    const chart = this.load();
    const wanted = known(chart.metadata.dependencies);
    if (chart.metadata.dependencies === undefined) return;
    const names = this.repositoryNames(wanted);
    await this.fetchUnmanaged(names, wanted);
    if (!this.options.skipRefresh) await this.refresh();
    const locked = this.resolve(wanted, names);
    await this.downloadAll(locked);
    const digest = digestOf(wanted, locked);
    if (chart.lock?.digest === digest) return;
    const file = chart.metadata.apiVersion === 'v1' ? 'requirements.lock' : 'Chart.lock';
    const text = lockYaml({ generated: goTime(this.run.now), digest, dependencies: locked });
    this.run.writeFile(joinPath(this.path, file), text);
  }

  async build(): Promise<void> {
    const chart = this.load();
    const { lock } = chart;
    if (lock === undefined) return this.update();
    const wanted = known(chart.metadata.dependencies);
    this.repositoryNames(wanted);
    const locked = known(lock.dependencies);
    if (digestOf(wanted, locked) !== lock.digest) {
      const [lockFile, file] =
        chart.metadata.apiVersion === 'v1' ? ['requirements.lock', 'requirements.yaml'] : ['Chart.lock', 'Chart.yaml'];
      throw new HelmError(
        `the lock file (${lockFile}) is out of sync with the dependencies file (${file}). Please update the dependencies`,
      );
    }
    const added = readRepositories(this.run) ?? [];
    const missing = locked.filter(
      ({ repository }) =>
        repository !== '' && !/^(file|oci):\/\//.test(repository) && !added.some(({ url }) => sameUrl(url, repository)),
    );
    if (missing.length > 0)
      throw new HelmError(
        `no repository definition for ${missing.map(({ repository }) => repository).join(', ')}. Please add the missing repos via 'helm repo add'`,
      );
    if (!this.options.skipRefresh) await this.refresh();
    await this.downloadAll(locked);
  }

  /** Under which name each dependency's repository is kept; aliases become addresses. */
  private repositoryNames(wanted: readonly Dependency[]): Map<string, string> {
    const added = readRepositories(this.run) ?? [];
    const names = new Map<string, string>();
    const missing: string[] = [];
    for (const dependency of wanted) {
      const { repository } = dependency;
      if (repository === '') continue;
      if (repository.startsWith('file://')) {
        this.localPath(repository);
        names.set(dependency.name, repository);
        continue;
      }
      const alias = /^(?:@|alias:)(.*)$/.exec(repository)?.[1];
      const found = added.find(({ name, url }) => (alias === undefined ? sameUrl(url, repository) : name === alias));
      if (found !== undefined) {
        if (alias !== undefined) dependency.repository = found.url;
        names.set(dependency.name, found.name);
      } else if (!/^(\/|[a-zA-Z][a-zA-Z0-9+.-]*:.)/.test(repository) || alias !== undefined) missing.push(repository);
    }
    if (missing.length === 0) return names;
    const hint = missing.some((name) => !/\/\/|^@|^alias:/.test(name))
      ? `\nNote that repositories must be URLs or aliases. For example, to refer to the "example"\nrepository, use "https://charts.example.com/" or "@example" instead of\n"example". Don't forget to add the repo, too ('helm repo add').`
      : '';
    throw new HelmError(`no repository definition for ${missing.join(', ')}. Please add them via 'helm repo add'${hint}`);
  }

  private async fetchUnmanaged(names: Map<string, string>, wanted: readonly Dependency[]): Promise<void> {
    const entries: RepositoryEntry[] = [];
    for (const { name, repository } of wanted) {
      if (repository === '' || names.has(name)) continue;
      const own = UNMANAGED + hexadecimal(sha256(bytesOfText(repository)));
      names.set(name, own);
      entries.push(entryOf(own, repository));
    }
    if (this.options.skipRefresh || entries.length === 0) return;
    this.line('Getting updates for unmanaged Helm repositories...');
    await this.fetchIndexes(entries);
  }

  private async refresh(): Promise<void> {
    const added = readRepositories(this.run) ?? [];
    if (added.length === 0) return;
    this.line('Hang tight while we grab the latest from your chart repositories...');
    await this.fetchIndexes(added);
    this.line('Update Complete. ⎈Happy Helming!⎈');
  }

  private async fetchIndexes(entries: readonly RepositoryEntry[]): Promise<void> {
    for (const entry of entries) {
      const unmanaged = entry.name.startsWith(UNMANAGED);
      const shown = JSON.stringify(unmanaged ? entry.url : entry.name);
      try {
        await downloadIndex(this.run, entry);
        this.line(`...Successfully got an update from the ${shown} chart repository`);
      } catch (error) {
        const where = unmanaged ? '' : ` (${entry.url})`;
        this.line(`...Unable to get an update from the ${shown} chart repository${where}:\n\t${messageOf(error)}`);
      }
    }
  }

  /** The version of each dependency that is fetched. */
  private resolve(wanted: readonly Dependency[], names: ReadonlyMap<string, string>): Dependency[] {
    const missing: string[] = [];
    const locked = wanted.map((dependency): Dependency => {
      const { name, version, repository } = dependency;
      const constraint = parseConstraint(version);
      if (constraint === undefined)
        throw new HelmError(
          `dependency ${JSON.stringify(name)} has an invalid version/constraint format: improper constraint: ${version}`,
        );
      const lock = (found: string): Dependency => ({
        name,
        version: found,
        repository,
        condition: '',
        tags: [],
        enabled: false,
        importValues: [],
        alias: '',
      });
      const fits = (text: string): boolean => {
        const parsed = parseVersion(text);
        return parsed !== undefined && constraint.check(parsed);
      };
      const absent = (): Dependency => {
        missing.push(`${JSON.stringify(name)} (repository ${JSON.stringify(repository)}, version ${JSON.stringify(version)})`);
        return lock('');
      };
      if (repository === '') {
        this.localPath(`charts/${name}`);
        return lock(version);
      }
      if (repository.startsWith('file://')) {
        const { metadata } = loadChart(chartFolderFiles(this.run, this.localPath(repository)), this.run.warn);
        return fits(metadata.version) ? lock(metadata.version) : absent();
      }
      const repositoryName = names.get(name) ?? '';
      let index;
      try {
        index = cachedIndex(this.run, repositoryName);
      } catch (error) {
        throw withWords(error, `no cached repository for ${repositoryName} found. (try 'helm repo update')`);
      }
      const entries = index.entries.get(name);
      if (entries === undefined) throw new HelmError(`${name} chart not found in repo ${repository}`);
      const entry = entries.find(({ metadata, urls }) => urls.length > 0 && fits(metadata.version));
      return entry === undefined ? absent() : lock(entry.metadata.version);
    });
    if (missing.length > 0)
      throw new HelmError(
        `can't get a valid version for ${missing.length} subchart(s): ${missing.join(', ')}. Make sure a matching chart version exists in the repo, or change the version constraint in Chart.yaml`,
      );
    return locked;
  }

  private localPath(repository: string): string {
    const own = repository.replace(/^file:\/\//, '');
    const path = own.startsWith('/') ? joinPath(own) : joinPath(this.path, own);
    if (this.run.typeOf(path) === undefined) throw new HelmError(`directory ${path} not found`);
    return path;
  }

  private async downloadAll(dependencies: readonly Dependency[]): Promise<void> {
    const { run } = this;
    const folder = joinPath(this.path, 'charts');
    if (run.typeOf(folder) === 'file') throw new HelmError(`${JSON.stringify(folder)} is not a directory`);
    this.line(`Saving ${dependencies.length} charts`);
    const archives = new Map<string, Uint8Array>();
    const fetched = new Set<string>();
    try {
      for (const dependency of dependencies) await this.download(dependency, folder, archives, fetched);
    } catch (error) {
      this.line(`Save error occurred:  ${messageOf(error)}`);
      throw error;
    }
    if (run.typeOf(folder) === undefined) run.process.files.makeDirectory(run.absolute(folder), { recursive: true });
    const before = run.process.files.list(run.absolute(folder));
    for (const [name, data] of archives) run.writeFile(joinPath(folder, name), data);
    this.line('Deleting outdated charts');
    const local = new Set(dependencies.filter(({ repository }) => repository === '').map(({ name }) => name));
    for (const entry of before) {
      const file = joinPath(folder, entry);
      if (run.typeOf(file) !== 'file' || archives.has(entry)) continue;
      try {
        if (local.has(loadChart(archiveFiles(run, file)).metadata.name)) continue;
      } catch (error) {
        this.line(`Could not verify ${file} for deletion: ${messageOf(error)} (Skipping)`);
        continue;
      }
      run.process.files.remove(run.absolute(file));
    }
  }

  private async download(
    dependency: Dependency,
    folder: string,
    archives: Map<string, Uint8Array>,
    fetched: Set<string>,
  ): Promise<void> {
    const { run } = this;
    const { name, version, repository } = dependency;
    if (repository === '') {
      this.line(`Dependency ${name} did not declare a repository. Assuming it exists in the charts directory`);
      const path = joinPath(folder, name);
      let found: string;
      try {
        found = loadChart(chartFolderFiles(run, path)).metadata.version;
      } catch (error) {
        throw new HelmError(`unable to load chart '${path}': ${messageOf(error)}`);
      }
      const parsed = parseVersion(found);
      if (parsed === undefined || parseConstraint(version)?.check(parsed) !== true)
        throw new HelmError(`dependency ${name} at version ${found} does not satisfy the constraint ${version}`);
      return;
    }
    if (repository.startsWith('file://')) {
      const archive = saveChart(loadChart(chartFolderFiles(run, this.localPath(repository)), run.warn), run.now);
      archives.set(archive.name, archive.data);
      return;
    }
    const address = await this.addressOf(dependency);
    if (fetched.has(address)) {
      this.line(`Already downloaded ${name} from repo ${repository}`);
      return;
    }
    this.line(`Downloading ${name} from repo ${repository}`);
    try {
      archives.set(baseName(address), await fetchBytes(run, address));
    } catch (error) {
      throw withWords(error, `could not download ${address}`);
    }
    fetched.add(address);
  }

  private async addressOf({ name, version, repository }: Dependency): Promise<string> {
    const added = (readRepositories(this.run) ?? []).find(({ url }) => sameUrl(url, repository));
    if (added === undefined) {
      try {
        return (await findIn(this.run, repository, name, version)).address;
      } catch (error) {
        throw new HelmError(`could not find : chart ${name} not found in ${repository}: ${messageOf(error)}`);
      }
    }
    const entry = cachedIndex(this.run, added.name)
      .entries.get(name)
      ?.find(({ metadata }) => metadata.version === version);
    const [url] = entry?.urls ?? [];
    if (url === undefined) throw new HelmError(`could not find : no matching version`);
    return resolveUrl(repository, url);
  }
}

const known = (list: readonly (Dependency | undefined)[] | undefined): Dependency[] =>
  (list ?? []).filter((dependency) => dependency !== undefined);

/** What tells whether Chart.lock was made of this Chart.yaml. */
function digestOf(wanted: readonly Dependency[], locked: readonly Dependency[]): string {
  return `sha256:${hexadecimal(sha256(bytesOfText(goJson([wanted.map(dependencyJson), locked.map(dependencyJson)]))))}`;
}
