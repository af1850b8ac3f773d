import { dns1035Label, dns1123Label, dns1123Subdomain, pathSegment } from '../../core/names.ts';
import { ChartError, wrapped } from '../chart-error.ts';
import { decodeYaml } from '../yaml-text.ts';
import { jsonType } from '../go-decode.ts';
import type { GoValue } from '../template/index.ts';
import type { Rule } from './chart-file.ts';
import { deprecation } from './deprecations.ts';

/** What helm finds in a rendered template; undefined after the rules when it can be read no further. */
export function manifestRules(content: string, minor: number): { readonly rules: readonly Rule[]; readonly stopped: boolean } {
  const rules: Rule[] = [['WARNING', indentProblem(content)]];
  for (const document of documentsOf(content)) {
    let value: GoValue;
    try {
      value = decodeYaml(document);
      if (value !== null && !(value instanceof Map))
        throw new ChartError(
          `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonType(value)} into Go value of type rules.K8sYamlStruct`,
        );
      if (value instanceof Map) checkTypes(value);
    } catch (error) {
      rules.push(['ERROR', wrapped(error, 'unable to parse YAML').message]);
      return { rules, stopped: true };
    }
    if (value === null) continue;
    const text = (name: string, of: GoValue | undefined = value): string => {
      const found = of instanceof Map ? field(of, name) : undefined;
      // Numbers and booleans become texts on their way through YAML.
      return found === null || found === undefined || typeof found === 'object' ? '' : String(found);
    };
    const kind = text('kind');
    const name = text('name', field(value, 'metadata'));
    rules.push(['WARNING', nameProblem(kind, name)]);
    const apiVersion = text('apiVersion');
    rules.push(['WARNING', apiVersion === '' || kind === '' ? undefined : deprecation(apiVersion, kind, minor)]);
    rules.push(['ERROR', selectorProblem(kind, name, content)]);
    rules.push(['ERROR', kind === 'List' ? listProblem(content) : undefined]);
  }
  return { rules, stopped: false };
}

function field(map: ReadonlyMap<string, GoValue>, name: string): GoValue | undefined {
  if (map.has(name)) return map.get(name);
  for (const [key, value] of map) if (key.toLowerCase() === name.toLowerCase()) return value;
  return undefined;
}

/** Throws ChartError where a field is not of the type that the linter's struct has. */
function checkTypes(value: ReadonlyMap<string, GoValue>): void {
  const refuse = (found: GoValue, path: string, struct: string, type: string): never => {
    throw new ChartError(
      `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonType(found)} into Go struct field ${struct}.${path} of type ${type}`,
    );
  };
  const wantText = (of: ReadonlyMap<string, GoValue>, name: string, path: string, struct: string): void => {
    const found = field(of, name);
    // Numbers and booleans become texts on their way through YAML.
    if (found instanceof Map || Array.isArray(found)) refuse(found, path, struct, 'string');
  };
  wantText(value, 'apiVersion', 'apiVersion', 'K8sYamlStruct');
  wantText(value, 'kind', 'Kind', 'K8sYamlStruct');
  const metadata = field(value, 'metadata');
  if (metadata === undefined || metadata === null) return;
  if (!(metadata instanceof Map)) return void refuse(metadata, 'Metadata', 'K8sYamlStruct', 'rules.k8sYamlMetadata');
  wantText(metadata, 'namespace', 'Metadata.Namespace', 'k8sYamlMetadata');
  wantText(metadata, 'name', 'Metadata.Name', 'k8sYamlMetadata');
}

function indentProblem(content: string): string | undefined {
  const line = content.split(/\r?\n/).find((candidate) => candidate.trim() !== '');
  return line !== undefined && /^[ \t]/.test(line)
    ? `document starts with an illegal indent: ${JSON.stringify(line)}, which may cause parsing problems`
    : undefined;
}

/** Documents as the client's decoder parts them: at lines of three dashes. */
function documentsOf(content: string): string[] {
  const documents: string[] = [];
  let current: string[] = [];
  for (const line of content.split('\n')) {
    if (line.startsWith('---') && line.slice(3).trim() === '') {
      if (current.length > 0) documents.push(current.join('\n'));
      current = [];
    } else current.push(line);
  }
  documents.push(current.join('\n'));
  return documents;
}

const labelKinds = new Set(['namespace']);
const segmentKinds = new Set(['role', 'clusterrole', 'rolebinding', 'clusterrolebinding']);

function nameProblem(kind: string, name: string): string | undefined {
  const lower = kind.toLowerCase();
  if (lower === 'certificatesigningrequest') return undefined;
  const problems =
    lower === 'service'
      ? dns1035Label(name)
      : labelKinds.has(lower)
        ? dns1123Label(name)
        : segmentKinds.has(lower)
          ? pathSegment(name)
          : dns1123Subdomain(name);
  if (problems.length === 0) return undefined;
  const texts = problems.map((problem) => `metadata.name: Invalid value: ${JSON.stringify(name)}: ${problem}`);
  const joined = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  return `object name does not conform to Kubernetes naming requirements: ${JSON.stringify(name)}: ${joined}`;
}

const selecting = new Set(['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet']);

function selectorProblem(kind: string, name: string, content: string): string | undefined {
  return selecting.has(kind) && !/matchLabels|matchExpressions/.test(content)
    ? `a ${kind} must contain matchLabels or matchExpressions, and ${JSON.stringify(name)} does not`
    : undefined;
}

function listProblem(content: string): string | undefined {
  let list: GoValue;
  try {
    list = decodeYaml(content);
  } catch (error) {
    return wrapped(error, 'unable to parse YAML').message;
  }
  const items = list instanceof Map ? field(list, 'items') : undefined;
  const kept = (Array.isArray(items) ? items : []).some((item) => {
    const metadata = item instanceof Map ? field(item, 'metadata') : undefined;
    const annotations = metadata instanceof Map ? field(metadata, 'annotations') : undefined;
    return annotations instanceof Map && annotations.has('helm.sh/resource-policy');
  });
  return kept ? "Annotation 'helm.sh/resource-policy' within List objects are ignored" : undefined;
}
