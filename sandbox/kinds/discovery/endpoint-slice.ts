import { defineKind } from '../../api/kind.ts';
import { endpointSlices } from '../../schema/resources.ts';
import type { EndpointSlice } from '../../schema/types/discovery-v1.ts';
import { ageColumn, firstOf, nameColumn, textColumn } from '../columns.ts';

export const endpointSlice = defineKind<EndpointSlice>({
  type: endpointSlices,
  singular: 'endpointslice',
  generation: true,
  default(object) {
    for (const port of object.ports ?? []) {
      port.name ??= '';
      port.protocol ||= 'TCP';
    }
    for (const endpoint of object.endpoints ?? []) endpoint.conditions ??= {};
  },
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
