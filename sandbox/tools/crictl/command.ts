import { goValueOfJson } from '../../charts/chart-json.ts';
import { GoTemplateError, parseGoTemplate } from '../../charts/template/go-template.ts';
import { isObject, type JsonValue } from '../../core/json.ts';
import { createTableWriter } from '../../core/text-table.ts';
import { toYaml } from '../../core/yaml-text.ts';
import {
  RuntimeError,
  type ContainerRuntime,
  type ContainerView,
  type ImageView,
  type PodSandboxView,
} from '../../host/container-runtime.ts';
import type { ProcessContext } from '../../host/program.ts';
import type { Arguments, Grammar } from '../linux/arguments.ts';

/** A failure that ends the program, in the words that stand after `FATA[0000] `. */
export class CrictlError extends Error {}

export interface CrictlContext {
  readonly process: ProcessContext;
  readonly runtime: ContainerRuntime;
  readonly options: Arguments;
}

export interface CrictlCommand {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly usage: string;
  /** What it needs, as its help writes it. */
  readonly operands?: string;
  readonly least?: number;
  readonly most?: number;
  readonly grammar: Grammar;
  run(context: CrictlContext): Promise<number> | number;
}

export const defineCrictlCommand = (command: CrictlCommand): CrictlCommand => command;

export const short = (id: string): string => id.replace(/^sha256:/, '').slice(0, 13);

/** Columns at least twenty wide. Models newDefaultTableDisplay of cri-tools. */
export function table(rows: readonly (readonly string[])[]): string {
  return createTableWriter({ minWidth: 20, padding: 3 })(rows);
}

/** Writes an object as `-o` asks; false for a table, which the caller writes. */
export function writeObject({ process, options }: CrictlContext, object: JsonValue, usual: string): boolean {
  const output = options.value('output') ?? usual;
  if (output === 'table') return false;
  if (output === 'json') process.stdout.write(`${JSON.stringify(object, null, 2)}\n`);
  else if (output === 'yaml') process.stdout.write(toYaml(object));
  else if (output === 'go-template') {
    const source = options.value('template');
    if (source === undefined) throw new CrictlError('template is empty');
    process.stdout.write(`${withTemplate(source, object)}\n`);
  } else throw new CrictlError(`unsupported output format ${JSON.stringify(output)}`);
  return true;
}

/** Models tmplExecuteRawJSON of cri-tools, without the functions of its own. Throws CrictlError. */
function withTemplate(source: string, object: JsonValue): string {
  let step = 'generate go-template';
  try {
    const template = parseGoTemplate('tmplExecuteRawJSON', source);
    step = 'template data';
    return template.execute(goValueOfJson(object, 'int64'), { missingKeys: 'refused' });
  } catch (error) {
    if (!(error instanceof GoTemplateError)) throw error;
    throw new CrictlError(`failed to ${step}: ${error.message}`);
  }
}

/** By the beginning of an id, as the runtime looks it up. Throws RuntimeError. */
export function findContainer(runtime: ContainerRuntime, text: string): ContainerView {
  return only(runtime.containers(), text, 'container');
}

export function findSandbox(runtime: ContainerRuntime, text: string): PodSandboxView {
  return only(runtime.sandboxes(), text, 'sandbox');
}

function only<T extends { readonly id: string }>(all: readonly T[], text: string, what: string): T {
  const found = all.filter(({ id }) => text !== '' && id.startsWith(text));
  const [first] = found;
  if (first === undefined || found.length > 1)
    throw new RuntimeError(
      `rpc error: code = NotFound desc = an error occurred when try to find ${what} ${JSON.stringify(text)}: ${found.length > 1 ? 'multiple IDs found with provided prefix' : 'not found'}`,
    );
  return first;
}

export function findImage(runtime: ContainerRuntime, text: string): ImageView | undefined {
  const tagged = text.includes(':') || text.includes('@') ? text : `${text}:latest`;
  const names = [text, tagged, `docker.io/${tagged}`, `docker.io/library/${tagged}`];
  return runtime
    .images()
    .find(
      ({ id, tags, digests }) =>
        [...tags, ...digests].some((name) => names.includes(name)) ||
        (/^(sha256:)?[0-9a-f]{3,}$/.test(text) && id.replace('sha256:', '').startsWith(text.replace('sha256:', ''))),
    );
}

/** `--label KEY=VALUE`, several times. Throws CrictlError. */
export function labelsWanted(options: Arguments): (labels: { readonly [key: string]: string }) => boolean {
  const pairs = options.all('label').map((text) => {
    const at = text.indexOf('=');
    if (at < 0) throw new CrictlError(`incorrectly specified label: ${text}`);
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  return (labels) => pairs.every(([key, value]) => labels[key] === value);
}

/** A filter by a regular expression; only plain words, `^`, `$` and `.*` are simulated. Throws CrictlError. */
export function patternWanted(text: string | undefined): (name: string) => boolean {
  if (text === undefined) return () => true;
  if (!/^\^?[\w/:@-]*(?:\.\*?[\w/:@-]*)*\$?$/.test(text))
    throw new CrictlError(`the pattern ${JSON.stringify(text)} is not simulated: use plain words, ^, $ and .*`);
  // Made of the letters above only, so it cannot run away.
  const pattern = new RegExp(text);
  return (name) => pattern.test(name);
}

/** `-l`, `-n N`: only the newest. */
export function newest<T>(options: Arguments, rows: readonly T[]): readonly T[] {
  if (options.has('latest')) return rows.slice(0, 1);
  const last = Number(options.value('last') ?? 0);
  return last > 0 ? rows.slice(0, last) : rows;
}

export const isNewestOnly = (options: Arguments): boolean => options.has('latest') || Number(options.value('last') ?? 0) > 0;

/** Nanoseconds since the epoch, as CRI writes times. */
export const nanos = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? '0' : `${Math.floor(milliseconds)}000000`;

export const keysOf = (value: JsonValue): readonly string[] => (isObject(value) ? Object.keys(value) : []);
