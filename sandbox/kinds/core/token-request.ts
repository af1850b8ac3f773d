import type { FieldError } from '../../api/field-error.ts';
import { API_AUDIENCE } from '../../api/authentication/authenticator.ts';
import type { KubeObject } from '../../api/client.ts';
import type { ActionContext, KindAction } from '../../api/kind.ts';
import { StatusError } from '../../api/status-error.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import { formatTime } from '../../core/time-text.ts';
import { nodes, pods, secrets } from '../../schema/resources.ts';
import type { ResourceType } from '../../schema/resource-type.ts';
import type { Pod, ServiceAccount } from '../../schema/types/core-v1.ts';
import { invalid } from '../validation/field-errors.ts';

const DEFAULT_SECONDS = 3600;
const SHORTEST = 10 * 60;
const LONGEST = 2 ** 32;
/** What the kubelet asks for; see `extended`. */
const POD_SECONDS = 3607;
const EXTENDED_SECONDS = 365 * 24 * 3600;
/** Objects that a token can be bound to. */
const bindable: { readonly [kind: string]: ResourceType<KubeObject> } = { Pod: pods, Secret: secrets, Node: nodes };

const specOf = (body: JsonObject): JsonObject => (isObject(body['spec']) ? (body['spec'] as JsonObject) : {});

function secondsIn(body: JsonObject): number {
  const { expirationSeconds } = specOf(body);
  return typeof expirationSeconds === 'number' ? expirationSeconds : DEFAULT_SECONDS;
}

function boundIn(body: JsonObject): JsonObject | undefined {
  const { boundObjectRef } = specOf(body);
  return isObject(boundObjectRef) ? (boundObjectRef as JsonObject) : undefined;
}

/** Makes out a token for a ServiceAccount, by which the API server knows it again. Models pkg/registry/core/serviceaccount/storage.TokenREST. */
export const tokenRequest: KindAction<ServiceAccount> = {
  kind: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' },
  validate(body) {
    const value = secondsIn(body);
    const fault = (detail: string): readonly FieldError[] => [invalid('spec.expirationSeconds', value, detail)];
    if (value < SHORTEST) return fault('may not specify a duration less than 10 minutes');
    return value > LONGEST ? fault('may not specify a duration larger than 2^32 seconds') : [];
  },
  needs({ metadata }, body) {
    const bound = boundIn(body);
    const found = boundType(bound);
    if (bound === undefined || found === undefined) return undefined;
    const name = String(bound['name'] ?? '');
    return { type: found, key: found.namespaced ? { namespace: metadata.namespace ?? '', name } : { name } };
  },
  answer({ metadata }, body, context) {
    const { name = '', namespace = '', uid = '' } = metadata;
    checkMetadata(body, metadata);
    const { now, random } = context;
    const given = (specOf(body)['audiences'] ?? []) as readonly string[];
    const audiences = given.length > 0 ? given : [API_AUDIENCE];
    const bound = boundClaims(metadata, boundIn(body), context);
    const seconds = secondsIn(body);
    const issued = Math.floor(now / 1000);
    // A Pod's own token goes on to be taken after its time, so that programs that read it only once live on.
    const extended = seconds === POD_SECONDS && bound['pod'] !== undefined && audiences.every((one) => one === API_AUDIENCE);
    const claims: JsonObject = {
      aud: audiences,
      exp: issued + (extended ? EXTENDED_SECONDS : seconds),
      iat: issued,
      iss: API_AUDIENCE,
      jti: random.uuid(),
      'kubernetes.io': {
        namespace,
        ...bound,
        serviceaccount: { name, uid },
        ...(extended ? { warnafter: issued + seconds } : {}),
      },
      nbf: issued,
      sub: `system:serviceaccount:${namespace}:${name}`,
    };
    return {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name, namespace, uid, creationTimestamp: formatTime(now) },
      spec: { audiences, expirationSeconds: seconds, boundObjectRef: boundIn(body) ?? null },
      status: { token: context.signToken(claims), expirationTimestamp: formatTime(now + seconds * 1000) },
    };
  },
};

