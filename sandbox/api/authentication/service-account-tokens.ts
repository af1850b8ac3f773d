import { isObject, type JsonObject } from '../../core/json.ts';
import { parseTime } from '../../core/time-text.ts';
import { nodes, pods, secrets, serviceAccounts } from '../../schema/resources.ts';
import type { ResourceType } from '../../schema/resource-type.ts';
import type { KubeObject, ObjectKey } from '../client.ts';
import type { UserInfo } from '../request.ts';
import { API_AUDIENCE, type Authentication } from './authenticator.ts';

/** What the check has to know of the cluster. */
export interface TokenContext {
  /** Virtual time in milliseconds. */
  readonly now: number;
  find(type: ResourceType<unknown>, key: ObjectKey): KubeObject | undefined;
}

interface Reference {
  readonly name: string;
  readonly uid: string;
}

const LEEWAY_SECONDS = 60;
const invalidated = 'service account token has been invalidated';

/**
 * Whose token these claims make, when they still hold: in time, for one of the audiences, and the ServiceAccount with all that the token
 * is bound to is still there. Models pkg/serviceaccount's JWTTokenAuthenticator and its validator.
 */
export function serviceAccountOf(claims: JsonObject, wanted: readonly string[], context: TokenContext): Authentication {
  const { aud } = claims;
  const given = Array.isArray(aud) ? aud.map(String) : [];
  const audiences = given.filter((one) => wanted.includes(one));
  if (audiences.length === 0) {
    const list = (names: readonly string[]): string => `[${names.map((name) => JSON.stringify(name)).join(' ')}]`;
    return refused(`token audiences ${list(given)} is invalid for the target audiences ${list(wanted)}`);
  }
  const problem = timeProblem(claims, Math.floor(context.now / 1000));
  if (problem !== undefined) return refused(problem);
  const own = objectIn(claims, 'kubernetes.io');
  const namespace = String(own['namespace'] ?? '');
  const account = referenceIn(own, 'serviceaccount');
  if (account === undefined) return refused(invalidated);
  const found = context.find(serviceAccounts, { namespace, name: account.name });
  if (found === undefined) return refused(`serviceaccounts ${JSON.stringify(account.name)} not found`);
  if (found.metadata.uid !== account.uid)
    return refused(`service account UID (${found.metadata.uid}) does not match claim (${account.uid})`);
  const [pod, secret, node] = ['pod', 'secret', 'node'].map((name) => referenceIn(own, name));
  const bound: readonly (readonly [
    what: string,
    type: ResourceType<unknown>,
    key: Reference | undefined,
    inNamespace: boolean,
  ])[] = [
    ['secret', secrets, secret, true],
    ['pod', pods, pod, true],
    // The node of a Pod's token only tells where the Pod was.
    ['node', nodes, pod === undefined ? node : undefined, false],
  ];
  for (const [what, type, reference, inNamespace] of bound) {
    if (reference === undefined) continue;
    const object = context.find(type, inNamespace ? { namespace, name: reference.name } : { name: reference.name });
    if (object === undefined || deletedBefore(object, context.now - LEEWAY_SECONDS * 1000)) return refused(invalidated);
    if (object.metadata.uid !== reference.uid) {
      const kind = what === 'pod' ? 'pod UID' : what === 'secret' ? 'secret UID' : 'node UID';
      const claim = what === 'secret' ? 'service account secret ref claim' : `service account ${what} ref claim`;
      return refused(`${kind} (${object.metadata.uid}) does not match ${claim} (${reference.uid})`);
    }
  }
  return { user: userOf(namespace, account, claims['jti'], pod, node), audiences };
}

// The authenticators of the real server are asked in turn, and the first of them knows no such token.
const refused = (why: string): Authentication => ({ error: `[invalid bearer token, ${why}]` });

function timeProblem({ exp, nbf, iat }: JsonObject, now: number): string | undefined {
  if (typeof exp === 'number' && now - LEEWAY_SECONDS > exp) return 'service account token has expired';
  if (typeof nbf === 'number' && now + LEEWAY_SECONDS < nbf) return 'service account token is not valid yet';
  if (typeof iat === 'number' && now + LEEWAY_SECONDS < iat) return 'service account token is issued in the future';
  return undefined;
}

function deletedBefore({ metadata }: KubeObject, time: number): boolean {
  const { deletionTimestamp } = metadata;
  return deletionTimestamp !== undefined && (parseTime(deletionTimestamp) ?? 0) < time;
}

function userOf(
  namespace: string,
  account: Reference,
  id: unknown,
  pod: Reference | undefined,
  node: Reference | undefined,
): UserInfo {
  const PREFIX = 'authentication.kubernetes.io/';
  const extra: { [key: string]: readonly string[] } = {};
  if (typeof id === 'string') extra[`${PREFIX}credential-id`] = [`JTI=${id}`];
  if (pod !== undefined) Object.assign(extra, { [`${PREFIX}pod-name`]: [pod.name], [`${PREFIX}pod-uid`]: [pod.uid] });
  if (node !== undefined) Object.assign(extra, { [`${PREFIX}node-name`]: [node.name], [`${PREFIX}node-uid`]: [node.uid] });
  return {
    username: `system:serviceaccount:${namespace}:${account.name}`,
    uid: account.uid,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    extra,
  };
}

function objectIn(object: { readonly [key: string]: unknown }, name: string): { readonly [key: string]: unknown } {
  const value = object[name];
  return isObject(value) ? value : {};
}

function referenceIn(object: { readonly [key: string]: unknown }, name: string): Reference | undefined {
  const { name: called, uid = '' } = objectIn(object, name);
  return typeof called === 'string' ? { name: called, uid: String(uid) } : undefined;
}

/** Whether claims are those of a ServiceAccount's token. */
export const isServiceAccountToken = ({ iss }: JsonObject): boolean => iss === API_AUDIENCE;
