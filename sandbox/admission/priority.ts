import { defineAdmission, refuse, type AdmissionContext, type AdmissionRequest } from '../api/admission.ts';
import { priorityClasses } from '../schema/resources.ts';
import type { Pod } from '../schema/types/core-v1.ts';
import { createdPod, writtenPod } from './pod-creation.ts';

interface Priority {
  readonly name: string;
  readonly value: number;
  readonly preemptionPolicy: string;
}

const PREEMPT = 'PreemptLowerPriority';

/** Resolves the priority class of a Pod to its number. Models plugin/pkg/admission/priority. */
export const priority = defineAdmission({
  name: 'Priority',
  mutate(request, context) {
    const pod = createdPod(request);
    if (pod === undefined) {
      keepPriority(request);
      return;
    }
    const { spec } = pod;
    const asked = spec.priorityClassName ?? '';
    const found = asked === '' ? defaultPriority(context) : namedPriority(asked, context);
    if (found === undefined) throw refuse(request, `no PriorityClass with name ${asked} was found`);
    const computed = 'must not be provided in pod spec; priority admission controller computed';
    if (spec.priority !== undefined && spec.priority !== found.value) {
      throw refuse(
        request,
        `the integer value of priority (${spec.priority}) ${computed} ${found.value} from the given PriorityClass name`,
      );
    }
    if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== found.preemptionPolicy) {
      const given = `the string value of PreemptionPolicy (${spec.preemptionPolicy})`;
      throw refuse(request, `${given} ${computed} ${found.preemptionPolicy} from the given PriorityClass name`);
    }
    if (found.name !== '') spec.priorityClassName = found.name;
    spec.priority = found.value;
    spec.preemptionPolicy = found.preemptionPolicy;
  },
  validate: checkOnlyDefault,
});

/** Only one class can be that of Pods which name none. */
function checkOnlyDefault(request: AdmissionRequest, context: AdmissionContext): void {
  const { type } = request.kind;
  if (type.group !== priorityClasses.group || type.resource !== priorityClasses.resource) return;
  if (request.object['globalDefault'] !== true) return;
  const other = context.list(priorityClasses).find(({ globalDefault }) => globalDefault === true);
  if (other === undefined || (request.operation !== 'CREATE' && other.metadata.name === request.name)) return;
  throw refuse(request, `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`);
}

/** An update that leaves out what was computed once keeps it. */
function keepPriority(request: AdmissionRequest): void {
  const spec = writtenPod(request)?.spec;
  const old = (request.old as unknown as Pod | undefined)?.spec;
  if (spec === undefined || old === undefined) return;
  if (old.priority !== undefined) spec.priority ??= old.priority;
  if (old.preemptionPolicy !== undefined) spec.preemptionPolicy ??= old.preemptionPolicy;
}

function namedPriority(name: string, context: AdmissionContext): Priority | undefined {
  const stored = context.find(priorityClasses, { name });
  if (stored === undefined) return undefined;
  return { name, value: stored.value ?? 0, preemptionPolicy: stored.preemptionPolicy ?? PREEMPT };
}

/** Of several default classes the one with the lowest value counts. */
function defaultPriority(context: AdmissionContext): Priority {
  const [lowest] = context
    .list(priorityClasses)
    .filter(({ globalDefault }) => globalDefault === true)
    .sort((left, right) => (left.value ?? 0) - (right.value ?? 0));
  if (lowest === undefined) return { name: '', value: 0, preemptionPolicy: PREEMPT };
  return { name: lowest.metadata.name, value: lowest.value ?? 0, preemptionPolicy: lowest.preemptionPolicy ?? PREEMPT };
}
