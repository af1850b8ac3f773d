import type { KubeObject } from '../../api/client.ts';
import type { FieldError } from '../../api/field-error.ts';
import type { Draft } from '../../core/json.ts';
import { dns1035Label, dns1123Subdomain, portNumber } from '../../core/names.ts';
import type { MutatingWebhook, ServiceReference } from '../../schema/types/admissionregistration-v1.ts';
import { duplicate, each, invalid, invalidFor, notSupported, required } from '../validation/field-errors.ts';
import { validateLabelSelector } from '../validation/labels.ts';
import { validateMatchConditions } from './match.ts';
import { failurePolicies, matchPolicies, reinvocationPolicies, validateRule } from './rules.ts';

/** The configurations of both kinds of webhook; only those that change objects may be called again. */
export interface WebhookConfiguration extends KubeObject {
  readonly webhooks?: readonly MutatingWebhook[];
}

/** Models SetDefaults_ValidatingWebhook and its neighbours in pkg/apis/admissionregistration/v1. */
export function defaultWebhooks({ webhooks }: Draft<Pick<WebhookConfiguration, 'webhooks'>>): void {
  for (const hook of webhooks ?? []) {
    hook.failurePolicy ??= 'Fail';
    hook.matchPolicy ??= 'Equivalent';
    hook.namespaceSelector ??= {};
    hook.objectSelector ??= {};
    hook.timeoutSeconds ??= 10;
    for (const rule of hook.rules ?? []) rule.scope ??= '*';
    if (hook.clientConfig?.service !== undefined) hook.clientConfig.service.port ??= 443;
  }
}

/** Models validateMutatingWebhookConfiguration in pkg/apis/admissionregistration/validation. */
export function* validateWebhooks({ webhooks }: Pick<WebhookConfiguration, 'webhooks'>): Generator<FieldError> {
  const names = new Set<string>();
  for (const [hook, at] of each(webhooks, 'webhooks')) {
    const { name = '' } = hook;
    yield* validateWebhook(hook, at);
    yield* validateReviewVersions(hook.admissionReviewVersions ?? [], `${at}.admissionReviewVersions`);
    if (names.has(name)) yield duplicate(`${at}.name`, name);
    if (name !== '') names.add(name);
  }
}

const sideEffectClasses = ['None', 'NoneOnDryRun'];

function* validateWebhook(hook: MutatingWebhook, path: string): Generator<FieldError> {
  yield* validateFullName(hook.name ?? '', `${path}.name`);
  for (const [rule, at] of each(hook.rules, `${path}.rules`)) yield* validateRule(rule, at);
  const choices = [
    ['failurePolicy', failurePolicies],
    ['matchPolicy', matchPolicies],
  ] as const;
  for (const [field, supported] of choices) {
    const value = hook[field];
    if (value !== undefined && !supported.includes(value)) yield notSupported(`${path}.${field}`, value, supported);
  }
  const { sideEffects, timeoutSeconds: timeout, reinvocationPolicy } = hook;
  const field = `${path}.sideEffects`;
  if (sideEffects === undefined || sideEffects === null) {
    yield required(field, `must specify one of ${sideEffectClasses.join(', ')}`);
  } else if (!sideEffectClasses.includes(sideEffects)) {
    yield notSupported(field, sideEffects, sideEffectClasses);
  }
  if (timeout !== undefined && (timeout > 30 || timeout < 1)) {
    yield invalid(`${path}.timeoutSeconds`, timeout, 'the timeout value must be between 1 and 30 seconds');
  }
  yield* validateLabelSelector(hook.namespaceSelector, `${path}.namespaceSelector`);
  yield* validateLabelSelector(hook.objectSelector, `${path}.objectSelector`);
  if (reinvocationPolicy !== undefined && !reinvocationPolicies.includes(reinvocationPolicy)) {
    yield notSupported(`${path}.reinvocationPolicy`, reinvocationPolicy, reinvocationPolicies);
  }
  const { url, service } = hook.clientConfig ?? {};
  if ((url === undefined) === (service === undefined)) {
    yield required(`${path}.clientConfig`, 'exactly one of url or service is required');
  } else if (url !== undefined) {
    yield* validateUrl(url, `${path}.clientConfig.url`);
  } else if (service !== undefined) {
    yield* validateService(service, `${path}.clientConfig.service`);
  }
  yield* validateMatchConditions(hook.matchConditions, `${path}.matchConditions`, false);
}

function* validateFullName(name: string, path: string): Generator<FieldError> {
  const wrong = dns1123Subdomain(name);
  if (name === '') yield required(path);
  else if (wrong.length > 0) yield invalid(path, name, wrong.join(','));
  else if (name.split('.').length < 3)
    yield invalid(path, name, 'should be a domain with at least three segments separated by dots');
}

const reviewVersions = ['v1', 'v1beta1'];

function* validateReviewVersions(versions: readonly string[], path: string): Generator<FieldError> {
  if (versions.length === 0) {
    yield required(path, `must specify one of ${reviewVersions.join(', ')}`);
    return;
  }
  for (const [version, at, index] of each(versions, path)) {
    if (versions.indexOf(version) < index) yield invalid(at, version, 'duplicate version');
    else yield* invalidFor(at, version, dns1035Label);
  }
  if (!versions.some((version) => reviewVersions.includes(version))) {
    yield invalid(path, versions, `must include at least one of ${reviewVersions.join(', ')}`);
  }
}

/** Models ValidateWebhookURL in k8s.io/apiserver/pkg/util/webhook. */
function* validateUrl(url: string, path: string): Generator<FieldError> {
  const form = '; desired format: https://host[/path]';
  const [, scheme = '', authority = '', query, fragment] =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s.exec(url) ?? [];
  const mark = authority.lastIndexOf('@');
  if (scheme.toLowerCase() !== 'https') {
    yield invalid(path, scheme.toLowerCase(), `'https' is the only allowed URL scheme${form}`);
  }
  if (authority.slice(mark + 1) === '') yield invalid(path, '', `host must be specified${form}`);
  if (mark >= 0) yield invalid(path, authority.slice(0, mark), 'user information is not permitted in the URL');
  if (fragment) yield invalid(path, fragment, 'fragments are not permitted in the URL');
  if (query) yield invalid(path, query, 'query parameters are not permitted in the URL');
}

/** Models ValidateWebhookService, which the real server calls with name and namespace in each other's place. */
function* validateService(
  { name, namespace, path: urlPath = '', port = 0 }: ServiceReference,
  path: string,
): Generator<FieldError> {
  if (!namespace) yield required(`${path}.name`);
  if (!name) yield required(`${path}.namespace`);
  for (const text of portNumber(port)) yield invalid(`${path}.port`, port, `port is not valid: ${text}`);
  if (urlPath === '' || urlPath === '/') return;
  const field = `${path}.path`;
  if (urlPath === '//') {
    yield invalid(field, urlPath, 'segment[0] may not be empty');
    return;
  }
  if (!urlPath.startsWith('/')) yield invalid(field, urlPath, "must start with a '/'");
  for (const [index, step] of urlPath.slice(1).replace(/\/$/, '').split('/').entries()) {
    if (step === '') yield invalid(field, urlPath, `segment[${index}] may not be empty`);
    else for (const text of dns1123Subdomain(step)) yield invalid(field, urlPath, `segment[${index}]: ${text}`);
  }
}
