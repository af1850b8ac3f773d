import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { dns1123Label } from '../../core/names.ts';
import { runtimeClasses } from '../../schema/resources.ts';
import type { RuntimeClass, Scheduling } from '../../schema/types/node-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { roundQuantities } from '../pod-spec/defaults.ts';
import { validateContainerResources } from '../pod-spec/resources.ts';
import { validateTolerations } from '../pod-spec/scheduling.ts';
import { duplicate, each, immutableText, invalid, invalidFor, required } from '../validation/field-errors.ts';
import { validateLabels } from '../validation/labels.ts';
import { repeatedMetadata } from '../validation/metadata.ts';

/** Models ValidateRuntimeClass in pkg/apis/node/validation. */
function* validateRuntimeClass({ handler, overhead, scheduling }: RuntimeClass): Generator<FieldError> {
  if (!handler) yield required('handler');
  else yield* invalidFor('handler', handler, dns1123Label);
  if (overhead !== undefined) yield* validateContainerResources({ limits: overhead.podFixed ?? {} }, new Set(), 'overhead');
  if (scheduling !== undefined) yield* validateScheduling(scheduling);
}

function* validateScheduling({ nodeSelector, tolerations }: Scheduling): Generator<FieldError> {
  yield* validateLabels(nodeSelector, 'scheduling.nodeSelector');
  const path = 'scheduling.tolerations';
  yield* validateTolerations(tolerations, path);
  const seen = new Set<string>();
  for (const [{ key = '', operator = '', value = '', effect = '', tolerationSeconds }, at] of each(tolerations, path)) {
    const id = JSON.stringify([key, operator, value, effect]);
    if (seen.has(id)) {
      // The server shows its own type here, with its own field names.
      const shown = { Key: key, Operator: operator, Value: value, Effect: effect, TolerationSeconds: tolerationSeconds ?? null };
      yield duplicate(at, shown);
    }
    seen.add(id);
  }
}

export const runtimeClass = defineKind<RuntimeClass>({
  type: runtimeClasses,
  singular: 'runtimeclass',
  createsOnUpdate: true,
  needsResourceVersion: true,
  default: ({ overhead }) => roundQuantities(overhead?.podFixed),
  validate: (object) => [...validateRuntimeClass(object)],
  validateUpdate: (object, old) => [
    ...repeatedMetadata(object),
    ...validateRuntimeClass(object),
    ...(object.handler === old.handler ? [] : [invalid('handler', object.handler, immutableText)]),
  ],
  columns: [nameColumn, textColumn('Handler', ({ handler }) => handler), ageColumn],
});
