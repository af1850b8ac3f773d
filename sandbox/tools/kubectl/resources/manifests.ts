import {
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
  type Document as YamlDocument,
  type ScalarTag,
} from 'yaml';
import { goYamlProblem } from '../../../core/go-yaml/parse.ts';
import { isObject, type JsonObject } from '../../../core/json.ts';
import { FileError } from '../../../host/file-system.ts';
import { CommandError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { parseJson } from '../../../schema/parse-json.ts';
import { ParseError } from '../../../schema/parsed.ts';
import { readUrl } from './read-url.ts';

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
      documents.push(...parseDocuments(await readUrl(invocation, name), name));
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
    if (problem !== undefined)
      throw unreadable(
        source,
        jsonFault(text) ?? `error converting YAML to JSON: yaml: ${goYamlFault(text) ?? problem.message.split('\n')[0] ?? ''}`,
      );
    const key = invalidKey(document);
    if (key !== undefined)
      throw unreadable(source, jsonFault(text) ?? `error converting YAML to JSON: yaml: invalid map key: ${key}`);
    let value: unknown;
    try {
      value = document.toJS({ maxAliasCount: 100 });
    } catch (error) {
      const alias = /^Unresolved alias .*: (.*)$/.exec(error instanceof Error ? error.message : '')?.[1];
      const why =
        alias === undefined ? (error instanceof Error ? error.message : 'invalid') : `unknown anchor '${alias}' referenced`;
      throw unreadable(source, `error converting YAML to JSON: yaml: ${why}`);
    }
    if (value !== null && value !== undefined) documents.push({ source, value });
  }
  return documents;
}

const unreadable = (source: string, why: string): CommandError => new CommandError(`error parsing ${source}: ${why}`);

/** What is wrong with the first document that is no YAML. Lines are counted from the beginning of each. Models YAMLReader of k8s.io/apimachinery. */
export function goYamlFault(text: string): string | undefined {
  for (const part of text.split(/(?<=\n)---[^\S\n]*(?:#.*)?(?:\n|$)/)) {
    const fault = goYamlProblem(part);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** What begins as JSON is complained of as JSON when it is no YAML either. */
function jsonFault(text: string): string | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    parseJson(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return error.offset === undefined ? 'unexpected EOF' : `json: offset ${error.offset}: ${error.message}`;
  }
}

/** A key that is itself a map or a list, as Go shows it: `{{ .Values.x }}` of a template comes to such. */
function invalidKey(document: YamlDocument): string | undefined {
  let found: string | undefined;
  visit(document, {
    Pair(_, { key }) {
      if (!isCollection(key)) return undefined;
      found = goSyntaxOf(key);
      return visit.BREAK;
    },
  });
  return found;
}

function goSyntaxOf(node: unknown): string {
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => `${goSyntaxOf(key)}:${goSyntaxOf(value)}`);
    return `map[interface {}]interface {}{${entries.join(', ')}}`;
  }
  if (isSeq(node)) return `[]interface {}{${node.items.map(goSyntaxOf).join(', ')}}`;
  const value: unknown = isScalar(node) ? node.value : null;
  return value === null ? 'interface {}(nil)' : typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** Items of a `List`, or the document itself. */
export function flattenList(value: JsonObject): readonly JsonObject[] {
  const items = value['items'];
  if (typeof value['kind'] !== 'string' || !value['kind'].endsWith('List') || !Array.isArray(items)) return [value];
  return items.filter(isObject).flatMap((item) => flattenList(item as JsonObject));
}
