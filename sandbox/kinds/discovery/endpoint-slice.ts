import { defineKind } from '../../api/kind.ts';
import { describeEndpointSlice } from '../describing/services.ts';
import { endpointSlices } from '../../schema/resources.ts';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../schema/types/discovery-v1.ts';
import type { FieldError } from '../../api/field-error.ts';
import { deepEqual } from '../../core/json.ts';
import { dns1123Label, dns1123Subdomain, labelValue, qualifiedName, type NameRule } from '../../core/names.ts';
import { protocols } from '../pod-spec/containers.ts';
import { isIpv6, validateIp, validateLegacyIp } from '../validation/addresses.ts';
import { validateEndpointIp } from '../validation/endpoint-addresses.ts';
import {
  duplicate,
  each,
  immutableText,
  invalid,
  invalidFor,
  notSupported,
  oneOf,
  required,
  tooMany,
} from '../validation/field-errors.ts';
import { validateLabels } from '../validation/labels.ts';
import { ageColumn, firstOf, nameColumn, textColumn } from '../columns.ts';

const limits = { endpoints: 1000, addresses: 100, ports: 20_000, hints: 8, topology: 16 };
const addressTypes = ['FQDN', 'IPv4', 'IPv6'];

/** Models ValidateEndpointSlice in pkg/apis/discovery/validation. */
function* validateSlice({ addressType, ports, endpoints }: EndpointSlice): Generator<FieldError> {
  yield* oneOf('addressType', addressType, addressTypes);
  yield* validatePorts(ports ?? []);
  yield* validateEndpoints(endpoints ?? [], addressType);
}

function* validatePorts(ports: readonly EndpointPort[]): Generator<FieldError> {
  if (ports.length > limits.ports) {
    yield tooMany('ports', ports.length, limits.ports);
    return;
  }
  const names = new Set<string>();
  for (const [{ name = '', protocol, appProtocol }, at] of each(ports, 'ports')) {
    if (name) yield* invalidFor(`${at}.name`, name, dns1123Label);
    if (names.has(name)) yield duplicate(`${at}.name`, name);
    names.add(name);
    if (protocol === undefined) yield required(`${at}.protocol`);
    else if (!protocols.includes(protocol)) yield notSupported(`${at}.protocol`, protocol, protocols);
    if (appProtocol !== undefined) yield* invalidFor(`${at}.appProtocol`, appProtocol, qualifiedName);
  }
}

function* validateEndpoints(endpoints: readonly Endpoint[], type: string): Generator<FieldError> {
  if (endpoints.length > limits.endpoints) {
    yield tooMany('endpoints', endpoints.length, limits.endpoints);
    return;
  }
  for (const [endpoint, at] of each(endpoints, 'endpoints')) {
    const addresses = endpoint.addresses ?? [];
    const path = `${at}.addresses`;
    if (addresses.length === 0) yield required(path, 'must contain at least 1 address');
    else if (addresses.length > limits.addresses) yield tooMany(path, addresses.length, limits.addresses);
    for (const [address, addressPath] of each(addresses, path)) yield* validateAddress(address, type, path, addressPath);
    if (endpoint.nodeName !== undefined) yield* invalidFor(`${at}.nodeName`, endpoint.nodeName, dns1123Subdomain);
    const topology = Object.keys(endpoint.deprecatedTopology ?? {}).length;
    if (topology > limits.topology) yield tooMany(`${at}.deprecatedTopology`, topology, limits.topology);
    yield* validateLabels(endpoint.deprecatedTopology, `${at}.deprecatedTopology`);
    if (endpoint.hostname !== undefined) yield* invalidFor(`${at}.hostname`, endpoint.hostname, dns1123Label);
    yield* validateHints(endpoint.hints?.forZones, labelValue, `${at}.hints.forZones`);
    yield* validateHints(endpoint.hints?.forNodes, dns1123Subdomain, `${at}.hints.forNodes`);
  }
}

function* validateAddress(address: string, type: string, list: string, path: string): Generator<FieldError> {
  if (type === 'IPv4' || type === 'IPv6') {
    const wrong = [...(type === 'IPv4' ? validateLegacyIp(path, address) : validateIp(path, address))];
    yield* wrong;
    if (wrong.length > 0) return;
    if (isIpv6(address) !== (type === 'IPv6')) yield invalid(list, address, `must be an ${type} address`);
    yield* validateEndpointIp(path, address);
  } else if (type === 'FQDN') {
    yield* validateDomain(address, path);
  }
}

/** Models IsFullyQualifiedDomainName. */
function* validateDomain(address: string, path: string): Generator<FieldError> {
  if (address === '') {
    yield required(path);
    return;
  }
  const name = address.replace(/\.$/, '');
  const wrong = dns1123Subdomain(name);
  if (wrong.length > 0) yield invalid(path, name, wrong.join(','));
  else if (!name.includes('.')) yield invalid(path, name, 'should be a domain with at least two segments separated by dots');
  else
    for (const label of name.split('.'))
      if (dns1123Label(label).length > 0) yield invalid(path, label, dns1123Label(label).join(','));
}

function* validateHints(
  hints: readonly { readonly name: string }[] | undefined,
  rule: NameRule,
  path: string,
): Generator<FieldError> {
  const names = new Set<string>();
  if ((hints ?? []).length > limits.hints) {
    yield tooMany(path, hints?.length ?? 0, limits.hints);
    return;
  }
  for (const [{ name = '' }, at] of each(hints, path)) {
    if (names.has(name)) yield duplicate(`${at}.name`, name);
    names.add(name);
    yield* invalidFor(`${at}.name`, name, rule);
  }
}

export const endpointSlice = defineKind<EndpointSlice>({
  type: endpointSlices,
  singular: 'endpointslice',
  generation: true,
  default(object) {
    for (const port of object.ports ?? []) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
    for (const endpoint of object.endpoints ?? []) endpoint.conditions ??= {};
  },
  prepareForUpdate(object, old) {
    // Labels say which Service a slice belongs to, so they count as what is asked for.
    if (!deepEqual(object.metadata.labels, old.metadata.labels)) object.metadata.generation = (old.metadata.generation ?? 0) + 1;
  },
  warnings: ({ addressType }) => (addressType === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : []),
  validate: (object) => [...validateSlice(object)],
  validateUpdate(object, old) {
    const kept = deepEqual(object.endpoints, old.endpoints) ? { ...object, endpoints: [] } : object;
    const errors = [...validateSlice(kept)];
    if (object.addressType !== old.addressType) errors.push(invalid('addressType', object.addressType ?? '', immutableText));
    return errors;
  },
  describe: describeEndpointSlice,
  columns: [
    nameColumn,
    textColumn('AddressType', ({ addressType }) => addressType),
    textColumn('Ports', ({ ports }) =>
      firstOf(
        (ports ?? []).map(({ port, name }) => String(port ?? name ?? '*')),
        3,
        '<unset>',
      ),
    ),
    textColumn('Endpoints', ({ endpoints }) =>
      firstOf(
        (endpoints ?? []).flatMap(({ addresses }) => addresses),
        3,
        '<unset>',
      ),
    ),
    ageColumn,
  ],
});
