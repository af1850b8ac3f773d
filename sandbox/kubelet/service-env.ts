import type { Service } from '../schema/types/core-v1.ts';

/** Variables that tell a container where the Services are. Models pkg/kubelet/envvars. */
export function serviceVariables(
  services: readonly Service[],
  namespace: string,
  enableServiceLinks: boolean,
): ReadonlyMap<string, string> {
  const result = new Map<string, string>();
  for (const service of services) {
    const { name, namespace: own } = service.metadata;
    const isMaster = own === 'default' && name === 'kubernetes';
    if (!isMaster && !(own === namespace && enableServiceLinks)) continue;
    const address = service.spec?.clusterIP;
    const ports = service.spec?.ports ?? [];
    const first = ports[0];
    if (address === undefined || address === '' || address === 'None' || first === undefined) continue;
    const prefix = name.toUpperCase().replaceAll('-', '_');
    result.set(`${prefix}_SERVICE_HOST`, address);
    result.set(`${prefix}_SERVICE_PORT`, String(first.port));
    for (const port of ports) {
      if (port.name) result.set(`${prefix}_SERVICE_PORT_${port.name.toUpperCase().replaceAll('-', '_')}`, String(port.port));
    }
    for (const [index, port] of ports.entries()) {
      const protocol = port.protocol ?? 'TCP';
      const url = `${protocol.toLowerCase()}://${address}:${port.port}`;
      const portPrefix = `${prefix}_PORT_${port.port}_${protocol}`;
      if (index === 0) result.set(`${prefix}_PORT`, url);
      result.set(portPrefix, url);
      result.set(`${portPrefix}_PROTO`, protocol.toLowerCase());
      result.set(`${portPrefix}_PORT`, String(port.port));
      result.set(`${portPrefix}_ADDR`, address);
    }
  }
  return result;
}
