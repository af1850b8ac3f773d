import { isObject, type JsonValue } from '../../core/json.ts';
import type { Client } from '../../api/client.ts';
import type { Kind, KindRegistry } from '../../api/kind.ts';
import { isReason } from '../../api/status-error.ts';
import { CommandError } from './errors.ts';

/** A resource of the server, as discovery tells of it. */
export interface Mapping {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
}

/** `deployments.apps`, `pods`. */
export function resourceName(mapping: Pick<Mapping, 'group' | 'resource'>): string {
  return mapping.group === '' ? mapping.resource : `${mapping.resource}.${mapping.group}`;
}

/** `deployment.apps/web`, `pod/web`: how kubectl calls an object. */
export function objectName(mapping: Pick<Mapping, 'group' | 'kind'>, name: string): string {
  return `${kindName(mapping)}/${name}`;
}

export function kindName({ group, kind }: Pick<Mapping, 'group' | 'kind'>): string {
  return group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
}

export function groupVersion({ group, version }: Pick<Mapping, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** Words that stand for several resources where the server names no category. */
export interface ApiGroup {
  readonly name: string;
  readonly versions: readonly string[];
  readonly preferred: string;
}

/** What was learnt of a server, kept from run to run. Models client-go's cached discovery, which keeps it below ~/.kube/cache. */
export interface DiscoveryMemory {
  groups: readonly ApiGroup[] | undefined;
  readonly byGroupVersion: Map<string, readonly Mapping[]>;
}

export const emptyMemory = (): DiscoveryMemory => ({ groups: undefined, byGroupVersion: new Map() });

/**
 * What the server offers. Asked once and kept; asked again for what is not among it. Models k8s.io/client-go's discovery, its shortcut expander and the
 * priority REST mapper: groups in the server's order, each in its preferred version first.
 */
export class Discovery {
  /** Whether the memory holds nothing that an earlier run learnt. */
  private fresh: boolean;

  constructor(
    private readonly client: Client,
    private readonly kinds: KindRegistry,
    private readonly warn: (text: string) => void,
    private readonly memory: DiscoveryMemory = emptyMemory(),
  ) {
    this.fresh = memory.groups === undefined;
  }

  /** Asks the server anew from now on. */
  forget(): void {
    this.memory.groups = undefined;
    this.memory.byGroupVersion.clear();
    this.fresh = true;
  }

  /** What is sought in the memory, and when that has none in a fresh answer of the server. */
  private async seek<T>(find: () => Promise<T | undefined>): Promise<T | undefined> {
    const found = await find();
    if (found !== undefined || this.fresh) return found;
    this.forget();
    return find();
  }

  /** All resources in their preferred versions. */
  async preferred(): Promise<readonly Mapping[]> {
    const lists: (readonly Mapping[])[] = [];
    for (const group of await this.apiGroups()) lists.push(await this.resources(group.name, group.preferred));
    return lists.flat();
  }

  /** `v1`, `apps/v1` …, sorted. Whoever asks for all of them wants those of now: api-versions, top and helm do without the memory. */
  async groupVersions(): Promise<readonly string[]> {
    this.forget();
    const groups = await this.apiGroups();
    return groups.flatMap((group) => group.versions.map((version) => groupVersion({ group: group.name, version }))).sort();
  }

  /** Resources of the word `all` and its like; undefined when no resource is in such a category. */
  async category(word: string): Promise<readonly Mapping[] | undefined> {
    const found = (await this.preferred()).filter((mapping) => mapping.categories.includes(word));
    return found.length === 0 ? undefined : found;
  }

  /** Finds `pods`, `po`, `deployments.apps`, `deployments.v1.apps`, `Pod`. Throws CommandError when there is no such resource. */
  async find(word: string): Promise<Mapping> {
    const found = await this.lookUp(word);
    if (found !== undefined) return found;
    throw new CommandError(`the server doesn't have a resource type "${word.split('.')[0] ?? ''}"`);
  }

  /** The same where it is the mapper that tells, without `error:`. */
  async mapped(word: string): Promise<Mapping> {
    const found = await this.lookUp(word);
    if (found !== undefined) return found;
    throw new CommandError(`the server doesn't have a resource type ${JSON.stringify(word)}`, { prefix: '' });
  }

  lookUp(word: string): Promise<Mapping | undefined> {
    return this.seek(() => this.known(word));
  }

  private async known(word: string): Promise<Mapping | undefined> {
    const [name = '', ...rest] = word.split('.');
    const all = await this.preferred();
    if (rest.length === 0) return this.match(all, name);
    const [version = '', ...groupParts] = rest;
    const versioned = await this.resources(groupParts.join('.'), version);
    const suffix = rest.join('.');
    return (
      this.match(versioned, name) ??
      this.match(
        all.filter(({ group }) => group === suffix || group.startsWith(`${suffix}.`)),
        name,
      ) ??
      // A short name stands for its resource whatever version is asked for.
      all.find(({ group, shortNames }) => group === groupParts.join('.') && shortNames.includes(name.toLowerCase()))
    );
  }

  /** The resource of this kind, undefined when the server knows none. */
  byKind(group: string, version: string, kind: string): Promise<Mapping | undefined> {
    return this.seek(async () => {
      const mappings = await this.resources(group, version);
      // A kind in small letters is found too, and left for the server to complain of.
      return mappings.find((mapping) => mapping.kind === kind) ?? mappings.find((mapping) => mapping.kind.toLowerCase() === kind);
    });
  }

  /** Whatever version holds this kind. */
  byGroupKind(group: string, kind: string): Promise<Mapping | undefined> {
    return this.seek(async () => (await this.preferred()).find((mapping) => mapping.group === group && mapping.kind === kind));
  }

  /** Resources of one group and version without their subresources; empty when the server has none such. */
  async resources(group: string, version: string): Promise<readonly Mapping[]> {
    const key = groupVersion({ group, version });
    const groups = await this.apiGroups();
    const known = this.memory.byGroupVersion.get(key);
    if (known !== undefined) return known;
    const served = groups.some(({ name, versions }) => name === group && versions.includes(version));
    const list = served ? await this.raw(group === '' ? `/api/${version}` : `/apis/${group}/${version}`) : undefined;
    const mappings = readResources(list, group, version);
    this.memory.byGroupVersion.set(key, mappings);
    return mappings;
  }

  private match(mappings: readonly Mapping[], word: string): Mapping | undefined {
    const name = word.toLowerCase();
    const byName = mappings.find(({ resource, singular }) => resource === name || singular === name);
    if (byName !== undefined) return byName;
    const short = mappings.filter(({ shortNames }) => shortNames.includes(name));
    for (const other of short.slice(1)) {
      this.warn(`short name "${name}" could also match lower priority resource ${resourceName(other)}`);
    }
    return short[0] ?? mappings.find(({ kind }) => kind === word || kind.toLowerCase() === name);
  }

  private async apiGroups(): Promise<readonly ApiGroup[]> {
    if (this.memory.groups !== undefined) return this.memory.groups;
    const core = await this.raw('/api');
    const named = await this.raw('/apis');
    if (core === undefined && named === undefined) return (this.memory.groups = this.groupsOfKinds());
    const versions = isObject(core) && Array.isArray(core['versions']) ? core['versions'].map(String) : [];
    this.memory.groups = [{ name: '', versions, preferred: versions[0] ?? 'v1' }, ...readGroups(named)];
    return this.memory.groups;
  }

  /** For a server that answers no discovery: what this program itself knows of. */
  private groupsOfKinds(): readonly ApiGroup[] {
    const groups = new Map<string, Map<string, Mapping[]>>();
    for (const kind of this.kinds.all) {
      const versions = groups.get(kind.type.group) ?? new Map<string, Mapping[]>();
      groups.set(
        kind.type.group,
        versions.set(kind.type.version, [...(versions.get(kind.type.version) ?? []), mappingOfKind(kind)]),
      );
    }
    for (const [group, versions] of groups) {
      for (const [version, mappings] of versions) this.memory.byGroupVersion.set(groupVersion({ group, version }), mappings);
    }
    return [...groups].map(([name, versions]) => ({
      name,
      versions: [...versions.keys()],
      preferred: [...versions.keys()][0] ?? 'v1',
    }));
  }

  private async raw(path: string): Promise<JsonValue | undefined> {
    try {
      return await this.client.raw(path);
    } catch (error) {
      if (isReason(error, 'NotFound')) return undefined;
      throw error;
    }
  }
}

function mappingOfKind({ type, singular, shortNames = [], categories = [], verbs }: Kind): Mapping {
  const { group, version, resource, kind, namespaced } = type;
  const all = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
  return { group, version, resource, singular, kind, namespaced, shortNames, categories, verbs: verbs ?? all };
}

function readGroups(list: JsonValue | undefined): readonly ApiGroup[] {
  const groups = isObject(list) && Array.isArray(list['groups']) ? list['groups'] : [];
  return groups.filter(isObject).map((group) => {
    const versions = (Array.isArray(group['versions']) ? group['versions'] : [])
      .filter(isObject)
      .map(({ version }) => String(version));
    const preferred = isObject(group['preferredVersion']) ? String(group['preferredVersion']['version']) : versions[0];
    return { name: String(group['name']), versions, preferred: preferred ?? 'v1' };
  });
}

function readResources(list: JsonValue | undefined, group: string, version: string): readonly Mapping[] {
  const resources = isObject(list) && Array.isArray(list['resources']) ? list['resources'] : [];
  const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
  return resources
    .filter(isObject)
    .filter(({ name }) => !String(name).includes('/'))
    .map((entry) => ({
      group,
      version,
      resource: String(entry['name']),
      singular:
        typeof entry['singularName'] === 'string' && entry['singularName'] !== ''
          ? entry['singularName']
          : String(entry['kind']).toLowerCase(),
      kind: String(entry['kind']),
      namespaced: entry['namespaced'] === true,
      shortNames: texts(entry['shortNames']),
      categories: texts(entry['categories']),
      verbs: texts(entry['verbs']),
    }));
}
