import type { FieldError } from '../../api/field-error.ts';
import { dns1123Label, dns1123Subdomain, pathSegment, portName, portNumber, wildcardSubdomain } from '../../core/names.ts';
import type { TypedLocalObjectReference } from '../../schema/types/core-v1.ts';
import type { HTTPIngressPath, Ingress, IngressBackend, IngressRule } from '../../schema/types/networking-v1.ts';
import { isIp, validateLegacyIp } from '../validation/addresses.ts';
import { each, invalid, invalidFor, notSupported, required } from '../validation/field-errors.ts';

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];
const badSequences = ['//', '/./', '/../', '%2f', '%2F'];
const badEndings = ['/..', '/.'];
const absolute = 'must be an absolute path';
const notAnAddress = 'must be a DNS name, not an IP address';

type Spec = Partial<Ingress['spec']>;

/** Models ValidateIngressSpec in pkg/apis/networking/validation. */
export function* validateIngressSpec(spec: Spec): Generator<FieldError> {
  const { rules, defaultBackend, tls, ingressClassName } = spec;
  if ((rules ?? []).length === 0 && defaultBackend === undefined)
    yield invalid('spec', rules, 'either `defaultBackend` or `rules` must be specified');
  if (defaultBackend !== undefined) yield* validateBackend(defaultBackend, 'spec.defaultBackend');
  for (const [rule, path] of each(rules, 'spec.rules')) yield* validateRule(rule, path);
  for (const [{ hosts, secretName }, path] of each(tls, 'spec.tls')) {
    for (const [host, at] of each(hosts, `${path}.hosts`)) yield* validateHost(host, at);
    if (secretName) yield* invalidFor(`${path}.secretName`, secretName, dns1123Subdomain);
  }
  if (ingressClassName !== undefined) yield* invalidFor('spec.ingressClassName', ingressClassName, dns1123Subdomain);
}

const validateHost = (host: string, path: string): Generator<FieldError> =>
  invalidFor(path, host, host.includes('*') ? wildcardSubdomain : dns1123Subdomain);

function* validateRule({ host, http }: IngressRule, path: string): Generator<FieldError> {
  if (host) {
    if (isIp(host)) yield invalid(`${path}.host`, host, notAnAddress);
    yield* validateHost(host, `${path}.host`);
  }
  if (http === undefined) return;
  const at = `${path}.http.paths`;
  if ((http.paths ?? []).length === 0) yield required(at);
  for (const [item, itemPath] of each(http.paths, at)) yield* validatePath(item, itemPath);
}

function* validatePath(item: Partial<HTTPIngressPath>, at: string): Generator<FieldError> {
  const { path = '', pathType, backend = {} } = item;
  // A required pointer that was not given is null.
  if (typeof pathType !== 'string') {
    yield required(`${at}.pathType`, 'pathType must be specified');
    return;
  }
  if (!pathTypes.includes(pathType)) yield notSupported(`${at}.pathType`, pathType, pathTypes);
  else if (pathType === 'ImplementationSpecific') {
    if (path !== '' && !path.startsWith('/')) yield invalid(`${at}.path`, path, absolute);
  } else {
    if (!path.startsWith('/')) yield invalid(`${at}.path`, path, absolute);
    for (const part of badSequences) if (path.includes(part)) yield invalid(`${at}.path`, path, `must not contain '${part}'`);
    for (const end of badEndings) if (path.endsWith(end)) yield invalid(`${at}.path`, path, `cannot end with '${end}'`);
  }
  yield* validateBackend(backend, `${at}.backend`);
}

function* validateBackend({ resource, service }: IngressBackend, path: string): Generator<FieldError> {
  if (resource !== undefined && service !== undefined) {
    yield invalid(path, '', 'cannot set both resource and service backends');
  } else if (resource !== undefined) {
    yield* validateReference(resource, `${path}.resource`);
  } else if (service === undefined) {
    yield invalid(path, '', 'resource or service backend is required');
  } else {
    if (!service.name) yield required(`${path}.service.name`);
    else yield* invalidFor(`${path}.service.name`, service.name, dns1123Label);
    const { name, number } = service.port ?? {};
    if (name && number) yield invalid(path, '', 'cannot set both port name & port number');
    else if (name) yield* invalidFor(`${path}.service.port.name`, name, portName);
    else if (number) yield* invalidFor(`${path}.service.port.number`, number, portNumber);
    else yield required(path, 'port name or number is required');
  }
}

/** What a reference to an object of some kind must have, a group being optional. */
export function* validateReference(
  { apiGroup, kind, name }: Partial<TypedLocalObjectReference>,
  path: string,
): Generator<FieldError> {
  // One that is left out stands as null in what is stored.
  if (typeof apiGroup === 'string') yield* invalidFor(`${path}.apiGroup`, apiGroup, dns1123Subdomain);
  if (!kind) yield required(`${path}.kind`);
  else yield* invalidFor(`${path}.kind`, kind, pathSegment);
  if (!name) yield required(`${path}.name`);
  else yield* invalidFor(`${path}.name`, name, pathSegment);
}

/** Models ValidateIngressLoadBalancerStatus. */
export function* validateIngressStatus({ status }: Ingress): Generator<FieldError> {
  for (const [{ ip, hostname }, path] of each(status?.loadBalancer?.ingress, 'status.loadBalancer.ingress')) {
    if (ip) yield* validateLegacyIp(`${path}.ip`, ip);
    if (!hostname) continue;
    yield* invalidFor(`${path}.hostname`, hostname, dns1123Subdomain);
    if (isIp(hostname)) yield invalid(`${path}.hostname`, hostname, notAnAddress);
  }
}
