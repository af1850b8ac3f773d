import { defineKind } from '../../api/kind.ts';
import { endpoints as endpointsType } from '../../schema/resources.ts';
import type { Endpoints } from '../../schema/types/core-v1.ts';
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

export const endpoints = defineKind<Endpoints>({
  type: endpointsType,
  singular: 'endpoints',
  shortNames: ['ep'],
  default(object) {
    for (const { ports } of object.subsets ?? []) for (const port of ports ?? []) port.protocol ||= 'TCP';
  },
  warnings: () => ['v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'],
  columns: [nameColumn, textColumn('Endpoints', addressesOf), ageColumn],
});
