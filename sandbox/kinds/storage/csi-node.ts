import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { deepEqual } from '../../core/json.ts';
import { qualifiedName } from '../../core/names.ts';
import { DescribeText } from '../../core/text-table.ts';
import { csiNodes } from '../../schema/resources.ts';
import type { CSINode, CSINodeDriver } from '../../schema/types/storage-v1.ts';
import { ageColumn, nameColumn, numberColumn } from '../columns.ts';
import { writeEvents } from '../describing/events.ts';
import { timeText, writeAnnotations, writeLabels } from '../describing/metadata.ts';
import { duplicate, each, immutableText, invalid, invalidFor, nonNegative, required } from '../validation/field-errors.ts';
import { repeatedMetadata } from '../validation/metadata.ts';
import { validateDriverName } from './driver-name.ts';

const longestNodeId = 256;

/** Models validateCSINodeDrivers in pkg/apis/storage/validation. */
function* validateDrivers({ spec }: CSINode): Generator<FieldError> {
  const names = new Set<string>();
  for (const [driver, at] of each(spec.drivers ?? [], 'spec.drivers')) {
    const { name = '', nodeID = '', allocatable } = driver;
    const topologyKeys = driver.topologyKeys ?? [];
    yield* validateDriverName(name, `${at}.name`);
    if (nodeID === '') yield required(`${at}.nodeID`);
    if (nodeID.length > longestNodeId) yield invalid(`${at}.nodeID`, nodeID, `must be ${longestNodeId} characters or less`);
    yield* nonNegative(`${at}.allocatable.count`, allocatable?.count);
    if (names.has(name)) yield duplicate(`${at}.name`, name);
    names.add(name);
    for (const [index, key] of topologyKeys.entries()) {
      if (key === '') yield required(at);
      if (topologyKeys.indexOf(key) < index) yield duplicate(at, key);
      yield* invalidFor(at, key, qualifiedName);
    }
  }
}

/** A driver stays as it registered, but for how much it can take. */
function* validateUnchanged({ spec }: CSINode, old: CSINode): Generator<FieldError> {
  for (const before of old.spec.drivers ?? []) {
    for (const driver of spec.drivers ?? []) {
      if (driver.name !== before.name || deepEqual(fixedParts(driver), fixedParts(before))) continue;
      yield invalid('spec.drivers', fixedParts(driver), immutableText);
    }
  }
}

/** A driver as the server's own type, with its own field names. */
const fixedParts = ({ name, nodeID, topologyKeys }: CSINodeDriver): object => ({
  Name: name,
  NodeID: nodeID,
  TopologyKeys: topologyKeys ?? null,
  Allocatable: null,
});

export const csiNode = defineKind<CSINode>({
  type: csiNodes,
  singular: 'csinode',
  returnsDeleted: true,
  needsResourceVersion: true,
  validate: (object) => [...validateDrivers(object)],
  validateUpdate: (object, old) => [...repeatedMetadata(object), ...validateDrivers(object), ...validateUnchanged(object, old)],
  async describe(object, context) {
    const text = new DescribeText();
    const { metadata, spec } = object;
    text.line(0, `Name:\t${metadata.name}`);
    writeLabels(text, 'Labels', metadata.labels);
    writeAnnotations(text, 'Annotations', metadata.annotations);
    text.line(0, `CreationTimestamp:\t${timeText(metadata.creationTimestamp)}`);
    text.line(0, 'Spec:');
    if ((spec.drivers ?? []).length > 0) text.line(1, 'Drivers:');
    for (const { name, nodeID, allocatable, topologyKeys } of spec.drivers ?? []) {
      text.line(2, `${name}:`);
      text.line(3, `Node ID:\t${nodeID}`);
      if (allocatable?.count !== undefined) text.line(3, 'Allocatables:').line(4, `Count:\t${allocatable.count}`);
      if ((topologyKeys ?? []).length > 0) text.line(3, `Topology Keys:\t[${(topologyKeys ?? []).join(' ')}]`);
    }
    await writeEvents(text, object, context);
    return text.toString();
  },
  columns: [nameColumn, numberColumn('Drivers', ({ spec }) => (spec.drivers ?? []).length), ageColumn],
});
