import { parse } from 'yaml';
import { isObject, type JsonObject } from '../../../core/json.ts';
import type { FileSystem } from '../../../host/file-system.ts';
import { CommandError } from '../errors.ts';
import { toYaml } from '../../../core/yaml-text.ts';

export interface NamedEntry {
  readonly name: string;
  /** Everything of the entry but its name. */
  readonly fields: JsonObject;
}

/** A kubeconfig file. Models k8s.io/client-go/tools/clientcmd/api/v1. */
export interface Kubeconfig {
  readonly clusters: readonly NamedEntry[];
  readonly contexts: readonly NamedEntry[];
  readonly users: readonly NamedEntry[];
  readonly currentContext: string;
}

export const emptyKubeconfig: Kubeconfig = { clusters: [], contexts: [], users: [], currentContext: '' };

/** The sections of a kubeconfig file with the key under which an entry keeps its fields. */
export const sections = { clusters: 'cluster', contexts: 'context', users: 'user' } as const;

export type Section = keyof typeof sections;

/** Throws CommandError when the text is no kubeconfig. */
export function parseKubeconfig(text: string, path: string): Kubeconfig {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new CommandError(
      `error loading config file "${path}": ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}`,
    );
  }
  if (value === null || value === undefined) return emptyKubeconfig;
  if (!isObject(value)) throw new CommandError(`error loading config file "${path}": it is no kubeconfig file`);
  const current = value['current-context'];
  return {
    clusters: entries(value['clusters'], 'cluster'),
    contexts: entries(value['contexts'], 'context'),
    users: entries(value['users'], 'user'),
    currentContext: typeof current === 'string' ? current : '',
  };
}

function entries(value: unknown, key: string): readonly NamedEntry[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map((entry) => {
    const fields = entry[key];
    return { name: String(entry['name'] ?? ''), fields: (isObject(fields) ? fields : {}) as JsonObject };
  });
}

const sorted = (list: readonly NamedEntry[]): readonly NamedEntry[] =>
  list.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/** Fields in the order of their Go types, which is that of JSON. */
const orders: { readonly [section in Section]: readonly string[] } = {
  clusters: [
    'server',
    'tls-server-name',
    'insecure-skip-tls-verify',
    'certificate-authority',
    'certificate-authority-data',
    'proxy-url',
    'disable-compression',
  ],
  contexts: ['cluster', 'user', 'namespace'],
  users: [
    'client-certificate',
    'client-certificate-data',
    'client-key',
    'client-key-data',
    'token',
    'tokenFile',
    'as',
    'username',
    'password',
    'auth-provider',
    'exec',
  ],
};

/** Fields that are written also when they say nothing. */
const always: { readonly [section in Section]: JsonObject } = {
  clusters: { server: '' },
  contexts: { cluster: '', user: '' },
  users: {},
};

function inOrder(section: Section, fields: JsonObject): JsonObject {
  const place = (key: string): number => (orders[section].includes(key) ? orders[section].indexOf(key) : orders[section].length);
  return Object.fromEntries(
    Object.entries({ ...always[section], ...fields }).toSorted(([left], [right]) => place(left) - place(right)),
  );
}

/** As an object in the order of the file's own type. */
export function kubeconfigObject(config: Kubeconfig): JsonObject {
  const list = (section: Section): JsonObject[] | null =>
    // Go writes a list that was never filled as null.
    config[section].length === 0
      ? null
      : sorted(config[section]).map(({ name, fields }) => ({ name, [sections[section]]: inOrder(section, fields) }));
  return {
    kind: 'Config',
    apiVersion: 'v1',
    clusters: list('clusters'),
    users: list('users'),
    contexts: list('contexts'),
    'current-context': config.currentContext,
  };
}

/** Where kubectl looks: `--kubeconfig`, then `$KUBECONFIG`, then `~/.kube/config`. */
export function kubeconfigPaths(
  flag: string,
  env: { readonly [name: string]: string },
  absolute: (path: string) => string,
): readonly string[] {
  if (flag !== '') return [flag];
  const fromEnv = (env['KUBECONFIG'] ?? '').split(':').filter((path) => path !== '');
  return fromEnv.length > 0 ? fromEnv : [absolute(`${env['HOME'] ?? '/root'}/.kube/config`)];
}

/** Reads and merges the files; the first that names something wins. */
export function loadKubeconfig(
  files: FileSystem,
  paths: readonly string[],
  absolute: (path: string) => string,
  explicit: boolean,
): Kubeconfig {
  let merged = emptyKubeconfig;
  for (const path of paths) {
    if (files.stat(absolute(path)) === undefined) {
      if (explicit) throw new CommandError(`stat ${path}: no such file or directory`);
      continue;
    }
    const next = parseKubeconfig(files.readText(absolute(path)), path);
    const join = (section: Section): readonly NamedEntry[] => [
      ...merged[section],
      ...next[section].filter(({ name }) => !merged[section].some((known) => known.name === name)),
    ];
    merged = {
      clusters: join('clusters'),
      contexts: join('contexts'),
      users: join('users'),
      currentContext: merged.currentContext === '' ? next.currentContext : merged.currentContext,
    };
  }
  return merged;
}

export function saveKubeconfig(files: FileSystem, path: string, config: Kubeconfig): void {
  const folder = path.slice(0, path.lastIndexOf('/'));
  if (folder !== '' && files.stat(folder) === undefined) files.makeDirectory(folder, { recursive: true });
  files.write(path, toYaml(kubeconfigObject(config)), { mode: 0o600 });
}

export function findEntry(list: readonly NamedEntry[], name: string): NamedEntry | undefined {
  return list.find((entry) => entry.name === name);
}

/** The list with this entry in place of the one of its name, or at the end. */
export function withEntry(list: readonly NamedEntry[], entry: NamedEntry): readonly NamedEntry[] {
  return findEntry(list, entry.name) === undefined
    ? [...list, entry]
    : list.map((known) => (known.name === entry.name ? entry : known));
}
