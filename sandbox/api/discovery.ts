import { compareApiVersions } from '../core/api-version.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import { connectSubresources } from './connect.ts';
import { noSuchPage, noSuchResource } from './errors.ts';
import type { Kind, KindRegistry } from './kind.ts';
import { openApiV2 } from './openapi-v2.ts';
import { openApiDocument, openApiIndex } from './openapi.ts';
import { subresourcesOf } from './subresources.ts';
import { encodeBase64 } from '../core/base64.ts';
import { loadDescriptions } from '../schema/load-descriptions.ts';
import { definitionOf } from '../schema/nodes.ts';

const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/**
 * Answers a GET of a path that is no resource: discovery, health, version, OpenAPI. `accept` tells whether discovery is wanted in
 * one piece. The OpenAPI documents take their words from a part of the program that is loaded when they are asked for; all else is
 * there at once. Throws StatusError for a path that is not served.
 */
export function discover(kinds: KindRegistry, url: string, accept: string): JsonValue | Promise<JsonValue> {
  const path = (url.split('?')[0] ?? '').replace(/\/+$/, '');
  if (path === '/version') return version;
  if (/^\/(healthz|readyz|livez)(\/ping)?$/.test(path)) return 'ok';
  if (path === '/api') return aggregated(kinds, accept, true) ?? coreVersions;
  if (path === '/apis') return aggregated(kinds, accept, false) ?? groupList(kinds);
  if (path === '/openapi/v3') return openApiIndex(groupVersions(kinds));
  if (path === '/openapi/v2') return openApiOfAll(kinds);
  const document = /^\/openapi\/v3\/apis?\/(?:([^/]+)\/)?([^/]+)$/.exec(path);
  if (document !== null) return openApiOf(kindsOf(kinds, document[1] ?? '', document[2] ?? ''));
  const place = /^\/(?:api\/([^/]+)|apis\/([^/]+)(?:\/([^/]+))?)$/.exec(path);
  if (place === null) throw noSuchPage();
  const [, coreVersion, group = '', groupVersion] = place;
  if (coreVersion === undefined && groupVersion === undefined) return apiGroup(kinds, group);
  return resourceList(group, coreVersion ?? groupVersion ?? '', kindsOf(kinds, group, coreVersion ?? groupVersion ?? ''));
}

async function openApiOf(kinds: readonly Kind[]): Promise<JsonObject> {
  const taken = kinds.flatMap((kind) =>
    subresourceInfos(kind).flatMap((sub) => definitionOf({ ...kind.type, ...versionOf(sub), kind: sub.kind }) ?? []),
  );
  return openApiDocument(kinds, taken, await loadDescriptions());
}

/** Of a subresource that takes a kind of another group. */
const versionOf = ({ group, version }: SubresourceInfo): Partial<GroupVersion> => ({
  ...(group === undefined ? {} : { group }),
  ...(version === undefined ? {} : { version }),
});

async function openApiOfAll(kinds: KindRegistry): Promise<JsonObject> {
  const documents = groupVersions(kinds).map(({ group, version }) => openApiOf(kindsOf(kinds, group, version)));
  return openApiV2(await Promise.all(documents));
}

/** Throws StatusError when nothing of this group and version is served. */
function kindsOf(kinds: KindRegistry, group: string, version: string): readonly Kind[] {
  const found = kinds.all.filter(({ type }) => type.group === group && type.version === version);
  if (found.length > 0) return found;
  // A group that is served answers for the versions it has not.
  // So does one of the old versions of a built-in group; of a group that was defined at run time nobody remembers any.
  throw kinds.all.some(({ type, custom }) => type.group === group && custom === undefined) ? noSuchResource() : noSuchPage();
}

interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** Groups and versions in the order of the kinds, the preferred version of each group first: v2 before v1, as the real server has it. */
function groupVersions(kinds: KindRegistry): readonly GroupVersion[] {
  const found = new Map<string, GroupVersion>();
  for (const { type } of kinds.all) found.set(`${type.group}/${type.version}`, { group: type.group, version: type.version });
  return [...found.values()];
}

function versionsOf(kinds: KindRegistry, group: string): readonly string[] {
  const versions = groupVersions(kinds).filter((one) => one.group === group);
  return versions.map(({ version }) => version).sort((left, right) => compareApiVersions(right, left));
}

const groupsOf = (kinds: KindRegistry): readonly string[] => [
  ...new Set(groupVersions(kinds).flatMap(({ group }) => (group === '' ? [] : [group]))),
];

function apiGroup(kinds: KindRegistry, name: string): JsonObject {
  const versions = versionsOf(kinds, name).map((version) => ({ groupVersion: `${name}/${version}`, version }));
  const [preferred] = versions;
  if (preferred === undefined) throw noSuchPage();
  return { kind: 'APIGroup', apiVersion: 'v1', name, versions, preferredVersion: preferred };
}

function groupList(kinds: KindRegistry): JsonObject {
  const groups = groupsOf(kinds).map((group) => {
    const { kind: _kind, apiVersion: _apiVersion, ...rest } = apiGroup(kinds, group);
    return rest;
  });
  return { kind: 'APIGroupList', apiVersion: 'v1', groups };
}

