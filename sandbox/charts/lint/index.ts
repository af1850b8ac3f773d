import { ChartError, silent, type Warn } from '../chart-error.ts';
import type { Capabilities } from '../capabilities.ts';
import { defaultCapabilities } from '../capabilities.ts';
import { bytesOfText, textOfBytes, type Chart, type ChartFile } from '../chart.ts';
import { coalesceTables, coalesceValues } from '../coalesce.ts';
import { decodeYaml } from '../yaml-text.ts';
import { processDependencies } from '../enable-dependencies.ts';
import { mapOf } from '../go-decode.ts';
import { copyValues, type Values } from '../go-map.ts';
import { loadChart } from '../load-chart.ts';
import { readMetadata, type Metadata } from '../metadata.ts';
import { baseName, extensionOf } from '../path.ts';
import { renderTemplatesOf } from '../render.ts';
import { checkSchemas, schemaProblem } from '../schema/index.ts';
import { chartFileRules } from './chart-file.ts';
import { manifestRules } from './manifests.ts';

/** A folder with a chart in it, as the linter looks at it. */
export interface ChartFolder {
  /** Absolute. */
  readonly path: string;
  typeOf(name: string): 'file' | 'directory' | undefined;
  /** Throws Error in the words of the system. */
  readText(name: string): string;
  /** The whole chart. Throws ChartError. */
  load(): Chart;
}

export type Severity = 'INFO' | 'WARNING' | 'ERROR';

export interface LintMessage {
  readonly severity: Severity;
  readonly path: string;
  readonly text: string;
}

export interface LintOptions {
  readonly namespace: string;
  readonly kubeVersion?: Capabilities['kubeVersion'] | undefined;
  readonly skipSchema: boolean;
  readonly now: number;
  readonly warn?: Warn;
}

/** All that helm finds in a chart. Models helm.sh/helm/v3/pkg/lint. */
export function lintChart(folder: ChartFolder, values: Values, options: LintOptions): LintMessage[] {
  const messages: LintMessage[] = [];
  const rule = (severity: Severity, path: string, text: string | undefined): boolean => {
    if (text !== undefined) messages.push({ severity, path, text });
    return text === undefined;
  };
  lintChartFile(folder, rule);
  lintValues(folder, values, options, rule);
  lintTemplates(folder, values, options, rule);
  lintDependencies(folder, rule);
  return messages;
}

type Report = (severity: Severity, path: string, text: string | undefined) => boolean;

