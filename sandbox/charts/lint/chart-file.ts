import type { GoValue } from '../template/index.ts';
import type { Metadata } from '../metadata.ts';
import { baseName } from '../path.ts';
import { parseConstraint, parseVersion } from '../semver.ts';

export type Rule = readonly [severity: 'INFO' | 'WARNING' | 'ERROR', problem: string | undefined];

/** What helm looks at in Chart.yaml, in its order. `decoded` is the same file without types. */
export function chartFileRules(md: Metadata, decoded: ReadonlyMap<string, GoValue>): readonly Rule[] {
  return [
    [
      'ERROR',
      md.name === ''
        ? 'name is required'
        : baseName(md.name) !== md.name
          ? `chart name ${JSON.stringify(md.name)} is invalid`
          : undefined,
    ],
    ['ERROR', apiVersionProblem(md.apiVersion)],
    ['ERROR', typeProblem(decoded, 'version')],
    ['ERROR', versionProblem(md.version)],
    ['ERROR', typeProblem(decoded, 'appVersion')],
    ['ERROR', maintainerProblem(md)],
    ['ERROR', sourceProblem(md.sources)],
    ['INFO', md.icon === '' ? 'icon is recommended' : undefined],
    ['ERROR', md.icon !== '' && !isRequestUrl(md.icon) ? `invalid icon URL '${md.icon}'` : undefined],
    [
      'ERROR',
      md.type !== '' && md.apiVersion !== 'v2'
        ? `chart type is not valid in apiVersion '${md.apiVersion}'. It is valid in apiVersion 'v2'`
        : undefined,
    ],
    [
      'ERROR',
      (md.dependencies?.length ?? 0) > 0 && md.apiVersion !== 'v2'
        ? `dependencies are not valid in the Chart file with apiVersion '${md.apiVersion}'. They are valid in apiVersion 'v2'`
        : undefined,
    ],
  ];
}

function apiVersionProblem(apiVersion: string): string | undefined {
  if (apiVersion === '') return 'apiVersion is required. The value must be either "v1" or "v2"';
  return apiVersion === 'v1' || apiVersion === 'v2'
    ? undefined
    : `apiVersion '${apiVersion}' is not valid. The value must be either "v1" or "v2"`;
}

function typeProblem(decoded: ReadonlyMap<string, GoValue>, key: string): string | undefined {
  if (!decoded.has(key)) return undefined;
  const value = decoded.get(key) ?? null;
  if (typeof value === 'string') return undefined;
  const type =
    value === null
      ? '<nil>'
      : typeof value === 'boolean'
        ? 'bool'
        : Array.isArray(value)
          ? '[]interface {}'
          : value instanceof Map
            ? 'map[string]interface {}'
            : 'float64';
  return `${key} should be of type string but it's of type ${type}`;
}

function versionProblem(version: string): string | undefined {
  if (version === '') return 'version is required';
  const parsed = parseVersion(version);
  if (parsed === undefined) return `version '${version}' is not a valid SemVer`;
  const [problem] = parseConstraint('>0.0.0-0')?.problems(parsed) ?? [];
  return problem === undefined ? undefined : `version ${problem}`;
}

function maintainerProblem(md: Metadata): string | undefined {
  for (const maintainer of md.maintainers) {
    if (maintainer === undefined) return 'a maintainer entry is empty';
    const { name, email, url } = maintainer;
    if (name === '') return 'each maintainer requires a name';
    if (email !== '' && !/^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/.test(email))
      return `invalid email '${email}' for maintainer '${name}'`;
    if (url !== '' && !isUrl(url)) return `invalid url '${url}' for maintainer '${name}'`;
  }
  return undefined;
}

function sourceProblem(sources: readonly string[]): string | undefined {
  const wrong = sources.find((source) => source === '' || !isRequestUrl(source));
  return wrong === undefined ? undefined : `invalid source URL '${wrong}'`;
}

/** Something with a scheme, as a browser would ask for it. */
function isRequestUrl(text: string): boolean {
  return /^[a-zA-Z][a-zA-Z0-9+.-]*:[^\s]*$/.test(text);
}

function isUrl(text: string): boolean {
  if (text.length > 2_083 || text.length <= 3 || text.startsWith('.')) return false;
  return /^([a-z][a-z0-9+.-]*:\/\/)?([^\s/@]+@)?(localhost|\d{1,3}(\.\d{1,3}){3}|[a-z0-9_-]+(\.[a-z0-9_-]+)*\.[a-z]{1,})(:\d{1,5})?([/?#][^\s]*)?$/i.test(
    text,
  );
}
