import { gunzip, gzip, isGzip, MAX_CHART } from './archive.ts';
import { bytesOfText, setDependencies, textOfBytes, type Chart, type ChartFile, type Lock } from './chart.ts';
import { ChartError } from './chart-error.ts';
import { dependencyJson, metadataJson } from './chart-json.ts';
import { StructReader } from './go-decode.ts';
import { parseGoJson } from './go-json.ts';
import type { Values } from './go-map.ts';
import { NO_TIME, type Hook } from './manifests.ts';
import { emptyMetadata, readDependencies, readMetadataFields } from './metadata.ts';
import { decodeBase64, encodeBase64 } from '../core/base64.ts';
import { goJson, type JsonLike } from './go-json-text.ts';
import type { GoValue } from './template/index.ts';

export type ReleaseStatus =
  | 'unknown'
  | 'deployed'
  | 'uninstalled'
  | 'superseded'
  | 'failed'
  | 'uninstalling'
  | 'pending-install'
  | 'pending-upgrade'
  | 'pending-rollback';

/** One revision of a release. Models helm.sh/helm/v3/pkg/release.Release; times are RFC 3339. */
export interface Release {
  name: string;
  namespace: string;
  version: number;
  info: {
    firstDeployed: string;
    lastDeployed: string;
    deleted: string;
    description: string;
    status: ReleaseStatus;
    notes: string;
    /** Only while it is printed. */
    resources?: JsonLike;
  };
  chart: Chart | undefined;
  /** What the person gave; undefined is null. */
  config: Values | undefined;
  manifest: string;
  hooks: Hook[] | undefined;
  /** Of the Secret that keeps it; not part of what is encoded. */
  labels: Map<string, string>;
}

/** What is left out when it is empty, as `omitempty` does it. */
const some = <T extends JsonLike>(name: string, value: T): { readonly [key: string]: T } => {
  const empty =
    value === '' ||
    value === 0 ||
    value === false ||
    value === null ||
    value === undefined ||
    (Array.isArray(value) && value.length === 0) ||
    (value instanceof Map && value.size === 0);
  return empty ? {} : { [name]: value };
};

/** A time of helm: the one that stands for none is written as an empty text. */
const time = (text: string): string => (text === NO_TIME ? '' : text);

/** The release with its fields in the order in which helm writes them. */
export function releaseJson(release: Release): JsonLike {
  const { info } = release;
  return {
    ...some('name', release.name),
    info: {
      first_deployed: time(info.firstDeployed),
      last_deployed: time(info.lastDeployed),
      deleted: time(info.deleted),
      ...some('description', info.description),
      ...some('status', info.status),
      ...some('notes', info.notes),
      ...(info.resources === undefined ? {} : { resources: info.resources }),
    },
    ...(release.chart === undefined ? {} : { chart: chartJson(release.chart) }),
    ...some('config', release.config ?? null),
    ...some('manifest', release.manifest),
    ...some('hooks', (release.hooks ?? []).map(hookJson)),
    ...some('version', release.version),
    ...some('namespace', release.namespace),
  };
}

function hookJson(hook: Hook): JsonLike {
  return {
    ...some('name', hook.name),
    ...some('kind', hook.kind),
    ...some('path', hook.path),
    ...some('manifest', hook.manifest),
    ...some('events', hook.events),
    last_run: {
      started_at: time(hook.lastRun.startedAt),
      completed_at: time(hook.lastRun.completedAt),
      phase: hook.lastRun.phase,
    },
    ...some('weight', hook.weight),
    ...some('delete_policies', hook.deletePolicies),
    ...some('output_log_policies', hook.outputLogPolicies),
  };
}

