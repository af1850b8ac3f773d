import type { JsonObject, JsonValue } from '../../../core/json.ts';
import { isObject } from '../../../core/json.ts';
import { FileError, type FileSystem } from '../../../host/file-system.ts';
import { encodeBase64Text } from '../../../core/base64.ts';
import { CommandError } from '../errors.ts';
import { compactJson } from '../../../core/json-text.ts';
import { shortHash } from '../build/short-hash.ts';

export interface Generator {
  readonly name: string;
  readonly namespace: string;
  readonly type: string;
  readonly literals: readonly string[];
  readonly files: readonly string[];
  readonly envs: readonly string[];
  readonly options: { readonly [key: string]: JsonValue };
  /** What becomes of an object of that name which is there already: `merge` or `replace`; without one there must be none. */
  readonly behavior: string;
}

export interface Generators {
  readonly configMaps: readonly Generator[];
  readonly secrets: readonly Generator[];
  readonly options: { readonly [key: string]: unknown };
}

export interface Generated {
  readonly object: JsonObject;
  /** Whether its name gets a hash of its content at its end. */
  readonly hashed: boolean;
  readonly behavior: string;
}

/** ConfigMaps and Secrets from literals and files. Throws CommandError. */
export function generated(files: FileSystem, folder: string, { configMaps, secrets, options }: Generators): readonly Generated[] {
  const make = (generator: Generator, kind: 'ConfigMap' | 'Secret'): Generated => {
    const all: { readonly [key: string]: unknown } = { ...options, ...generator.options };
    const entries = entriesOf(files, folder, generator);
    const data = Object.fromEntries(entries.map(([key, text]) => [key, kind === 'Secret' ? encodeBase64Text(text) : text]));
    const metadata = {
      name: generator.name,
      ...(generator.namespace === '' ? {} : { namespace: generator.namespace }),
      ...(isObject(all['labels']) ? { labels: all['labels'] as JsonObject } : {}),
      ...(isObject(all['annotations']) ? { annotations: all['annotations'] as JsonObject } : {}),
    };
    const object = {
      apiVersion: 'v1',
      kind,
      metadata,
      ...(entries.length === 0 ? {} : { data }),
      ...(kind === 'Secret' ? { type: generator.type || 'Opaque' } : {}),
      ...(all['immutable'] === true ? { immutable: true } : {}),
    } as JsonObject;
    return { object, hashed: all['disableNameSuffixHash'] !== true, behavior: generator.behavior };
  };
  return [
    ...configMaps.map((generator) => make(generator, 'ConfigMap')),
    ...secrets.map((generator) => make(generator, 'Secret')),
  ];
}

/** The hash of a ConfigMap or Secret for the end of its name, which is no part of what is hashed. */
export function contentHash({ kind, data, type }: JsonObject): string {
  const sorted = isObject(data) ? Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1))) : data;
  const hashed = { kind, name: '', data: sorted ?? (kind === 'Secret' ? {} : ''), ...(kind === 'Secret' ? { type } : {}) };
  return shortHash(compactJson(hashed));
}

function entriesOf(
  files: FileSystem,
  folder: string,
  { literals, files: sources, envs, name }: Generator,
): readonly (readonly [string, string])[] {
  if (name === '') throw new CommandError('a generator has no name');
  const read = (path: string): string => {
    try {
      return files.readText(`${folder}/${path}`);
    } catch (error) {
      if (error instanceof FileError)
        throw new CommandError(`loading KV pairs: file sources: [${path}]: open ${path}: no such file or directory`);
      throw error;
    }
  };
  return [
    ...envs.flatMap((path) =>
      read(path)
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => pair(line)),
    ),
    ...literals.map((text) => {
      if (!text.includes('='))
        throw new CommandError(
          `loading KV pairs: literal sources: [${text}]: invalid literal source ${text}, expected key=value`,
        );
      const [key, value] = pair(text);
      return [key, value.replace(/^(['"])(.*)\1$/s, '$2')] as const;
    }),
    ...sources.map((source) => {
      const [key, path] = source.includes('=') ? pair(source) : [source.slice(source.lastIndexOf('/') + 1), source];
      return [key, read(path)] as const;
    }),
  ];
}

function pair(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}
