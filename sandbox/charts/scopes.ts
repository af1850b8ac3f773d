import { HELM_VERSION, type Capabilities } from './capabilities.ts';
import { encodeBase64 } from '../core/base64.ts';
import { metadataJson } from './chart-json.ts';
import { fieldsOf } from './go-json-text.ts';
import { fullPathOf, textOfBytes, type Chart, type ChartFile } from './chart.ts';
import { compileGlob } from './glob.ts';
import { tableAt, type Values } from './go-map.ts';
import type { Dependency, Metadata } from './metadata.ts';
import { baseName } from './path.ts';
import type { TemplateOptions } from './render.ts';
import {
  GoBytes,
  GoStruct,
  strings,
  TypedMap,
  TypedSlice,
  type GoCallable,
  type GoValue,
  type TemplateSource,
} from './template/index.ts';
import { toYaml } from './yaml-text.ts';

/** What the templates of a chart and its subcharts see as `.`: their own values, and the built-in objects. */
export function chartScopes(
  chart: Chart,
  values: Values,
  { release, capabilities }: Pick<TemplateOptions, 'release' | 'capabilities'>,
): TemplateSource[] {
  const shared = {
    release: new Map<string, GoValue>([
      ['IsInstall', release.isInstall],
      ['IsUpgrade', release.isUpgrade],
      ['Name', release.name],
      ['Namespace', release.namespace],
      ['Revision', BigInt(release.revision)],
      ['Service', 'Helm'],
    ]),
    capabilities: capabilitiesOf(capabilities),
  };
  const templates: TemplateSource[] = [];
  scopeOf(chart, named(values), shared, templates);
  return templates;
}

interface Shared {
  readonly release: GoValue;
  readonly capabilities: GoValue;
}

const named = (values: ReadonlyMap<string, GoValue>): TypedMap => new TypedMap('chartutil.Values', 'interface {}', values);

function scopeOf(chart: Chart, values: GoValue, shared: Shared, templates: TemplateSource[]): TypedMap {
  const subcharts = new Map<string, GoValue>();
  const scope = named(
    new Map<string, GoValue>([
      ['Chart', chartStruct(chart)],
      ['Files', filesOf(chart.files)],
      ['Release', shared.release],
      ['Capabilities', shared.capabilities],
      ['Values', values],
      ['Subcharts', subcharts],
    ]),
  );
  for (const child of chart.dependencies) {
    const own = values instanceof Map ? tableAt(values, child.metadata.name) : undefined;
    // A subchart's scope within its parent's is a plain map.
    subcharts.set(child.metadata.name, new Map(scopeOf(child, own ?? named(new Map()), shared, templates)));
  }
  const path = fullPathOf(chart);
  const isLibrary = chart.metadata.type.toLowerCase() === 'library';
  for (const { name, data } of chart.templates) {
    const partial = baseName(name).startsWith('_');
    if (isLibrary && !partial) continue;
    const full = `${path}/${name}`;
    const dot = named(scope);
    dot.set(
      'Template',
      named(
        new Map([
          ['Name', full],
          ['BasePath', `${path}/templates`],
        ]),
      ),
    );
    templates.push({ name: full, text: textOfBytes(data), dot, partial });
  }
  return scope;
}

const method = (params: GoCallable['params'], call: (...args: readonly GoValue[]) => GoValue): GoCallable => ({
  params,
  call: (args) => call(...args),
});

function filesOf(files: readonly ChartFile[]): GoValue {
  const sorted = files.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const bytes = new Map(sorted.map(({ name, data }) => [name, data]));
  const config = (text: (data: Uint8Array) => string): string =>
    toYaml(new Map([...bytes].map(([name, data]) => [baseName(name), text(data)]))).replace(/\n$/, '');
  return new TypedMap(
    'engine.files',
    '[]uint8',
    sorted.map(({ name, data }) => [name, new GoBytes(data)] as const),
    new Map([
      ['Get', method(['string'], (name) => textOfBytes(bytes.get(String(name)) ?? new Uint8Array()))],
      ['GetBytes', method(['string'], (name) => new GoBytes(bytes.get(String(name)) ?? new Uint8Array()))],
      [
        'Glob',
        method(['string'], (pattern) => {
          const matches = compileGlob(String(pattern));
          return filesOf(sorted.filter(({ name }) => matches(name)));
        }),
      ],
      ['AsConfig', method([], () => config(textOfBytes))],
      ['AsSecrets', method([], () => config(encodeBase64))],
      [
        'Lines',
        method(['string'], (name) => {
          const data = bytes.get(String(name));
          return strings(data === undefined ? [] : textOfBytes(data).replace(/\n$/, '').split('\n'));
        }),
      ],
    ]),
  );
}