/** The same for a chart that is no folder of a machine but these files, with its own values. */
export function lintChartFiles(files: readonly ChartFile[]): LintMessage[] {
  const found = (name: string): ChartFile | undefined => files.find((file) => file.name === name);
  const folder: ChartFolder = {
    path: '/',
    typeOf: (name) =>
      found(name) !== undefined ? 'file' : files.some((file) => file.name.startsWith(`${name}/`)) ? 'directory' : undefined,
    readText(name) {
      const file = found(name);
      if (file === undefined) throw new ChartError(`open ${name}: no such file or directory`);
      return textOfBytes(file.data);
    },
    load: () => loadChart(files),
  };
  return lintChart(folder, new Map(), { namespace: 'default', skipSchema: false, now: 0 });
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function lintChartFile(folder: ChartFolder, rule: Report): void {
  const path = 'Chart.yaml';
  rule('ERROR', path, folder.typeOf(path) === 'directory' ? 'should be a file, not a directory' : undefined);
  let metadata: Metadata;
  let decoded;
  try {
    const value = decodeYaml(folder.readText(path));
    metadata = readMetadata(value);
    decoded = value instanceof Map ? value : new Map();
  } catch (error) {
    rule('ERROR', path, `unable to parse YAML\n\t${textOf(error)}`);
    return;
  }
  for (const [severity, text] of chartFileRules(metadata, decoded)) rule(severity, path, text);
}

function lintValues(folder: ChartFolder, overrides: Values, options: LintOptions, rule: Report): void {
  const path = 'values.yaml';
  if (!rule('INFO', path, folder.typeOf(path) === undefined ? 'file does not exist' : undefined)) return;
  const { warn = silent } = options;
  let own: Values;
  try {
    own = mapOf(decodeYaml(folder.readText(path)), 'chartutil.Values');
  } catch (error) {
    rule('ERROR', path, `unable to parse YAML: ${textOf(error)}`);
    return;
  }
  let all = coalesceTables(new Map(), copyValues(overrides), warn);
  all = coalesceTables(all, own, warn);
  const schema = folder.typeOf('values.schema.json') === 'file' ? folder.readText('values.schema.json') : '';
  if (schema !== '') rule('ERROR', path, schemaProblem(all, bytesOfText(schema), warn));
}

function lintTemplates(folder: ChartFolder, values: Values, options: LintOptions, rule: Report): void {
  const { warn = silent } = options;
  if (!rule('WARNING', 'templates/', folder.typeOf('templates') === 'file' ? 'not a directory' : undefined)) return;
  let chart: Chart;
  let rendered: ReadonlyMap<string, string>;
  const capabilities = {
    ...defaultCapabilities,
    ...(options.kubeVersion === undefined ? {} : { kubeVersion: options.kubeVersion }),
  };
  try {
    chart = folder.load();
  } catch (error) {
    rule('ERROR', 'templates/', textOf(error));
    return;
  }
  let coalesced: Values;
  try {
    processDependencies(chart, values, warn);
    coalesced = coalesceValues(chart, values, warn);
  } catch {
    return;
  }
  try {
    if (!options.skipSchema) checkSchemas(chart, coalesced, warn);
    rendered = renderTemplatesOf(chart, coalesced, {
      release: { name: 'test-release', namespace: options.namespace, revision: 0, isInstall: false, isUpgrade: false },
      capabilities,
      skipSchema: options.skipSchema,
      lint: true,
      now: options.now,
      seed: 'lint',
      warn,
    });
  } catch (error) {
    rule('ERROR', 'templates/', textOf(error));
    return;
  }
  const minor = Number(capabilities.kubeVersion.minor);
  for (const { name, data } of chart.templates) {
    const text = textOfBytes(data);
    const extension = extensionOf(name);
    rule(
      'ERROR',
      name,
      ['.yaml', '.yml', '.tpl', '.txt'].includes(extension)
        ? undefined
        : `file extension '${extension}' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt`,
    );
    rule(
      'WARNING',
      name,
      /"?helm\.sh\/hook"?:\s+crd-install/.test(text)
        ? 'manifest is a crd-install hook. This hook is no longer supported in v3 and all CRDs should also exist the crds/ directory at the top level of the chart'
        : undefined,
    );
    rule(
      'ERROR',
      name,
      text.includes('.Release.Time')
        ? '.Release.Time has been removed in v3, please replace with the `now` function in your templates'
        : undefined,
    );
    const content = rendered.get(`${chart.metadata.name}/${name}`) ?? '';
    if (extension !== '.yaml' || content.trim() === '' || baseName(name).startsWith('_')) continue;
    const { rules, stopped } = manifestRules(content, minor);
    for (const [severity, problem] of rules) rule(severity, name, problem);
    if (stopped) return;
  }
}

function lintDependencies(folder: ChartFolder, rule: Report): void {
  let chart: Chart;
  try {
    chart = folder.load();
  } catch (error) {
    rule('ERROR', '', `unable to load chart\n\t${textOf(error)}`);
    return;
  }
  const declared = (chart.metadata.dependencies ?? []).filter((dependency) => dependency !== undefined);
  const names = new Set(declared.map(({ name }) => name));
  const there = chart.dependencies.map(({ metadata }) => metadata.name);
  const list = (words: string, missing: readonly string[]): string | undefined =>
    missing.length === 0 ? undefined : `${words}: ${missing.join(',')}`;
  rule(
    'ERROR',
    folder.path,
    list(
      'chart metadata is missing these dependencies',
      there.filter((name) => !names.has(name)),
    ),
  );
  const keys = declared.map(({ name, alias }) => alias || name);
  rule(
    'ERROR',
    folder.path,
    list(
      'multiple dependencies with name or alias',
      keys.filter((key, index) => keys.indexOf(key) !== index),
    ),
  );
  rule(
    'WARNING',
    folder.path,
    list(
      'chart directory is missing these dependencies',
      declared.filter(({ name }) => !there.includes(name)).map(({ name }) => name),
    ),
  );
}
