import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { deepEqual } from '../../core/json.ts';
import { dns1123Subdomain, pathSegment } from '../../core/names.ts';
import { DescribeText } from '../../core/text-table.ts';
import { ipAddresses } from '../../schema/resources.ts';
import type { IPAddress, ParentReference } from '../../schema/types/networking-v1.ts';
import { nameColumn, textColumn } from '../columns.ts';
import { writeEvents } from '../describing/events.ts';
import { writeAnnotations, writeLabels } from '../describing/metadata.ts';
import { validateIp } from '../validation/addresses.ts';
import { immutableText, invalid, invalidFor, required } from '../validation/field-errors.ts';

/** Models validateIPAddressParentReference in pkg/apis/networking/validation. */
function* validateParent(parent: ParentReference | undefined, path: string): Generator<FieldError> {
  if (parent === undefined) {
    yield required(path);
    return;
  }
  const { group, resource, name, namespace } = parent;
  if (group) yield* invalidFor(`${path}.group`, group, dns1123Subdomain);
  if (!resource) yield required(`${path}.resource`);
  else yield* invalidFor(`${path}.resource`, resource, pathSegment);
  if (!name) yield required(`${path}.name`);
  else yield* invalidFor(`${path}.name`, name, pathSegment);
  if (namespace) yield* invalidFor(`${path}.namespace`, namespace, pathSegment);
}

function parentText({ spec }: IPAddress): string {
  const parent = spec?.parentRef;
  if (parent === undefined) return '<none>';
  const resource = parent.group ? `${parent.resource}.${parent.group}` : parent.resource;
  return [resource.toLowerCase(), ...(parent.namespace ? [parent.namespace] : []), parent.name].join('/');
}

export const ipAddress = defineKind<IPAddress>({
  type: ipAddresses,
  singular: 'ipaddress',
  shortNames: ['ip'],
  nameRule: 'pathSegment',
  generation: true,
  validate: ({ metadata, spec }) => [
    ...validateIp('metadata.name', metadata.name ?? ''),
    ...validateParent(spec?.parentRef, 'spec.parentRef'),
  ],
  validateUpdate: ({ spec }, old) =>
    deepEqual(spec?.parentRef, old.spec?.parentRef) ? [] : [invalid('spec.parentRef', spec?.parentRef, immutableText)],
  async describe(object, context) {
    const text = new DescribeText();
    const { metadata, spec } = object;
    text.line(0, `Name:\t${metadata.name ?? ''}`);
    writeLabels(text, 'Labels', metadata.labels);
    writeAnnotations(text, 'Annotations', metadata.annotations);
    const parent = spec?.parentRef;
    if (parent !== undefined) {
      text.line(0, 'Parent Reference:');
      text.line(1, `Group:\t${parent.group ?? ''}`);
      text.line(1, `Resource:\t${parent.resource}`);
      text.line(1, `Namespace:\t${parent.namespace ?? ''}`);
      text.line(1, `Name:\t${parent.name}`);
    }
    await writeEvents(text, object, context);
    return text.toString();
  },
  columns: [nameColumn, textColumn('ParentRef', parentText)],
});
