import { defineKind } from '../../api/kind.ts';
import { describeEndpoints } from '../describing/services.ts';
import { endpoints as endpointsType } from '../../schema/resources.ts';
import type { EndpointAddress, Endpoints } from '../../schema/types/core-v1.ts';
import type { FieldError } from '../../api/field-error.ts';
import { deepEqual } from '../../core/json.ts';
import { dns1123Label, dns1123Subdomain, portNumber, qualifiedName } from '../../core/names.ts';
import { protocols } from '../pod-spec/containers.ts';
import { validateLegacyIp } from '../validation/addresses.ts';
import { validateEndpointIp } from '../validation/endpoint-addresses.ts';
import { each, invalidFor, oneOf, required } from '../validation/field-errors.ts';
import { repeatedMetadata } from '../validation/metadata.ts';
import { ageColumn, firstOf, nameColumn, textColumn } from '../columns.ts';

const hostPort = (ip: string, port: number): string => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);

/** Ready addresses with their ports, three at most. Models formatEndpoints in pkg/printers/internalversion. */
function addressesOf({ subsets }: Endpoints): string {
  if (subsets === undefined || subsets.length === 0) return '<none>';
  const all = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => hostPort(ip, port))),
  );
  return firstOf(all, 3, '');
}

/** Models validateEndpointSubsets in pkg/apis/core/validation. */
function* validateSubsets(subsets: Endpoints['subsets']): Generator<FieldError> {
  for (const [{ addresses = [], notReadyAddresses = [], ports = [] }, path] of each(subsets, 'subsets')) {
    if (addresses.length === 0 && notReadyAddresses.length === 0) {
      yield required(path, 'must specify `addresses` or `notReadyAddresses`');
    }
    for (const [address, at] of each(addresses, `${path}.addresses`)) yield* validateAddress(address, at);
    for (const [address, at] of each(notReadyAddresses, `${path}.notReadyAddresses`)) yield* validateAddress(address, at);
    for (const [port, at] of each(ports, `${path}.ports`)) {
      if (port.name) yield* invalidFor(`${at}.name`, port.name, dns1123Label);
      else if (ports.length > 1) yield required(`${at}.name`);
      yield* invalidFor(`${at}.port`, port.port ?? 0, portNumber);
      yield* oneOf(`${at}.protocol`, port.protocol, protocols);
      if (port.appProtocol !== undefined) yield* invalidFor(`${at}.appProtocol`, port.appProtocol, qualifiedName);
    }
  }
}

function* validateAddress({ ip = '', hostname, nodeName }: EndpointAddress, path: string): Generator<FieldError> {
  yield* validateLegacyIp(`${path}.ip`, ip);
  if (hostname) yield* invalidFor(`${path}.hostname`, hostname, dns1123Label);
  if (nodeName !== undefined) yield* invalidFor(`${path}.nodeName`, nodeName, dns1123Subdomain);
  yield* validateEndpointIp(`${path}.ip`, ip);
}

export const endpoints = defineKind<Endpoints>({
  type: endpointsType,
  singular: 'endpoints',
  storageKey: 'services/endpoints',
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  createsOnUpdate: true,
  shortNames: ['ep'],
  default(object) {
    for (const { ports } of object.subsets ?? []) for (const port of ports ?? []) port.protocol ||= 'TCP';
  },
  validate: ({ subsets }) => [...validateSubsets(subsets)],
  validateUpdate: (object, old) => [
    ...repeatedMetadata(object),
    ...(deepEqual(object.subsets, old.subsets) ? [] : validateSubsets(object.subsets)),
  ],
  describe: describeEndpoints,
  columns: [nameColumn, textColumn('Endpoints', addressesOf), ageColumn],
});
