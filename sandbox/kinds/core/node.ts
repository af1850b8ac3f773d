import { defineKind } from '../../api/kind.ts';
import { describeNode } from '../describing/node.ts';
import { nodes } from '../../schema/resources.ts';
import type { Node, Taint } from '../../schema/types/core-v1.ts';
import type { FieldError } from '../../api/field-error.ts';
import { labelValue, qualifiedName } from '../../core/names.ts';
import { validateAmount } from '../pod-spec/resources.ts';
import { validateTaintEffect } from '../pod-spec/scheduling.ts';
import { validateLegacyCidr } from '../validation/addresses.ts';
import { duplicate, each, forbidden, invalid, invalidFor, positive, required } from '../validation/field-errors.ts';
import { goJsonList, jsonProblem } from '../validation/go-json.ts';
import { repeatedMetadata } from '../validation/metadata.ts';
import { nodeProxy } from './proxy.ts';
import { ageColumn, nameColumn, textColumn, wideColumn } from '../columns.ts';

function readiness({ status, spec }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const state = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return spec?.unschedulable ? `${state},SchedulingDisabled` : state;
}

const rolePrefix = 'node-role.kubernetes.io/';

/** Roles by label, sorted. */
export function rolesOf({ metadata }: Node): readonly string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(rolePrefix) && key.length > rolePrefix.length) roles.add(key.slice(rolePrefix.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return [...roles].sort();
}

const addressOf =
  (wanted: string) =>
  ({ status }: Node): string =>
    status?.addresses?.find(({ type }) => type === wanted)?.address ?? '<none>';

function kernelOf({ status }: Node): string {
  const info = status?.nodeInfo;
  return `${info?.kernelVersion || '<unknown>'}${info?.architecture ? ` (${info.architecture})` : ''}`;
}

function* validateTaints(taints: readonly Taint[] | undefined, path = 'metadata.taints'): Generator<FieldError> {
  const seen = new Set<string>();
  for (const [taint, at] of each(taints, path)) {
    const { key = '', value = '', effect = '' } = taint;
    yield* invalidFor(`${at}.key`, key, qualifiedName);
    const wrong = labelValue(value);
    if (wrong.length > 0) yield invalid(`${at}.value`, value, wrong.join(';'));
    if (effect === '') yield required(`${at}.effect`);
    else yield* validateTaintEffect(effect, `${at}.effect`);
    if (seen.has(`${effect}/${key}`)) {
      // The server shows its own type here, with its own field names.
      const shown = { Key: key, Value: value, Effect: effect, TimeAdded: taint.timeAdded ?? null };
      yield { ...duplicate(at, shown), detail: 'taints must be unique by key and effect pair' };
    }
    seen.add(`${effect}/${key}`);
  }
}

const TAINTS = 'scheduler.alpha.kubernetes.io/taints';
const AVOID_PODS = 'scheduler.alpha.kubernetes.io/preferAvoidPods';

/** What was said in annotations before nodes had fields for it. Models ValidateNodeSpecificAnnotations. */
function* validateNodeAnnotations({ metadata }: Node): Generator<FieldError> {
  const path = 'metadata.annotations';
  const text = metadata.annotations?.[TAINTS];
  if (text) {
    const list = goJsonList<Taint>(text, '[]core.Taint');
    if ('problem' in list) yield invalid(path, TAINTS, list.problem);
    else yield* validateTaints(list.items, `${path}.${TAINTS}`);
  }
  const avoid = metadata.annotations?.[AVOID_PODS];
  if (!avoid) return;
  const problem = jsonProblem(avoid, 'v1.AvoidPods');
  if (problem !== undefined) yield invalid(`${path}.AvoidPods`, AVOID_PODS, problem);
}

const featureName = /^[A-Z][a-zA-Z0-9]*(\/[a-zA-Z][a-zA-Z0-9]*)*$/;
const longestFeature = 253;

function featureProblem(name: string): readonly string[] {
  const subject = `invalid feature name ${JSON.stringify(name)}`;
  if (name.length > longestFeature) return [`${subject}: must be no more than ${longestFeature} characters`];
  if (featureName.test(name)) return [];
  const rule =
    "must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes";
  return [`${subject}: ${rule}`];
}

/** Models validateNodeDeclaredFeatures. */
function* validateFeatures({ status }: Node): Generator<FieldError> {
  const path = 'status.declaredFeatures';
  const features = status?.declaredFeatures ?? [];
  for (const [name, at, index] of each(features, path)) {
    yield* invalidFor(at, name, featureProblem);
    const next = features[index + 1];
    if (next === undefined) continue;
    if (name === next) yield duplicate(`${path}[${index + 1}]`, next);
    else if (name > next) yield invalid(`${path}[${index + 1}]`, next, 'list must be sorted alphabetically');
  }
}

function* validateAmounts({ status }: Node): Generator<FieldError> {
  for (const list of ['capacity', 'allocatable'] as const) {
    for (const [name, amount] of Object.entries(status?.[list] ?? {}))
      yield* validateAmount(name, amount, `status.${list}.${name}`);
  }
}

/** Models ValidateNode in pkg/apis/core/validation. */
function* validateNode(object: Node): Generator<FieldError> {
  yield* validateNodeAnnotations(object);
  yield* validateTaints(object.spec?.taints);
  yield* validateAmounts(object);
  const swap = object.status?.nodeInfo?.swap?.capacity;
  if (swap !== undefined) yield* positive('metadata.nodeSwapStatus.capacity', swap);
  yield* validateFeatures(object);
  const ranges = object.spec?.podCIDRs ?? [];
  for (const [range, at] of each(ranges, 'spec.podCIDRs')) yield* validateLegacyCidr(at, range);
  if (ranges.length > 2 || (ranges.length === 2 && ranges.filter((range) => range.includes(':')).length !== 1)) {
    yield invalid('spec.podCIDRs', ranges, 'may specify no more than one CIDR for each IP family');
  }
}

/** Models ValidateNodeUpdate. */
function* validateNodeUpdate(object: Node, old: Node): Generator<FieldError> {
  yield* validateNodeAnnotations(object);
  yield* validateAmounts(object);
  yield* validateFeatures(object);
  const addresses = new Set<string>();
  for (const [{ type, address }, at] of each(object.status?.addresses, 'status.addresses')) {
    if (addresses.has(`${type}/${address}`)) yield duplicate(at, { Type: type, Address: address });
    addresses.add(`${type}/${address}`);
  }
  const before = old.spec?.podCIDRs ?? [];
  const ranges = object.spec?.podCIDRs ?? [];
  const once = (what: string): string => `node updates may not change ${what} except from "" to valid`;
  if (before.length > 0 && before.length !== ranges.length) yield forbidden('spec.podCIDRs', once('podCIDR'));
  else
    for (const [index, range] of before.entries()) if (range !== ranges[index]) yield forbidden('spec.podCIDRs', once('podCIDR'));
  if (old.spec?.providerID && old.spec.providerID !== object.spec?.providerID)
    yield forbidden('spec.providerID', once('providerID'));
  yield* validateTaints(object.spec?.taints);
  if ((object.spec?.externalID ?? '') !== (old.spec?.externalID ?? '')) yield forbidden('spec.externalID', 'may not be updated');
}

export const node = defineKind<Node>({
  type: nodes,
  singular: 'node',
  storageKey: 'minions',
  shortNames: ['no'],
  proxy: nodeProxy,
  statusSubresource: true,
  default(object) {
    object.spec ??= {};
    object.status ??= {};
    const { status, spec } = object;
    // The older field holds the first of the newer one.
    if (spec.podCIDR && (spec.podCIDRs ?? []).length === 0) spec.podCIDRs = [spec.podCIDR];
    else if (spec.podCIDRs?.[0] !== undefined) spec.podCIDR = spec.podCIDRs[0];
    if (status.allocatable === undefined && status.capacity !== undefined) status.allocatable = { ...status.capacity };
    status.daemonEndpoints ??= {};
    status.daemonEndpoints.kubeletEndpoint ??= { Port: 0 };
    status.nodeInfo ??= {
      machineID: '',
      systemUUID: '',
      bootID: '',
      kernelVersion: '',
      osImage: '',
      containerRuntimeVersion: '',
      kubeletVersion: '',
      kubeProxyVersion: '',
      operatingSystem: '',
      architecture: '',
    };
  },
  prepareForCreate() {
    // A Node brings its own status.
  },
  validate: (object) => [...validateNode(object)],
  validateUpdate: (object, old) => [...repeatedMetadata(object), ...validateNode(object), ...validateNodeUpdate(object, old)],
  warnings: ({ spec }) => (spec?.externalID ? ['spec.externalID: this field is deprecated, and is unused by Kubernetes'] : []),
  validateStatusUpdate: (object, old) => [...validateNodeUpdate(object, old)],
  selectableFields: { 'spec.unschedulable': ({ spec }) => String(spec?.unschedulable ?? false) },
  describe: (object, context) => describeNode(object, rolesOf(object), context),
  columns: [
    nameColumn,
    textColumn('Status', readiness),
    textColumn('Roles', (object) => rolesOf(object).join(',') || '<none>'),
    ageColumn,
    textColumn('Version', ({ status }) => status?.nodeInfo?.kubeletVersion ?? ''),
    wideColumn('Internal-IP', addressOf('InternalIP')),
    wideColumn('External-IP', addressOf('ExternalIP')),
    wideColumn('OS-Image', ({ status }) => status?.nodeInfo?.osImage || '<unknown>'),
    wideColumn('Kernel-Version', kernelOf),
    wideColumn('Container-Runtime', ({ status }) => status?.nodeInfo?.containerRuntimeVersion || '<unknown>'),
  ],
});
