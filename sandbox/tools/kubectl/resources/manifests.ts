import { LineCounter, parseAllDocuments, type ScalarTag, type YAMLParseError } from 'yaml';
import { isObject, type JsonObject } from '../../../core/json.ts';
import { FileError } from '../../../host/file-system.ts';
import { CommandError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';

/** One document of a file, as JSON. */
export interface Document {
  /** As it was given, e.g. `web.yaml`; `STDIN` for `-`. */
  readonly source: string;
  readonly value: unknown;
}

const EXTENSIONS = ['.json', '.yaml', '.yml'];

/** Reads everything that `-f` names, in order. Throws CommandError in kubectl's words. */
export async function readDocuments(
  invocation: Invocation,
  filenames: readonly string[],
  recursive: boolean,
): Promise<readonly Document[]> {
  const documents: Document[] = [];
  for (const name of filenames) {
    if (name === '-') {
      documents.push(...parseDocuments(await invocation.process.stdin.readAll(), 'STDIN'));
    } else if (/^https?:\/\//.test(name)) {
      throw new CommandError(`unable to read URL "${name}": this workstation has no way out of the cluster's network`);
    } else {
      for (const path of filesAt(invocation, name, recursive)) {
        documents.push(...parseDocuments(readFile(invocation, path), path));
      }
    }
  }
  return documents;
}

export function readFile(invocation: Invocation, path: string): string {
  try {
    return invocation.process.files.readText(invocation.absolute(path));
  } catch (error) {
    if (error instanceof FileError && error.code === 'EISDIR') throw new CommandError(`read ${path}: is a directory`);
    if (error instanceof FileError) throw new CommandError(`the path "${path}" does not exist`);
    throw error;
  }
}

function filesAt(invocation: Invocation, name: string, recursive: boolean): readonly string[] {
  const { files } = invocation.process;
  const stat = files.stat(invocation.absolute(name));
  if (stat === undefined) throw new CommandError(`the path "${name}" does not exist`);
  if (stat.type !== 'directory') return [name];
  const folder = name.replace(/(.)\/+$/, '$1');
  const found = inFolder(folder);
  if (found.length === 0) {
    throw new CommandError(`error reading [${name}]: recognized file extensions are [${EXTENSIONS.join(' ')}]`);
  }
  return found;

  function inFolder(path: string): string[] {
    return files.list(invocation.absolute(path)).flatMap((entry) => {
      const child = path === '/' ? `/${entry}` : `${path}/${entry}`;
      const type = files.stat(invocation.absolute(child))?.type;
      if (type === 'directory') return recursive ? inFolder(child) : [];
      return EXTENSIONS.some((extension) => entry.endsWith(extension)) ? [child] : [];
    });
  }
}

/** Words that YAML 1.1, which Kubernetes reads, takes for true and false. */
const oldBooleans: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/,
  resolve: (text) => /^[yYoO][^fF]*$/.test(text),
};

/** Splits a file at `---` and turns each part into JSON. Empty parts are left out. */
export function parseDocuments(text: string, source: string): readonly Document[] {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    uniqueKeys: false,
    merge: true,
    lineCounter: lines,
    customTags: (tags) => [oldBooleans, ...tags],
    strict: false,
  });
  if (!Array.isArray(parsed)) return [];
  const documents: Document[] = [];
  for (const document of parsed) {
    const problem = document.errors[0];
    if (problem !== undefined) throw parseError(problem, source);
    let value: unknown;
    try {
      value = document.toJS({ maxAliasCount: 100 });
    } catch (error) {
      throw new CommandError(
        `error parsing ${source}: error converting YAML to JSON: yaml: ${error instanceof Error ? error.message : 'invalid'}`,
      );
    }
    if (value !== null && value !== undefined) documents.push({ source, value });
  }
  return documents;
}

/** In the words of go-yaml, which counts some of its lines from 0. */
function parseError(problem: YAMLParseError, source: string): CommandError {
  const line = problem.linePos?.[0].line ?? 1;
  const [words, at] = wordsOf(problem, line);
  return new CommandError(`error parsing ${source}: error converting YAML to JSON: yaml: line ${at}: ${words}`);
}

function wordsOf(problem: YAMLParseError, line: number): readonly [string, number] {
  if (problem.code === 'TAB_AS_INDENT') return ['found character that cannot start any token', line];
  if (problem.code === 'MULTILINE_IMPLICIT_KEY' || problem.code === 'BLOCK_AS_IMPLICIT_KEY') {
    return ['mapping values are not allowed in this context', line];
  }
  if (problem.code === 'MISSING_CHAR') {
    return /quote/.test(problem.message)
      ? ['found unexpected end of stream', line]
      : /Implicit map key/.test(problem.message) || /key/.test(problem.message)
        ? ["could not find expected ':'", line + 1]
        : ['did not find expected key', Math.max(1, line - 1)];
  }
  if (problem.code === 'BAD_INDENT' || problem.code === 'UNEXPECTED_TOKEN' || problem.code === 'IMPOSSIBLE') {
    return ['did not find expected key', Math.max(1, line - 1)];
  }
  if (problem.code === 'BAD_ALIAS') return ['unknown anchor', line];
  return [problem.message.split(' at line ')[0] ?? 'invalid YAML', line];
}

/** Items of a `List`, or the document itself. */
export function flattenList(value: JsonObject): readonly JsonObject[] {
  const items = value['items'];
  if (typeof value['kind'] !== 'string' || !value['kind'].endsWith('List') || !Array.isArray(items)) return [value];
  return items.filter(isObject).flatMap((item) => flattenList(item as JsonObject));
}
