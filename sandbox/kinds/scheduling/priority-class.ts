import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { DescribeText } from '../../core/text-table.ts';
import { priorityClasses } from '../../schema/resources.ts';
import type { PriorityClass } from '../../schema/types/scheduling-v1.ts';
import { systemPriorityClasses } from '../../server-objects/priority-classes.ts';
import { ageColumn, nameColumn, numberColumn, textColumn } from '../columns.ts';
import { writeEvents } from '../describing/events.ts';
import { forbidden, immutableText, invalid, oneOf } from '../validation/field-errors.ts';

const systemPrefix = 'system-';
const highestOfUsers = 1_000_000_000;
const systemClasses: ReadonlyMap<string, number> = new Map(systemPriorityClasses.map(({ name, value }) => [name, value]));

/** Models ValidatePriorityClass in pkg/apis/scheduling/validation. */
function* validatePriorityClass({ metadata, value = 0, globalDefault, preemptionPolicy }: PriorityClass): Generator<FieldError> {
  const name = metadata.name ?? '';
  if (name.startsWith(systemPrefix)) {
    const problem = systemProblem(name, value, globalDefault ?? false);
    if (problem !== undefined) {
      const detail = `priority class names with '${systemPrefix}' prefix are reserved for system use only. error: ${problem}`;
      yield forbidden('metadata.name', detail);
    }
  } else if (value > highestOfUsers) {
    yield forbidden('value', `maximum allowed value of a user defined priority is ${highestOfUsers}`);
  }
  yield* oneOf('preemptionPolicy', preemptionPolicy, ['PreemptLowerPriority', 'Never']);
}

function systemProblem(name: string, value: number, globalDefault: boolean): string | undefined {
  const known = systemClasses.get(name);
  if (known === undefined) return `${name} is not a known system priority class`;
  if (known !== value) return `value of ${name} PriorityClass must be ${known}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

export const priorityClass = defineKind<PriorityClass>({
  type: priorityClasses,
  singular: 'priorityclass',
  shortNames: ['pc'],
  prepareForCreate(object) {
    // Counted once and never again.
    object.metadata.generation = 1;
  },
  default(object) {
    object.preemptionPolicy ??= 'PreemptLowerPriority';
  },
  validate: (object) => [...validatePriorityClass(object)],
  validateUpdate(object, old) {
    const errors: FieldError[] = [];
    if ((object.value ?? 0) !== (old.value ?? 0)) errors.push(forbidden('value', 'may not be changed in an update.'));
    if (object.preemptionPolicy !== old.preemptionPolicy) {
      errors.push(invalid('preemptionPolicy', object.preemptionPolicy, immutableText));
    }
    return errors;
  },
  async describe(object, context) {
    const text = new DescribeText();
    text.line(0, `Name:\t${object.metadata.name ?? ''}`);
    text.line(0, `Value:\t${object.value ?? 0}`);
    text.line(0, `GlobalDefault:\t${object.globalDefault ?? false}`);
    if (object.preemptionPolicy !== undefined) text.line(0, `PreemptionPolicy:\t${object.preemptionPolicy}`);
    text.line(0, `Description:\t${object.description ?? ''}`);
    // Unlike elsewhere, all annotations stand in one line, and none is left out.
    const annotations = Object.entries(object.metadata.annotations ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
    text.line(0, `Annotations:\t${annotations.map(([key, value]) => `${key}=${value}`).join(',') || '<none>'}`);
    await writeEvents(text, object, context);
    return text.toString();
  },
  columns: [
    nameColumn,
    numberColumn('Value', ({ value }) => value ?? 0),
    { name: 'Global-Default', type: 'boolean', cell: ({ globalDefault }) => globalDefault ?? false },
    ageColumn,
    textColumn('PreemptionPolicy', ({ preemptionPolicy }) => preemptionPolicy ?? ''),
  ],
});
