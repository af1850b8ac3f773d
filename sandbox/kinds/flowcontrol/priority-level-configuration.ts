import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { priorityLevelConfigurations } from '../../schema/resources.ts';
import type {
  LimitedPriorityLevelConfiguration,
  LimitResponse,
  PriorityLevelConfiguration,
  QueuingConfiguration,
} from '../../schema/types/flowcontrol-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { forbidden, invalid, notSupported, required } from '../validation/field-errors.ts';
import { validateFlowConditions } from './conditions.ts';

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
  validate: (object) => [...validateSpec(object)],
  validateUpdate: (object) => [...validateSpec(object)],
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
