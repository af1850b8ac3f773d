import type { Capabilities } from '../../charts/capabilities.ts';
import type { Chart } from '../../charts/chart.ts';
import type { Values } from '../../charts/go-map.ts';
import { completeOptions, prepareValues, renderManifests, type Rendered, type RenderOptions } from '../../charts/render.ts';
import { LookupNeeded, type GoValue } from '../../charts/template/index.ts';
import { parseGoJson } from '../../charts/go-json.ts';
import { HelmError } from './errors.ts';
import type { HelmRun } from './helm-run.ts';
import { isNotFound } from './cluster/resources.ts';

/** Look-ups that one rendering may make; each renders once more. */
const MAX_LOOKUPS = 200;

/** Thrown by `lookup` when the answer is not there yet. */
class Wanted extends LookupNeeded {
  constructor(readonly wanted: readonly [apiVersion: string, kind: string, namespace: string, name: string]) {
    super(`lookup of ${wanted.join(' ')}`);
  }
}

export interface ReleaseRendering extends Pick<RenderOptions, 'includeCrds' | 'subchartNotes' | 'hideSecrets' | 'release'> {
  readonly capabilities: Capabilities;
  readonly skipSchema: boolean;
  /** Whether `lookup` asks the cluster; otherwise it finds nothing. */
  readonly remote: boolean;
}

/**
 * Renders a chart whose dependencies were processed. Templates are rendered at one go; where `lookup` needs something of the cluster it is
 * fetched and all is rendered once more. `values` are completed in place. Throws ChartError, RenderError, TemplateError.
 */
export async function renderRelease(
  run: HelmRun,
  chart: Chart,
  values: Values,
  options: ReleaseRendering,
  onValues: () => void = () => undefined,
): Promise<Rendered> {
  const answers = new Map<string, GoValue>();
  const { checkSchemas } = hasSchema(chart) ? await import('../../charts/schema/index.ts') : { checkSchemas: undefined };
  const full = completeOptions({
    ...options,
    now: run.now,
    seed: `${run.process.random.hex(8)}`,
    warn: run.warn,
    ...(checkSchemas === undefined ? {} : { checkSchemas }),
    ...(options.remote
      ? {
          lookup: (...wanted: [string, string, string, string]): GoValue => {
            const answer = answers.get(JSON.stringify(wanted));
            if (answer === undefined) throw new Wanted(wanted);
            return answer;
          },
        }
      : {}),
  });
  const prepared = prepareValues(chart, values, full);
  onValues();
  for (;;) {
    try {
      return renderManifests(chart, prepared, full, { ...options, warn: run.warn });
    } catch (error) {
      if (!(error instanceof Wanted) || answers.size >= MAX_LOOKUPS) throw error;
      answers.set(JSON.stringify(error.wanted), await lookUp(run, ...error.wanted));
    }
  }
}

const hasSchema = (chart: Chart): boolean => chart.schema !== undefined || chart.dependencies.some(hasSchema);

async function lookUp(run: HelmRun, apiVersion: string, kind: string, namespace: string, name: string): Promise<GoValue> {
  const { cluster } = run;
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const version = apiVersion.slice(slash + 1);
  const mapping = await cluster.discovery.byKind(group, version, kind);
  if (mapping === undefined)
    throw new HelmError(
      `unable to get apiresource from unstructured: ${group === '' ? `/${version}` : apiVersion}, Kind=${kind}: the server could not find the requested resource`,
    );
  const at = {
    group,
    version,
    resource: mapping.resource,
    ...(mapping.namespaced && namespace !== '' ? { namespace } : {}),
  };
  try {
    const { body } = await cluster.send(name === '' ? { verb: 'list', ...at } : { verb: 'get', ...at, name });
    return parseGoJson(JSON.stringify(body));
  } catch (error) {
    if (isNotFound(error)) return new Map();
    throw error;
  }
}
