import { FileError } from '../../../host/file-system.ts';
import { CommandError } from '../errors.ts';
import type { FlagDefinition } from '../flags.ts';
import type { Invocation } from '../invocation.ts';

/** Flags that fill the data of a ConfigMap or Secret. */
export const dataFlags: readonly FlagDefinition[] = [
  { name: 'from-literal', type: 'array', help: 'A key and its value, key=value' },
  { name: 'from-file', type: 'list', completes: 'file', help: 'A file, key=file, or a folder of files' },
  { name: 'from-env-file', type: 'list', completes: 'file', help: 'A file with lines KEY=value' },
];

/** Key and text of everything that the flags name. Throws CommandError. */
export function dataEntries(invocation: Invocation, object: string, kind: string): ReadonlyMap<string, string> {
  const { flags } = invocation;
  const entries = new Map<string, string>();
  const add = (key: string, text: string): void => {
    if (!/^[-._a-zA-Z0-9]+$/.test(key)) {
      throw new CommandError(
        `${JSON.stringify(key)} is not a valid key name for a ${kind}: a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
      );
    }
    if (entries.has(key))
      throw new CommandError(
        `cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ${kind} "${object}"`,
      );
    entries.set(key, text);
  };
  const envFiles = flags.list('from-env-file');
  if (envFiles.length > 0 && (flags.list('from-file').length > 0 || flags.list('from-literal').length > 0)) {
    throw new CommandError('from-env-file cannot be combined with from-file or from-literal');
  }
  for (const path of flags.list('from-file')) addFile(invocation, path, add);
  for (const word of flags.list('from-literal')) {
    const equals = word.indexOf('=');
    if (equals <= 0) throw new CommandError(`invalid literal source ${word}, expected key=value`);
    add(word.slice(0, equals), word.slice(equals + 1).replace(/^(['"])(.*)\1$/s, '$2'));
  }
  for (const path of envFiles) {
    for (const [key, value] of envLines(invocation, path)) {
      if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key)) {
        throw new CommandError(
          `${JSON.stringify(key)} is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`,
        );
      }
      add(key, value);
    }
  }
  return entries;
}

function addFile(invocation: Invocation, source: string, add: (key: string, text: string) => void): void {
  const { files } = invocation.process;
  const equals = source.indexOf('=');
  const path = equals < 0 ? source : source.slice(equals + 1);
  if (equals === 0) throw new CommandError(`key name for file path ${path} missing`);
  if (equals > 0 && path === '') throw new CommandError(`file path for key name ${source.slice(0, equals)} missing`);
  const stat = files.stat(invocation.absolute(path));
  if (stat === undefined) throw new CommandError(`error reading ${path}: no such file or directory`);
  if (stat.type === 'directory') {
    if (equals >= 0) throw new CommandError('cannot give a key name for a directory path');
    for (const name of files.list(invocation.absolute(path))) {
      const child = `${invocation.absolute(path)}/${name}`;
      if (files.stat(child)?.type === 'file') add(name, files.readText(child));
    }
  } else add(equals < 0 ? (path.split('/').at(-1) ?? path) : source.slice(0, equals), files.readText(invocation.absolute(path)));
}

function envLines(invocation: Invocation, path: string): readonly (readonly [string, string])[] {
  let text: string;
  try {
    text = invocation.process.files.readText(invocation.absolute(path));
  } catch (error) {
    if (error instanceof FileError) throw new CommandError(`error reading ${path}: no such file or directory`);
    throw error;
  }
  return text
    .split('\n')
    .map((line) => line.trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const equals = line.indexOf('=');
      return equals < 0
        ? ([line, invocation.process.env[line] ?? ''] as const)
        : ([line.slice(0, equals), line.slice(equals + 1)] as const);
    });
}
