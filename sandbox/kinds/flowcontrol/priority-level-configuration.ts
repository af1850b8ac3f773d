import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { deepEqual } from '../../core/json.ts';
import { mandatoryPriorityLevels } from '../../server-objects/priority-levels.ts';
import { priorityLevelConfigurations } from '../../schema/resources.ts';
import type {
  LimitedPriorityLevelConfiguration,
  LimitResponse,
  PriorityLevelConfiguration,
  QueuingConfiguration,
} from '../../schema/types/flowcontrol-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { internalFormOf } from '../pod-spec/internal-form.ts';
import { forbidden, invalid, notSupported, required } from '../validation/field-errors.ts';
import { validateFlowConditions } from './conditions.ts';

/** Of a version that is gone. */
const oldShares = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares';
const mostQueues = 10_000_000;
/** Bits of the hash from which a request's queues are dealt. */
const hashBits = 60;

export const priorityLevelConfiguration = defineKind<PriorityLevelConfiguration>({
  type: priorityLevelConfigurations,
  singular: 'prioritylevelconfiguration',
  generation: true,
  statusSubresource: true,
  default(object) {
    object.spec ??= { type: '' };
    const { exempt, limited } = object.spec;
    if (exempt !== undefined) {
      exempt.nominalConcurrencyShares ??= 0;
      exempt.lendablePercent ??= 0;
    }
    if (limited === undefined) return;
    limited.nominalConcurrencyShares ??= 30;
    limited.lendablePercent ??= 0;
    limited.limitResponse ??= { type: '' };
    const { queuing } = limited.limitResponse;
    if (queuing === undefined) return;
    queuing.handSize ||= 8;
    queuing.queues ||= 64;
    queuing.queueLengthLimit ||= 50;
  },
  prepareForCreate(object) {
    object.status = {};
  },
  validate: (object) => [...validateLevel(object)],
  validateUpdate: (object) => [...validateLevel(object)],
  validateStatusUpdate: ({ status }) => [...validateFlowConditions(status?.conditions)],
  columns: [
    nameColumn,
    textColumn('Type', ({ spec }) => spec?.type ?? ''),
    textColumn('NominalConcurrencyShares', ({ spec }) => spec?.limited?.nominalConcurrencyShares ?? '<none>'),
    textColumn('Queues', (object) => queuingOf(object)?.queues ?? '<none>'),
    textColumn('HandSize', (object) => queuingOf(object)?.handSize ?? '<none>'),
    textColumn('QueueLengthLimit', (object) => queuingOf(object)?.queueLengthLimit ?? '<none>'),
    ageColumn,
  ],
});

const queuingOf = ({ spec }: PriorityLevelConfiguration): QueuingConfiguration | undefined =>
  spec?.limited?.limitResponse?.queuing;

/** Models ValidatePriorityLevelConfiguration in pkg/apis/flowcontrol/validation. */
function* validateLevel(object: PriorityLevelConfiguration): Generator<FieldError> {
  if (object.metadata.annotations?.[oldShares] !== undefined)
    yield forbidden('metadata.annotations', `annotation '${oldShares}' is forbidden`);
  yield* validateSpec(object);
  yield* validateMandatory(object);
}

/** The server's own levels are as they are, but for the share of the exempt one. */
function* validateMandatory({ metadata: { name = '' }, spec }: PriorityLevelConfiguration): Generator<FieldError> {
  const mandatory = mandatoryPriorityLevels.find((kept) => kept.name === name);
  if (mandatory === undefined) return;
  const own = name === 'exempt';
  const internal = (value: object): object => internalFormOf('PriorityLevelConfigurationSpec', value);
  const { exempt: _, ...others } = spec;
  if (!deepEqual(internal(own ? { ...others, exempt: mandatory.spec.exempt } : spec), internal(mandatory.spec)))
    yield invalid(
      'spec',
      internal(spec),
      `spec of '${name}' ${own ? "except the 'spec.exempt' field " : ''}must equal the fixed value`,
    );
}

