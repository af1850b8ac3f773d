import { sortManifests, splitManifests, type Manifest } from '../../../charts/manifests.ts';
import type { Release } from '../../../charts/release.ts';
import { deleteAll, type Cascade } from '../cluster/changes.ts';
import { runHooks } from '../cluster/hooks.ts';
import { waitUntilGone } from '../cluster/ready.ts';
import { buildResources, type Resource } from '../cluster/resources.ts';
import { ReleaseNotFound, type ReleaseStorage } from '../cluster/storage.ts';
import { HelmError, messageOf, withWords } from '../errors.ts';
import type { HelmRun } from '../helm-run.ts';
import { goTime } from '../output/times.ts';
import { checkReleaseName } from '../release-names.ts';

export interface UninstallOptions {
  readonly noHooks: boolean;
  readonly keepHistory: boolean;
  readonly wait: boolean;
  readonly timeout: number;
  readonly cascade: Cascade;
  readonly description: string;
  readonly ignoreNotFound: boolean;
  readonly dryRun: boolean;
}

/**
 * Takes a release away. Returns what to say of objects that stay. Throws HelmError. Models Uninstall of helm.sh/helm/v3/pkg/action.
 */
export async function uninstall(run: HelmRun, storage: ReleaseStorage, name: string, options: UninstallOptions): Promise<string> {
  if (options.dryRun) {
    checkReleaseName(name, 'releaseContent: Release name is invalid');
    await storage.last(name);
    return '';
  }
  checkReleaseName(name, 'uninstall: Release name is invalid');
  let history: Release[];
  try {
    history = await storage.history(name);
  } catch (error) {
    if (options.ignoreNotFound && error instanceof ReleaseNotFound) return '';
    throw withWords(error, `uninstall: Release not loaded: ${name}`);
  }
  const release = history.at(-1);
  if (release === undefined) throw new HelmError('no release provided');
  if (release.info.status === 'uninstalled') {
    if (options.keepHistory) throw new HelmError(`the release named ${JSON.stringify(name)} is already deleted`);
    await purge(storage, history);
    return '';
  }
  release.info.status = 'uninstalling';
  release.info.deleted = goTime(run.now);
  release.info.description = 'Deletion in progress (or silently failed)';
  if (!options.noHooks) await runHooks(run, storage, release, 'pre-delete', options.timeout);
  await storage.record(release);
  const { kept, deleted } = await deleteObjects(run, release, options.cascade);
  const errors: unknown[] = [];
  const collecting = async (action: () => Promise<void>): Promise<void> => {
    try {
      await action();
    } catch (error) {
      errors.push(error);
    }
  };
  if (options.wait) await collecting(() => waitUntilGone(run, deleted, options.timeout));
  if (!options.noHooks) await collecting(() => runHooks(run, storage, release, 'post-delete', options.timeout));
  release.info.status = 'uninstalled';
  release.info.description = options.description === '' ? 'Uninstallation complete' : options.description;
  if (options.keepHistory) {
    await storage.record(release);
    for (const other of await storage.deployedAll(name)) {
      other.info.status = 'superseded';
      await storage.record(other);
    }
  } else {
    await collecting(() => purge(storage, history));
  }
  if (errors.length > 0)
    throw new HelmError(`uninstallation completed with ${errors.length} error(s): ${errors.map(messageOf).join('; ')}`);
  return kept;
}

async function purge(storage: ReleaseStorage, history: readonly Release[]): Promise<void> {
  for (const { name, version } of history) {
    try {
      await storage.delete(name, version);
    } catch (error) {
      throw withWords(error, 'uninstall: Failed to purge the release');
    }
  }
}

async function deleteObjects(
  run: HelmRun,
  release: Release,
  cascade: Cascade,
): Promise<{ readonly kept: string; readonly deleted: readonly Resource[] }> {
  const refuse = (): HelmError => new HelmError(`failed to delete release: ${release.name}`);
  const documents = splitManifests(release.manifest).map(
    (document, index) => [`manifest-${String(index).padStart(6, '0')}`, document] as const,
  );
  let manifests: readonly Manifest[];
  try {
    ({ manifests } = sortManifests(new Map(documents), 'uninstall'));
  } catch {
    throw refuse();
  }
  const policy = ({ head }: Manifest): string | undefined =>
    head.annotations.get('helm.sh/resource-policy')?.trim().toLowerCase();
  const keep = manifests.filter((manifest) => policy(manifest) === 'keep');
  const remove = manifests.filter((manifest) => policy(manifest) === undefined);
  let resources: Resource[];
  try {
    resources = await buildResources(run.cluster, remove.map(({ content }) => `\n---\n${content}`).join(''), false);
  } catch {
    throw refuse();
  }
  if (resources.length > 0 && (await deleteAll(run.cluster, resources, cascade)).length > 0) throw refuse();
  const lines = keep.map(({ head }) => `[${head.kind}] ${head.name}\n`).join('');
  return {
    kept: lines === '' ? '' : `These resources were kept due to the resource policy:\n${lines}`,
    deleted: resources,
  };
}
