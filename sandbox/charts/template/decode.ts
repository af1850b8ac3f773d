import { GoYamlError } from '../../core/go-yaml/cursor.ts';
import { parseGoYaml, type GoYamlNode, type MappingNode } from '../../core/go-yaml/parse.ts';
import { resolveScalar, type Scalar } from '../../core/go-yaml/resolve.ts';
import { GoJsonError, readGoJson, type JsonMaker } from '../../core/go-json.ts';
import { formatFloat } from '../../core/float-text.ts';
import { quote } from './quote.ts';
import { GoError, compareBytes, type GoValue } from './values.ts';

/**
 * YAML as sigs.k8s.io/yaml reads it into `interface {}`: numbers are float64, keys are texts. Throws GoError in go-yaml's words.
 */
export function readYaml(text: string): GoValue {
  try {
    const node = parseGoYaml(text);
    return node === undefined ? null : new Composer().valueOf(node);
  } catch (error) {
    if (error instanceof GoYamlError) throw new GoError(`error converting YAML to JSON: yaml: ${error.message}`);
    if (error instanceof NotJson) throw new GoError(`error converting YAML to JSON: ${error.message}`);
    throw error;
  }
}

/** YAML that JSON cannot say. */
class NotJson extends Error {}

/** From how many values on, and up to what share of them, aliases may have made them. Models allowedAliasRatio of go-yaml. */
const MANY_VALUES = 400_000;
const MOST_VALUES = 4_000_000;

class Composer {
  private readonly open = new Set<GoYamlNode>();
  private count = 0;
  private aliasCount = 0;
  private aliasDepth = 0;

  valueOf(node: GoYamlNode): GoValue {
    this.counted();
    if (node.kind === 'alias') {
      if (this.open.has(node.target)) throw new GoYamlError(`anchor '${node.name}' value contains itself`);
      this.open.add(node.target);
      this.aliasDepth++;
      const value = this.valueOf(node.target);
      this.aliasDepth--;
      this.open.delete(node.target);
      return value;
    }
    if (node.kind === 'sequence') return node.items.map((item) => this.valueOf(item));
    if (node.kind === 'mapping') return this.entriesInto(new Map(), node);
    return jsonScalar(resolveScalar(node.value, node.tag, node.isPlain));
  }

  private counted(): void {
    this.count++;
    if (this.aliasDepth > 0) this.aliasCount++;
    if (this.aliasCount <= 100 || this.count <= 1000) return;
    const over = Math.min(1, Math.max(0, (this.count - MANY_VALUES) / (MOST_VALUES - MANY_VALUES)));
    if (this.aliasCount / this.count > 0.99 - 0.89 * over) throw new GoYamlError('document contains excessive aliasing');
  }

  private entriesInto(map: Map<string, GoValue>, { entries }: MappingNode): Map<string, GoValue> {
    for (const [key, value] of entries) {
      if (isMerge(key)) this.merge(map, value);
      else {
        const name = keyText(key, value);
        map.set(name, this.valueOf(value));
      }
    }
    return map;
  }

  /** `<<`: what is merged wins over what stood before it, as in go-yaml v2. */
  private merge(map: Map<string, GoValue>, node: GoYamlNode): void {
    const sources = node.kind === 'sequence' ? node.items.toReversed() : [node];
    for (const source of sources) {
      const target = source.kind === 'alias' ? source.target : source;
      if (target.kind !== 'mapping') throw new GoYamlError('map merge requires map or sequence of maps as the value');
      const value = this.valueOf(source);
      if (value instanceof Map) for (const [key, item] of value) map.set(key, item);
    }
  }
}

const isMerge = (node: GoYamlNode): boolean =>
  node.kind === 'scalar' && node.value === '<<' && (node.isPlain || node.tag === 'tag:yaml.org,2002:merge');

function jsonScalar(value: Scalar): GoValue {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new NotJson(`json: unsupported value: ${formatFloat(value, 'g', -1)}`);
  return value;
}

/** A key as a text. Throws for what JSON cannot have as one. */
function keyText(node: GoYamlNode, value: GoYamlNode): string {
  const key = node.kind === 'alias' ? node.target : node;
  if (key.kind !== 'scalar') throw new GoYamlError(`invalid map key: ${goSyntax(key)}`);
  const resolved = resolveScalar(key.value, key.tag, key.isPlain);
  if (resolved === null)
    throw new NotJson(`unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(value, 'top')}`);
  if (typeof resolved !== 'number') return String(resolved);
  if (Number.isNaN(resolved)) return '.nan';
  return Number.isFinite(resolved) ? formatFloat(Math.fround(resolved), 'g', -1) : resolved > 0 ? '.inf' : '-.inf';
}

/** A value as `%#v` of Go prints it, for go-yaml's words about keys. */
function goSyntax(node: GoYamlNode, place: 'top' | 'inner' = 'top', depth = 0): string {
  if (depth > 20) return '...';
  if (node.kind === 'alias') return goSyntax(node.target, place, depth + 1);
  if (node.kind === 'sequence') {
    return `[]interface {}{${node.items.map((item) => goSyntax(item, 'inner', depth + 1)).join(', ')}}`;
  }
  if (node.kind === 'mapping') {
    const entries = node.entries
      .map(([key, value]): [string, string] => [goSyntax(key, 'inner', depth + 1), goSyntax(value, 'inner', depth + 1)])
      .toSorted(([left], [right]) => compareBytes(left, right));
    return `map[interface {}]interface {}{${entries.map(([key, value]) => `${key}:${value}`).join(', ')}}`;
  }
  const value = resolveScalar(node.value, node.tag, node.isPlain);
  if (value === null) return place === 'top' ? '<nil>' : 'interface {}(nil)';
  if (typeof value === 'string') return quote(value);
  return typeof value === 'number' ? formatFloat(value, 'g', -1) : String(value);
}

/** JSON as Go reads it into `interface {}`. */
export const jsonMaker: JsonMaker<GoValue> = {
  scalar: (value) => value,
  list: (items) => items,
  object: (entries) => new Map(entries),
};

/** Models json.Unmarshal into `interface {}`. Throws GoError with Go's words. */
export function readJson(text: string): GoValue {
  try {
    return readGoJson(text, jsonMaker);
  } catch (error) {
    throw error instanceof GoJsonError ? new GoError(error.message) : error;
  }
}