function chartJson(chart: Chart): JsonLike {
  const files = (list: readonly ChartFile[]): JsonLike =>
    list.length === 0 ? null : list.map(({ name, data }) => ({ name, data: encodeBase64(data) }));
  const { lock } = chart;
  return {
    metadata: metadataJson(chart.metadata),
    lock:
      lock === undefined
        ? null
        : {
            generated: lock.generated,
            digest: lock.digest,
            dependencies:
              lock.dependencies?.map((dependency) => (dependency === undefined ? null : dependencyJson(dependency))) ?? null,
          },
    templates: files(chart.templates),
    values: chart.values ?? null,
    schema: chart.schema === undefined ? null : encodeBase64(chart.schema),
    files: files(chart.files),
  };
}

/** As helm keeps a release in a Secret: base64 of gzip of JSON. */
export function encodeRelease(release: Release): string {
  return encodeBase64(gzip(bytesOfText(goJson(releaseJson(release)))));
}

function bytesOf(base64: string): Uint8Array {
  try {
    return decodeBase64(base64);
  } catch (error) {
    throw error instanceof RangeError ? new ChartError(error.message) : error;
  }
}

/** Throws ChartError for what is no release. */
export function decodeRelease(text: string): Release {
  const packed = bytesOf(text);
  const reader = new StructReader(
    parseGoJson(textOfBytes(isGzip(packed) ? gunzip(packed, MAX_CHART) : packed)),
    'release.Release',
  );
  const info = reader.struct_('info', 'Info') ?? new StructReader(null, 'Info');
  const release: Release = {
    name: reader.text('name'),
    namespace: reader.text('namespace'),
    version: reader.integer('version'),
    info: {
      firstDeployed: info.text('first_deployed') || NO_TIME,
      lastDeployed: info.text('last_deployed') || NO_TIME,
      deleted: info.text('deleted') || NO_TIME,
      description: info.text('description'),
      status: info.text('status') as ReleaseStatus,
      notes: info.text('notes'),
    },
    chart: readChart(reader.struct_('chart', 'Chart')),
    config: mapOrNone(reader.raw('config')),
    manifest: reader.text('manifest'),
    hooks: reader.structs('hooks', 'Hook', '[]*release.Hook')?.flatMap((hook) => (hook === undefined ? [] : [readHook(hook)])),
    labels: new Map(),
  };
  reader.finish();
  return release;
}

const mapOrNone = (value: GoValue | undefined): Values | undefined => (value instanceof Map ? value : undefined);

function readHook(hook: StructReader): Hook {
  const run = hook.struct_('last_run', 'HookExecution');
  return {
    name: hook.text('name'),
    kind: hook.text('kind'),
    path: hook.text('path'),
    manifest: hook.text('manifest'),
    events: hook.texts('events'),
    lastRun: {
      startedAt: run?.text('started_at') || NO_TIME,
      completedAt: run?.text('completed_at') || NO_TIME,
      phase: run?.text('phase') ?? '',
    },
    weight: hook.integer('weight'),
    deletePolicies: hook.texts('delete_policies'),
    outputLogPolicies: hook.texts('output_log_policies'),
  };
}

function readChart(reader: StructReader | undefined): Chart | undefined {
  if (reader === undefined) return undefined;
  const files = (name: string): ChartFile[] =>
    (reader.structs(name, 'File', '[]*chart.File') ?? []).flatMap((file) =>
      file === undefined ? [] : [{ name: file.text('name'), data: bytesOf(file.text('data')) }],
    );
  const metadata = reader.struct_('metadata', 'Metadata');
  const schema = reader.text('schema');
  const chart: Chart = {
    raw: [],
    metadata: metadata === undefined ? emptyMetadata() : readMetadataFields(metadata),
    lock: readLockOf(reader.struct_('lock', 'Lock')),
    templates: files('templates'),
    values: mapOrNone(reader.raw('values')),
    schema: schema === '' ? undefined : bytesOf(schema),
    files: files('files'),
    parent: undefined,
    dependencies: [],
  };
  setDependencies(chart, []);
  return chart;
}

function readLockOf(reader: StructReader | undefined): Lock | undefined {
  return reader === undefined
    ? undefined
    : { generated: reader.text('generated'), digest: reader.text('digest'), dependencies: readDependencies(reader) };
}