/** Models ValidatePriorityLevelConfigurationSpec in pkg/apis/flowcontrol/validation. */
function* validateSpec({ metadata, spec }: PriorityLevelConfiguration): Generator<FieldError> {
  const { type = '', exempt, limited } = spec ?? {};
  if ((metadata.name === 'exempt') !== (type === 'Exempt'))
    yield invalid('spec.type', type, "must be 'Exempt' if and only if `name` is 'exempt'");
  if (type === 'Exempt') {
    if (limited !== undefined) yield forbidden('spec.limited', 'must be nil if the type is not Limited');
    if (exempt !== undefined) yield* validateShares(exempt, 'spec.exempt');
  } else if (type === 'Limited') {
    if (exempt !== undefined) yield forbidden('spec.exempt', 'must be nil if the type is Limited');
    if (limited === undefined) yield required('spec.limited', 'must not be empty when type is Limited');
    else yield* validateLimited(limited, 'spec.limited');
  } else yield notSupported('spec.type', type, ['Exempt', 'Limited']);
}

type Shares = Pick<LimitedPriorityLevelConfiguration, 'nominalConcurrencyShares' | 'lendablePercent'>;

function* validateShares({ nominalConcurrencyShares, lendablePercent }: Shares, path: string): Generator<FieldError> {
  if (nominalConcurrencyShares !== undefined && nominalConcurrencyShares < 0)
    yield invalid(`${path}.nominalConcurrencyShares`, nominalConcurrencyShares, 'must be a non-negative integer');
  yield* validatePercent(lendablePercent, `${path}.lendablePercent`);
}

function* validatePercent(value: number | undefined, path: string): Generator<FieldError> {
  if (value !== undefined && (value < 0 || value > 100)) yield invalid(path, value, 'must be between 0 and 100, inclusive');
}

function* validateLimited(limited: LimitedPriorityLevelConfiguration, path: string): Generator<FieldError> {
  const { nominalConcurrencyShares, lendablePercent, borrowingLimitPercent, limitResponse } = limited;
  yield* validateShares(nominalConcurrencyShares === undefined ? {} : { nominalConcurrencyShares }, path);
  yield* validateResponse(limitResponse ?? { type: '' }, `${path}.limitResponse`);
  yield* validatePercent(lendablePercent, `${path}.lendablePercent`);
  if (borrowingLimitPercent !== undefined && borrowingLimitPercent < 0)
    yield invalid(`${path}.borrowingLimitPercent`, borrowingLimitPercent, 'if specified, must be a non-negative integer');
}

function* validateResponse({ type = '', queuing }: LimitResponse, path: string): Generator<FieldError> {
  if (type === 'Reject') {
    if (queuing !== undefined) yield forbidden(`${path}.queuing`, 'must be nil if limited.limitResponse.type is not Limited');
  } else if (type !== 'Queue') yield notSupported(`${path}.type`, type, ['Queue', 'Reject']);
  else if (queuing === undefined) yield required(`${path}.queuing`, 'must not be empty if limited.limitResponse.type is Limited');
  else yield* validateQueuing(queuing, `${path}.queuing`);
}

function* validateQueuing(queuing: QueuingConfiguration, path: string): Generator<FieldError> {
  const { queueLengthLimit = 0, queues = 0, handSize = 0 } = queuing;
  if (queueLengthLimit <= 0) yield invalid(`${path}.queueLengthLimit`, queueLengthLimit, 'must be positive');
  if (queues <= 0) yield invalid(`${path}.queues`, queues, 'must be positive');
  else if (queues > mostQueues) yield invalid(`${path}.queues`, queues, `must not be greater than ${mostQueues}`);
  const at = `${path}.handSize`;
  const bits = Math.ceil(Math.log2(queues) * handSize);
  if (handSize <= 0) yield invalid(at, handSize, 'must be positive');
  else if (handSize > queues) yield invalid(at, handSize, `should not be greater than queues (${queues})`);
  else if (bits > hashBits) {
    const what = `required entropy bits of deckSize ${queues} and handSize ${handSize}`;
    yield invalid(at, handSize, `${what} should not be greater than ${hashBits}`);
  }
}
