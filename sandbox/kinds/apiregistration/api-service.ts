import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { dns1035Label, dns1123Subdomain } from '../../core/names.ts';
import { formatTime } from '../../core/time-text.ts';
import { apiServices } from '../../schema/resources.ts';
import type { APIService } from '../../schema/types/apiregistration-v1.ts';
import { decodedLength } from '../../core/base64.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { each, invalid, invalidFor, notSupported, required } from '../validation/field-errors.ts';

/** Models ValidateAPIService in kube-aggregator/pkg/apis/apiregistration/validation. */
function* validateApiService({ metadata, spec }: APIService): Generator<FieldError> {
  const { group = '', version = '', groupPriorityMinimum, versionPriority, service, caBundle = '' } = spec;
  const { insecureSkipTLSVerify = false } = spec;
  const wanted = `${version}.${group}`;
  if (metadata.name !== '' && metadata.name !== wanted)
    yield invalid('metadata.name', metadata.name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`);
  if (group === '' && version !== 'v1')
    yield required('spec.group', 'only v1 may have an empty group and it better be legacy kube');
  if (group !== '') yield* invalidFor('spec.group', group, dns1123Subdomain);
  yield* invalidFor('spec.version', version, dns1035Label);
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > 20_000)
    yield invalid('spec.groupPriorityMinimum', groupPriorityMinimum, 'must be positive and less than 20000');
  if (versionPriority <= 0 || versionPriority > 1_000)
    yield invalid('spec.versionPriority', versionPriority, 'must be positive and less than 1000');
  const skip = 'spec.insecureSkipTLSVerify';
  if (service === undefined) {
    if (caBundle !== '')
      yield invalid('spec.caBundle', `${decodedLength(caBundle)} bytes`, 'local APIServices may not have a caBundle');
    if (insecureSkipTLSVerify) yield invalid(skip, true, 'local APIServices may not have insecureSkipTLSVerify');
    return;
  }
  if (!service.namespace) yield required('spec.service.namespace');
  if (!service.name) yield required('spec.service.name');
  const { port = 443 } = service;
  if (port < 1 || port > 65_535)
    yield invalid('spec.service.port', port, 'port is not valid: must be between 1 and 65535, inclusive');
  if (insecureSkipTLSVerify && caBundle !== '') yield invalid(skip, true, 'may not be true if caBundle is present');
}

function* validateStatus({ status }: APIService): Generator<FieldError> {
  const statuses = ['True', 'False', 'Unknown'];
  for (const [condition, path] of each(status?.conditions, 'status.conditions'))
    if (!statuses.includes(condition.status))
      yield notSupported(`${path}.status`, condition.status, ['False', 'True', 'Unknown']);
}

/** The server that answers for a group and version: the API server itself, or one behind a Service. */
export const apiService = defineKind<APIService>({
  type: apiServices,
  singular: 'apiservice',
  categories: ['api-extensions'],
  scheme: 'pkg/apiserver/scheme/scheme.go:33',
  nameRule: 'pathSegment',
  statusSubresource: true,
  needsResourceVersion: true,
  default({ spec }) {
    if (spec?.service !== undefined) spec.service.port ??= 443;
  },
  prepareForCreate(object, { now }) {
    object.status = {};
    if (object.spec?.service !== undefined) return;
    const message = 'Local APIServices are always available';
    const lastTransitionTime = formatTime(now);
    object.status.conditions = [{ type: 'Available', status: 'True', lastTransitionTime, reason: 'Local', message }];
  },
  validate: (object) => [...validateApiService(object)],
  validateStatusUpdate: (object) => [...validateStatus(object)],
  columns: [
    nameColumn,
    textColumn('Service', ({ spec }) =>
      spec?.service === undefined ? 'Local' : `${spec.service.namespace ?? ''}/${spec.service.name ?? ''}`,
    ),
    textColumn('Available', ({ status }) => {
      const available = status?.conditions?.find(({ type }) => type === 'Available');
      if (available === undefined) return 'Unknown';
      return available.status === 'True' ? 'True' : `${available.status} (${available.reason ?? ''})`;
    }),
    ageColumn,
  ],
});
