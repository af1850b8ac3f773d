import type { FieldError } from '../../api/field-error.ts';
import type { KindAction } from '../../api/kind.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import { formatTime } from '../../core/time-text.ts';
import { pods, secrets } from '../../schema/resources.ts';
import type { ResourceType } from '../../schema/resource-type.ts';
import type { ServiceAccount } from '../../schema/types/core-v1.ts';
import { invalid } from '../validation/field-errors.ts';

const AUDIENCE = 'https://kubernetes.default.svc.cluster.local';
const DEFAULT_SECONDS = 3600;
const SHORTEST = 10 * 60;
const LONGEST = 2 ** 32;
/** Objects that a token can be bound to. */
const bindable: { readonly [kind: string]: ResourceType<unknown> } = { Pod: pods, Secret: secrets };

const specOf = (body: JsonObject): JsonObject => (isObject(body['spec']) ? (body['spec'] as JsonObject) : {});

function secondsIn(body: JsonObject): number {
  const { expirationSeconds } = specOf(body);
  return typeof expirationSeconds === 'number' ? expirationSeconds : DEFAULT_SECONDS;
}

function boundIn(body: JsonObject): JsonObject | undefined {
  const { boundObjectRef } = specOf(body);
  return isObject(boundObjectRef) ? (boundObjectRef as JsonObject) : undefined;
}

/**
 * Makes out a token for a ServiceAccount. It has the three parts and the claims of a real one, but its signature is noise: nothing
 * checks it. Models pkg/registry/core/serviceaccount/storage.TokenREST.
 */
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
    const type = bindable[String(bound?.['kind'])];
    if (bound === undefined || type === undefined) return undefined;
    return { type, key: { namespace: metadata.namespace ?? '', name: String(bound['name'] ?? '') } };
  },
  answer({ metadata }, body, { now, random }) {
    const { name = '', namespace = '', uid = '' } = metadata;
    const seconds = secondsIn(body);
    const given = (specOf(body)['audiences'] ?? []) as readonly string[];
    const audiences = given.length > 0 ? given : [AUDIENCE];
    const issued = Math.floor(now / 1000);
    const claims = {
      aud: audiences,
      exp: issued + seconds,
      iat: issued,
      iss: AUDIENCE,
      jti: random.uuid(),
      'kubernetes.io': { namespace, serviceaccount: { name, uid } },
      nbf: issued,
      sub: `system:serviceaccount:${namespace}:${name}`,
    };
    const signature = base64Url(Array.from({ length: 6 }, () => random.uuid()).join(''));
    const token = [base64Url(JSON.stringify({ alg: 'RS256', kid: 'sandbox' })), base64Url(JSON.stringify(claims)), signature];
    return {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name, namespace, uid, creationTimestamp: formatTime(now) },
      spec: { audiences, expirationSeconds: seconds, boundObjectRef: boundIn(body) ?? null },
      status: { token: token.join('.'), expirationTimestamp: formatTime(now + seconds * 1000) },
    };
  },
};

const base64Url = (text: string): string => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
