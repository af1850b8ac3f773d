import { isReason } from '../../api/status-error.ts';
import { typed } from '../../api/client.ts';
import { defineKind, type DescribeContext } from '../../api/kind.ts';
import { DescribeText } from '../../core/text-table.ts';
import { endpointSlices, ingresses, services } from '../../schema/resources.ts';
import type { Ingress, IngressBackend } from '../../schema/types/networking-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { writeEvents } from '../describing/events.ts';
import { writeAnnotations, writeLabels } from '../describing/metadata.ts';
import { endpointText } from '../describing/services.ts';
import { invalid } from '../validation/field-errors.ts';
import { validateIngressSpec, validateIngressStatus } from './ingress-validation.ts';

const classAnnotation = 'kubernetes.io/ingress.class';
const widestAddress = 16;
const shownHosts = 3;

export const ingress = defineKind<Ingress>({
  type: ingresses,
  singular: 'ingress',
  storageKey: 'ingress',
  shortNames: ['ing'],
  generation: true,
  statusSubresource: true,
  default(object) {
    object.spec ??= {};
    for (const { http } of object.spec.rules ?? []) for (const path of http?.paths ?? []) path.backend ??= {};
  },
  prepareForCreate(object) {
    object.status = { loadBalancer: {} };
  },
  prepareForStatusUpdate(object) {
    object.status ??= {};
    object.status.loadBalancer ??= {};
  },
  validate({ metadata, spec }) {
    const errors = [...validateIngressSpec(spec ?? {})];
    const named = metadata.annotations?.[classAnnotation];
    const chosen = spec?.ingressClassName;
    if (named !== undefined && chosen !== undefined && named !== chosen) {
      const detail = 'must match `ingressClassName` when both are specified';
      errors.push(invalid(`annotations.${classAnnotation}`, named, detail));
    }
    return errors;
  },
  validateUpdate: ({ spec }) => [...validateIngressSpec(spec ?? {})],
  validateStatusUpdate: (object) => [...validateIngressStatus(object)],
  warnings({ metadata, spec }, old) {
    const oldStyle = metadata.annotations?.[classAnnotation] !== undefined && spec?.ingressClassName === undefined;
    if (old !== undefined || !oldStyle) return [];
    return [`annotation "${classAnnotation}" is deprecated, please use 'spec.ingressClassName' instead`];
  },
  describe: describeIngress,
  columns: [
    nameColumn,
    textColumn('Class', ({ spec }) => spec?.ingressClassName ?? '<none>'),
    textColumn('Hosts', hostsText),
    textColumn('Address', (object) => shortened(addressText(object))),
    textColumn('Ports', ({ spec }) => ((spec?.tls ?? []).length === 0 ? '80' : '80, 443')),
    ageColumn,
  ],
});

function hostsText({ spec }: Ingress): string {
  const rules = spec?.rules ?? [];
  const hosts = rules.map(({ host }) => host ?? '').filter((host) => host !== '');
  if (hosts.length === 0) return '*';
  const text = hosts.slice(0, shownHosts).join(',');
  // Counted as the server counts: rules after the third host, whether they have a host or not.
  const third = rules.findIndex(({ host }) => host === hosts[shownHosts - 1]);
  const more = hosts.length >= shownHosts && rules.length > third + 1;
  return more ? `${text} + ${rules.length - shownHosts} more...` : text;
}

function addressText({ status }: Ingress): string {
  const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '');
  return [...new Set(addresses.filter((address) => address !== ''))].sort().join(',');
}

const shortened = (text: string): string => (text.length > widestAddress ? `${text.slice(0, widestAddress - 3)}...` : text);

/** Models describeIngressV1 in k8s.io/kubectl/pkg/describe. */
async function describeIngress(object: Ingress, context: DescribeContext): Promise<string> {
  const text = new DescribeText();
  const { metadata, spec } = object;
  text.line(0, `Name:\t${metadata.name ?? ''}`);
  writeLabels(text, 'Labels', metadata.labels);
  text.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  text.line(0, `Address:\t${addressText(object)}`);
  text.line(0, `Ingress Class:\t${spec?.ingressClassName ?? '<none>'}`);
  const fallback = spec?.defaultBackend;
  const fallbackText = fallback === undefined ? '<default>' : await backendText(fallback, metadata.namespace, context);
  text.line(0, `Default backend:\t${fallbackText}`);
  if ((spec?.tls ?? []).length > 0) text.line(0, 'TLS:');
  for (const { secretName, hosts } of spec?.tls ?? [])
    text.line(1, `${secretName ? `${secretName} terminates` : 'SNI routes'} ${(hosts ?? []).join(',')}`);
  text.raw('Rules:\n  Host\tPath\tBackends\n');
  text.line(1, '----\t----\t--------');
  const rules = (spec?.rules ?? []).filter(({ http }) => http !== undefined);
  for (const { host, http } of rules) {
    text.line(1, `${host || '*'}\t`);
    for (const { path, backend } of http?.paths ?? [])
      text.line(2, `\t${path ?? ''} \t${await backendText(backend, metadata.namespace, context)}`);
  }
  if (rules.length === 0) text.line(1, `*\t*\t${fallbackText}`);
  writeAnnotations(text, 'Annotations', metadata.annotations);
  await writeEvents(text, object, context);
  return text.toString();
}

/** A backend with the addresses behind it: `web:80 (10.244.1.2:8080)`. */
async function backendText(
  { service, resource }: IngressBackend,
  namespace: string | undefined,
  { client }: DescribeContext,
): Promise<string> {
  if (service === undefined) {
    if (resource === undefined) return '';
    return `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}`;
  }
  const { name, port } = service;
  const shown = `${name}:${port?.number ? port.number : (port?.name ?? '')}`;
  const { items } = await typed.list(client, endpointSlices, namespace, {
    labelSelector: `kubernetes.io/service-name=${name}`,
  });
  try {
    const { spec } = await typed.get(client, services, { name, namespace });
    const found = (spec?.ports ?? []).filter((item) => (port?.number ? item.port === port.number : item.name === port?.name));
    return `${shown} (${endpointText(items, found.at(-1)?.name ?? '')})`;
  } catch (error) {
    if (isReason(error, 'NotFound')) return `${shown} (<error: services "${name}" not found>)`;
    throw error;
  }
}