function capabilitiesOf({ kubeVersion, apiVersions }: Capabilities): GoValue {
  const { version, major, minor } = kubeVersion;
  const known = new Set(apiVersions);
  return new GoStruct(
    '*chartutil.Capabilities',
    new Map<string, GoValue>([
      [
        'KubeVersion',
        new GoStruct(
          'chartutil.KubeVersion',
          new Map([
            ['Version', version],
            ['Major', major],
            ['Minor', minor],
          ]),
          {
            methods: new Map([
              ['GitVersion', method([], () => version)],
              ['String', method([], () => version)],
            ]),
            text: () => version,
          },
        ),
      ],
      [
        'APIVersions',
        typedStrings(
          'chartutil.VersionSet',
          apiVersions,
          new Map([['Has', method(['string'], (name) => known.has(String(name)))]]),
        ),
      ],
      [
        'HelmVersion',
        new GoStruct(
          'version.BuildInfo',
          new Map([
            ['Version', HELM_VERSION],
            ['GitCommit', ''],
            ['GitTreeState', ''],
            ['GoVersion', 'go1.26.4'],
          ]),
          {
            json: () =>
              new Map([
                ['version', HELM_VERSION],
                ['go_version', 'go1.26.4'],
              ]),
          },
        ),
      ],
    ]),
  );
}

const typedStrings = (goType: string, items: Iterable<string>, methods?: ReadonlyMap<string, GoCallable>): TypedSlice =>
  TypedSlice.typed(goType, items, methods);

function chartStruct(chart: Chart): GoValue {
  const { metadata } = chart;
  const isRoot = chart.parent === undefined;
  return new GoStruct(
    'struct { chart.Metadata; IsRoot bool }',
    new Map<string, GoValue>([...metadataFields(metadata), ['IsRoot', isRoot]]),
    {
      json: () => new Map<string, GoValue>([...fieldsOf(metadataJson(metadata)), ['IsRoot', isRoot]]),
    },
  );
}

function metadataFields(metadata: Metadata): readonly (readonly [string, GoValue])[] {
  return [
    ['Name', metadata.name],
    ['Home', metadata.home],
    ['Sources', strings(metadata.sources)],
    ['Version', metadata.version],
    ['Description', metadata.description],
    ['Keywords', strings(metadata.keywords)],
    [
      'Maintainers',
      TypedSlice.typed(
        '[]*chart.Maintainer',
        metadata.maintainers.map((maintainer) =>
          maintainer === undefined
            ? null
            : new GoStruct(
                '*chart.Maintainer',
                new Map([
                  ['Name', maintainer.name],
                  ['Email', maintainer.email],
                  ['URL', maintainer.url],
                ]),
                { json: () => withoutEmpty({ name: maintainer.name, email: maintainer.email, url: maintainer.url }) },
              ),
        ),
      ),
    ],
    ['Icon', metadata.icon],
    ['APIVersion', metadata.apiVersion],
    ['Condition', metadata.condition],
    ['Tags', metadata.tags],
    ['AppVersion', metadata.appVersion],
    ['Deprecated', metadata.deprecated],
    ['Annotations', new TypedMap('map[string]string', 'string', metadata.annotations)],
    ['KubeVersion', metadata.kubeVersion],
    [
      'Dependencies',
      TypedSlice.typed(
        '[]*chart.Dependency',
        (metadata.dependencies ?? []).map((dependency) => (dependency === undefined ? null : dependencyStruct(dependency))),
      ),
    ],
    ['Type', metadata.type],
  ];
}

function dependencyStruct(dependency: Dependency): GoStruct {
  return new GoStruct(
    '*chart.Dependency',
    new Map<string, GoValue>([
      ['Name', dependency.name],
      ['Version', dependency.version],
      ['Repository', dependency.repository],
      ['Condition', dependency.condition],
      ['Tags', strings(dependency.tags)],
      ['Enabled', dependency.enabled],
      ['ImportValues', dependency.importValues],
      ['Alias', dependency.alias],
    ]),
  );
}

const withoutEmpty = (fields: { readonly [name: string]: string }): GoValue =>
  new Map(Object.entries(fields).filter(([, value]) => value !== ''));