const coreVersions: JsonObject = {
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1:6443' }],
};

interface SubresourceInfo {
  readonly name: string;
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** Subresources that take or give another kind than the one they belong to. */
const foreign: { readonly [name: string]: Omit<SubresourceInfo, 'name'> } = {
  scale: { group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get', 'patch', 'update'] },
  binding: { kind: 'Binding', verbs: ['create'] },
  eviction: { group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] },
  attach: { kind: 'PodAttachOptions', verbs: ['create', 'get'] },
  exec: { kind: 'PodExecOptions', verbs: ['create', 'get'] },
  portforward: { kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
};
const ownVerbs: { readonly [name: string]: readonly string[] } = { log: ['get'], finalize: ['update'] };

const proxyVerbs = ['create', 'delete', 'get', 'patch', 'update'];

function actionInfo({ actions = {} }: Kind, name: string): Omit<SubresourceInfo, 'name'> | undefined {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  return action === undefined ? undefined : { ...action.kind, verbs: ['create'] };
}

function subresourceInfos(kind: Kind): readonly SubresourceInfo[] {
  const { proxy } = kind;
  const names = [
    ...subresourcesOf(kind),
    ...(kind.bindable ? connectSubresources : []),
    ...(proxy === undefined ? [] : ['proxy']),
  ];
  // Custom resources list theirs in the order in which they are written, all others by name.
  return (kind.custom === undefined ? names.sort() : names).map((name) => ({
    name,
    ...((proxy !== undefined && name === 'proxy' ? { kind: proxy.options, verbs: proxyVerbs } : undefined) ??
      actionInfo(kind, name) ??
      foreign[name] ?? { kind: kind.type.kind, verbs: ownVerbs[name] ?? ['get', 'patch', 'update'] }),
  }));
}

const extras = (kind: Kind): JsonObject => ({
  ...(kind.shortNames === undefined ? {} : { shortNames: kind.shortNames }),
  ...(kind.categories === undefined ? {} : { categories: kind.categories }),
});

/** What tells versions of the storage apart; kinds that are only asked, never kept, have none. */
function hashOf({ verbs, type, computed }: Kind): JsonObject {
  if (computed || (verbs !== undefined && !verbs.includes('get'))) return {};
  let hash = 0xcbf29ce484222325n;
  for (const character of `${type.group}/${type.version}/${type.kind}`) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
  }
  const bytes = Uint8Array.from({ length: 8 }, (_, index) => Number((hash >> BigInt(8 * index)) & 0xffn));
  return { storageVersionHash: encodeBase64(bytes) };
}

const byResource = (kinds: readonly Kind[]): readonly Kind[] =>
  [...kinds].sort((left, right) => (left.type.resource < right.type.resource ? -1 : 1));

function resourceList(group: string, version: string, kinds: readonly Kind[]): JsonObject {
  const resources = byResource(kinds).flatMap((kind) => {
    const { resource: name, namespaced } = kind.type;
    return [
      {
        name,
        singularName: kind.singular,
        namespaced,
        kind: kind.type.kind,
        verbs: kind.verbs ?? allVerbs,
        ...extras(kind),
        ...hashOf(kind),
      },
      ...subresourceInfos(kind).map((sub) => ({
        name: `${name}/${sub.name}`,
        singularName: '',
        namespaced,
        ...(sub.group === undefined ? {} : { group: sub.group, version: sub.version }),
        kind: sub.kind,
        verbs: sub.verbs,
      })),
    ];
  });
  const groupVersion = group === '' ? version : `${group}/${version}`;
  return {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion,
    resources: resources as JsonObject[],
  };
}

/** Everything in one answer, when the client can read that; undefined when it cannot. */
function aggregated(kinds: KindRegistry, accept: string, core: boolean): JsonObject | undefined {
  const match = /g=apidiscovery\.k8s\.io;v=(v2(?:beta1)?);as=APIGroupDiscoveryList/.exec(accept.replaceAll(' ', ''));
  if (match === null) return undefined;
  const items = (core ? [''] : groupsOf(kinds)).map((group) => ({
    metadata: group === '' ? {} : { name: group },
    versions: versionsOf(kinds, group).map((version) => ({
      version,
      resources: byResource(kindsOf(kinds, group, version)).map(discovered),
      freshness: 'Current',
    })),
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${match[1] ?? 'v2'}`, metadata: {}, items };
}

function discovered(kind: Kind): JsonObject {
  const responseKind = (sub: { readonly group?: string; readonly version?: string; readonly kind: string }): JsonObject => ({
    group: sub.group ?? '',
    version: sub.version ?? '',
    kind: sub.kind,
  });
  const subresources = subresourceInfos(kind).map((sub) => ({
    subresource: sub.name,
    responseKind: responseKind(sub),
    verbs: sub.verbs,
  }));
  return {
    resource: kind.type.resource,
    responseKind: responseKind({ kind: kind.type.kind }),
    scope: kind.type.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs: kind.verbs ?? allVerbs,
    ...extras(kind),
    ...(subresources.length === 0 ? {} : { subresources }),
  };
}

const version: JsonObject = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.3',
  gitCommit: '$Format:%H$',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'go1.26.10',
  compiler: 'gc',
  platform: 'linux/amd64',
};
