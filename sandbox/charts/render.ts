import { silent, type Warn } from './chart-error.ts';
import { ChartError } from './chart-error.ts';
import type { Capabilities } from './capabilities.ts';
import { defaultCapabilities } from './capabilities.ts';
import { customResources, textOfBytes, type Chart } from './chart.ts';
import { coalesceValues } from './coalesce.ts';
import { processDependencies } from './enable-dependencies.ts';
import { copyValues, type Values } from './go-map.ts';
import { sortManifests, type Hook, type Manifest } from './manifests.ts';
import { chartScopes } from './scopes.ts';
import { isCompatible } from './semver.ts';
import { Random } from '../core/random.ts';
import type { GoValue } from './template/index.ts';
import { renderTemplates } from './template/index.ts';

export interface ReleaseFacts {
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  readonly isInstall: boolean;
  readonly isUpgrade: boolean;
}

export interface TemplateOptions {
  readonly release: ReleaseFacts;
  readonly capabilities: Capabilities;
  readonly skipSchema: boolean;
  /** Values that are missing are told and not refused, as `helm lint` has it. */
  readonly lint?: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What random functions give follows from it. */
  readonly seed: string;
  readonly warn?: Warn;
  /** The cluster, for `lookup`; absent where there is none. May throw LookupNeeded. */
  lookup?(apiVersion: string, kind: string, namespace: string, name: string): GoValue;
}

/**
 * Renders the templates of a chart whose dependencies were processed; `values` are completed by its defaults and checked against its schemas.
 * Paths begin with the chart's name. Throws ChartError and TemplateError.
 */
export function renderTemplatesOf(chart: Chart, values: Values, options: TemplateOptions): Map<string, string> {
  const prepared = prepareValues(chart, values, options);
  return renderPrepared(chart, prepared, options);
}

/** Values completed by the chart's defaults. Throws ChartError when they do not keep to a schema. */
export function prepareValues(
  chart: Chart,
  values: Values,
  { skipSchema, warn = silent, checkSchemas }: TemplateOptions & SchemaCheck,
): Values {
  const coalesced = coalesceValues(chart, values, warn);
  if (!skipSchema) checkSchemas?.(chart, coalesced, warn);
  return coalesced;
}

/** Schemas are checked by a part that is loaded when a chart has one. */
export interface SchemaCheck {
  checkSchemas?(chart: Chart, values: Values, warn: Warn): void;
}

export function renderPrepared(chart: Chart, values: Values, options: TemplateOptions): Map<string, string> {
  const random = new Random(options.seed);
  const templates = chartScopes(chart, values, options).toSorted((left, right) => byDepth(right.name, left.name));
  return renderTemplates({
    templates,
    ...(options.lookup === undefined ? {} : { lookup: options.lookup }),
    now: () => options.now,
    random,
    lint: options.lint === true,
    warn: (text) => options.warn?.(`engine.go:206: ${text}`),
  });
}

function byDepth(left: string, right: string): number {
  const depth = left.split('/').length - right.split('/').length;
  return depth !== 0 ? depth : left < right ? -1 : left > right ? 1 : 0;
}

export interface RenderOptions extends Partial<Omit<TemplateOptions, 'release'>>, SchemaCheck {
  readonly release?: Partial<ReleaseFacts>;
  readonly includeCrds?: boolean;
  readonly subchartNotes?: boolean;
  readonly hideSecrets?: boolean;
}

export interface Rendered {
  readonly hooks: Hook[];
  readonly manifests: readonly Manifest[];
  /** All manifests as one text, each after a line that names its template. */
  readonly text: string;
  readonly notes: string;
}

/** What was rendered before a document turned out to be no YAML. */
export class RenderError extends ChartError {
  constructor(
    message: string,
    readonly rendered: string,
  ) {
    super(message);
    this.name = 'RenderError';
  }
}

/**
 * Renders a chart into what is installed. Changes the chart: load it again for another run. Throws ChartError, RenderError and TemplateError
 * in helm's words.
 */
export function renderChart(chart: Chart, values: Values, options: RenderOptions = {}): Rendered {
  const { warn = silent } = options;
  const given = copyValues(values);
  processDependencies(chart, given, warn);
  const full = completeOptions(options);
  const prepared = prepareValues(chart, given, full);
  return renderManifests(chart, prepared, full, options);
}

export function completeOptions(options: RenderOptions): TemplateOptions & SchemaCheck {
  const { release = {} } = options;
  const isUpgrade = release.isUpgrade ?? false;
  return {
    skipSchema: false,
    now: 0,
    seed: 'chart',
    capabilities: defaultCapabilities,
    ...options,
    release: {
      name: release.name ?? 'release-name',
      namespace: release.namespace ?? 'default',
      revision: release.revision ?? 1,
      isUpgrade,
      isInstall: release.isInstall ?? !isUpgrade,
    },
  };
}

/** Renders and sorts, once dependencies and values are ready. */
export function renderManifests(
  chart: Chart,
  prepared: Values,
  full: TemplateOptions,
  options: Pick<RenderOptions, 'includeCrds' | 'subchartNotes' | 'hideSecrets' | 'warn'>,
): Rendered {
  const { kubeVersion: wanted } = chart.metadata;
  const { version } = full.capabilities.kubeVersion;
  if (wanted !== '' && !isCompatible(wanted, version))
    throw new RenderError(`chart requires kubeVersion: ${wanted} which is incompatible with Kubernetes ${version}`, '');
  const files = asRenderError(() => renderPrepared(chart, prepared, full));
  const notes: string[] = [];
  const ownNotes = `${chart.metadata.name}/templates/NOTES.txt`;
  for (const path of [...files.keys()].sort()) {
    if (!path.endsWith('NOTES.txt')) continue;
    if (options.subchartNotes === true || path === ownNotes) notes.push(files.get(path) ?? '');
    files.delete(path);
  }
  let sorted;
  try {
    sorted = sortManifests(files, 'install', options.warn);
  } catch (error) {
    const all = [...files]
      .filter(([, content]) => content.trim() !== '')
      .map(([path, content]) => `---\n# Source: ${path}\n${content}\n`);
    throw new RenderError(error instanceof Error ? error.message : String(error), all.join(''));
  }
  const crds =
    options.includeCrds === true
      ? customResources(chart).map(({ path, file }) => `---\n# Source: ${path}\n${textOfBytes(file.data)}\n`)
      : [];
  const texts = sorted.manifests.map(({ path, content, head }) =>
    options.hideSecrets === true && head.kind === 'Secret' && head.apiVersion === 'v1'
      ? `---\n# Source: ${path}\n# HIDDEN: The Secret output has been suppressed\n`
      : `---\n# Source: ${path}\n${content}\n`,
  );
  return {
    ...sorted,
    text: [...crds, ...texts].join(''),
    notes: notes.filter((text, index) => index === 0 || text !== '').join('\n'),
  };
}

/** helm has begun a release when it renders: what goes wrong from then on is told with a hint. */
function asRenderError<T>(render: () => T): T {
  try {
    return render();
  } catch (error) {
    if (error instanceof Error && error.name === 'TemplateError') throw new RenderError(error.message, '');
    throw error;
  }
}
