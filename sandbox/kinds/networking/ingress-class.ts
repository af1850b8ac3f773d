import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { dns1123Label } from '../../core/names.ts';
import { DescribeText } from '../../core/text-table.ts';
import { ingressClasses } from '../../schema/resources.ts';
import type { IngressClass, IngressClassParametersReference, IngressClassSpec } from '../../schema/types/networking-v1.ts';
import { ageColumn, textColumn } from '../columns.ts';
import { writeEvents } from '../describing/events.ts';
import { writeAnnotations, writeLabels } from '../describing/metadata.ts';
import { validateDomainPrefixedPath } from '../validation/domain-path.ts';
import { forbidden, immutableText, invalid, invalidFor, notSupported, required, tooLong } from '../validation/field-errors.ts';
import { validateReference } from './ingress-validation.ts';

const longestController = 250;
const scopes = ['Cluster', 'Namespace'];
const defaultAnnotation = 'ingressclass.kubernetes.io/is-default-class';

/** Models validateIngressClassSpec in pkg/apis/networking/validation. */
function* validateSpec({ controller = '', parameters }: IngressClassSpec): Generator<FieldError> {
  if (controller.length > longestController) yield tooLong('spec.controller', longestController);
  yield* validateDomainPrefixedPath(controller, 'spec.controller');
  if (parameters !== undefined) yield* validateParameters(parameters, 'spec.parameters');
}

function* validateParameters(parameters: IngressClassParametersReference, path: string): Generator<FieldError> {
  const { scope, namespace } = parameters;
  yield* validateReference(parameters, path);
  if (scope === undefined) yield required(`${path}.scope`);
  else if (!scopes.includes(scope)) yield notSupported(`${path}.scope`, scope, scopes);
  else if (scope === 'Cluster') {
    if (namespace !== undefined) yield forbidden(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'");
  } else if (namespace === undefined) yield required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'");
  else yield* invalidFor(`${path}.namespace`, namespace, dns1123Label);
}

function parametersText({ spec }: IngressClass): string {
  const parameters = spec?.parameters;
  if (parameters === undefined) return '<none>';
  const group = parameters.apiGroup === undefined ? '' : `.${parameters.apiGroup}`;
  return `${parameters.kind}${group}/${parameters.name}`;
}

export const ingressClass = defineKind<IngressClass>({
  type: ingressClasses,
  singular: 'ingressclass',
  generation: true,
  default(object) {
    object.spec ??= {};
    if (object.spec.parameters !== undefined) object.spec.parameters.scope ??= 'Cluster';
  },
  validate: ({ spec }) => [...validateSpec(spec ?? {})],
  validateUpdate({ spec = {} }, old) {
    const controller = spec.controller ?? '';
    const errors = [...validateSpec(spec)];
    if (controller !== (old.spec?.controller ?? '')) errors.push(invalid('spec.controller', controller, immutableText));
    return errors;
  },
  async describe(object, context) {
    const text = new DescribeText();
    const { metadata, spec } = object;
    text.line(0, `Name:\t${metadata.name ?? ''}`);
    writeLabels(text, 'Labels', metadata.labels);
    writeAnnotations(text, 'Annotations', metadata.annotations);
    text.line(0, `Controller:\t${spec?.controller ?? ''}`);
    if (spec?.parameters !== undefined) {
      text.line(0, 'Parameters:');
      if (spec.parameters.apiGroup !== undefined) text.line(1, `APIGroup:\t${spec.parameters.apiGroup}`);
      text.line(1, `Kind:\t${spec.parameters.kind}`);
      text.line(1, `Name:\t${spec.parameters.name}`);
    }
    await writeEvents(text, object, context);
    return text.toString();
  },
  columns: [
    {
      name: 'Name',
      type: 'string',
      format: 'name',
      cell: ({ metadata }) => `${metadata.name ?? ''}${metadata.annotations?.[defaultAnnotation] === 'true' ? ' (default)' : ''}`,
    },
    textColumn('Controller', ({ spec }) => spec?.controller ?? ''),
    textColumn('Parameters', parametersText),
    ageColumn,
  ],
});