const kindNames = { group: 'authentication.k8s.io', kind: 'TokenRequest' };

/** What the request says of the ServiceAccount must be true of it. Throws StatusError. */
function checkMetadata(body: JsonObject, { name = '', namespace = '', uid = '' }: ServiceAccount['metadata']): void {
  const said = isObject(body['metadata']) ? body['metadata'] : {};
  for (const [field, is, what] of [
    ['name', name, 'name'],
    ['namespace', namespace, 'namespace'],
  ] as const) {
    const value = said[field];
    if (typeof value !== 'string' || value === '' || value === is) continue;
    const message = `Invalid value: ${JSON.stringify(value)}: must match the service account ${what} if specified`;
    const path = `metadata.${field}`;
    throw new StatusError({
      code: 422,
      reason: 'Invalid',
      message: `TokenRequest.authentication.k8s.io ${JSON.stringify(name)} is invalid: ${path}: ${message}`,
      details: { name, ...kindNames, causes: [{ reason: 'FieldValueInvalid', message, field: path }] },
    });
  }
  if (typeof said['uid'] === 'string' && said['uid'] !== '' && said['uid'] !== uid)
    throw conflict(
      kindNames.kind,
      name,
      `the UID in the token request (${said['uid']}) does not match the UID of the service account (${uid})`,
    );
}

function conflict(kind: string, name: string, why: string): StatusError {
  const shown = `${kind}.${kindNames.group}`;
  return new StatusError({
    code: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on ${shown} ${JSON.stringify(name)}: ${why}`,
    details: { name, group: kindNames.group, kind },
  });
}

/** The type of what a token shall be bound to; undefined where it is bound to nothing, or to what it cannot be. */
function boundType(bound: JsonObject | undefined): ResourceType<KubeObject> | undefined {
  const kind = String(bound?.['kind']);
  return String(bound?.['apiVersion'] ?? 'v1') === 'v1' && Object.hasOwn(bindable, kind) ? bindable[kind] : undefined;
}

/** What the token says of the object that it is bound to. Throws StatusError for one that it cannot be bound to. */
function boundClaims(
  { name = '', namespace = '' }: ServiceAccount['metadata'],
  bound: JsonObject | undefined,
  context: ActionContext,
): JsonObject {
  if (bound === undefined) return {};
  const badRequest = (message: string): StatusError => new StatusError({ code: 400, reason: 'BadRequest', message });
  const kind = String(bound['kind'] ?? '');
  const type = boundType(bound);
  if (type === undefined) {
    const [group, version] = String(bound['apiVersion'] ?? '').includes('/')
      ? String(bound['apiVersion']).split('/')
      : ['', String(bound['apiVersion'] ?? '')];
    throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`);
  }
  const called = String(bound['name'] ?? '');
  const object = context.find(type, type.namespaced ? { namespace, name: called } : { name: called });
  const uid = object?.metadata.uid ?? '';
  const { spec } = (object ?? {}) as Partial<Pod>;
  const isPod = type.resource === pods.resource;
  if (isPod && spec?.serviceAccountName !== name)
    throw badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(name)} to pod running with different serviceaccount name.`,
    );
  const said = bound['uid'];
  if (typeof said === 'string' && said !== '' && said !== uid) {
    const why = `the UID in the bound object reference (${said}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw new StatusError({
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on ${kind} ${JSON.stringify(called)}: ${why}`,
      details: { name: called, kind },
    });
  }
  const claims: JsonObject = { [kind.toLowerCase()]: { name: called, uid } };
  const nodeName = isPod ? spec?.nodeName : undefined;
  if (nodeName === undefined || nodeName === '') return claims;
  const node = context.find(nodes, { name: nodeName });
  return { node: { name: nodeName, ...(node === undefined ? {} : { uid: node.metadata.uid }) }, ...claims };
}
