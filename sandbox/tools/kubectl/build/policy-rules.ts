import type { JsonObject } from '../../../core/json.ts';
import { CommandError } from '../errors.ts';
import type { FlagDefinition } from '../flags.ts';
import type { Invocation } from '../invocation.ts';

export const ruleFlags: readonly FlagDefinition[] = [
  { name: 'verb', type: 'list', help: 'Verb that the rule allows' },
  { name: 'resource', type: 'list', completes: 'resource', help: 'Resource of the rule: resource.group/subresource' },
  { name: 'resource-name', type: 'array', help: 'Only objects of this name; may be repeated' },
];

const standardVerbs: ReadonlySet<string> = new Set(
  '* get delete list create update patch watch proxy deletecollection use bind escalate impersonate'.split(' '),
);

/** Verbs that only some resources have. */
const specialVerbs: { readonly [verb: string]: readonly string[] } = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: ['roles.rbac.authorization.k8s.io', 'clusterroles.rbac.authorization.k8s.io'],
  escalate: ['roles.rbac.authorization.k8s.io', 'clusterroles.rbac.authorization.k8s.io'],
  impersonate: ['users', 'serviceaccounts', 'groups', 'userextras.authentication.k8s.io'],
};

/** The verbs of `--verb`, each once; `*` stands for all. */
export function verbsOf({ flags }: Invocation): readonly string[] {
  const verbs = new Set(flags.list('verb'));
  return verbs.has('*') ? ['*'] : [...verbs];
}

export function warnOfUnusualVerbs(invocation: Invocation, verbs: readonly string[]): void {
  for (const verb of verbs) if (!standardVerbs.has(verb)) invocation.err(`Warning: '${verb}' is not a standard resource verb\n`);
}

interface NamedResource {
  readonly group: string;
  readonly resource: string;
}

/** A rule for each API group that `--resource` names. Throws CommandError for what the server does not have. */
export async function resourceRules(invocation: Invocation, verbs: readonly string[]): Promise<readonly JsonObject[]> {
  const groups = new Map<string, string[]>();
  for (const word of invocation.flags.list('resource')) {
    const [path = '', subresource] = splitOnce(word, '/');
    if (path === '') throw new CommandError('resource must be specified if apiGroup/subresource specified');
    const { group, resource } = await lookUp(invocation, path, verbs);
    const name = subresource === undefined ? resource : `${resource}/${subresource}`;
    const names = groups.get(group) ?? [];
    groups.set(group, names.includes(name) ? names : [...names, name]);
  }
  const resourceNames = [...new Set(invocation.flags.list('resource-name'))];
  return [...groups]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([group, resources]) => ({
      verbs,
      apiGroups: [group],
      resources,
      ...(resourceNames.length === 0 ? {} : { resourceNames }),
    }));
}

async function lookUp(invocation: Invocation, word: string, verbs: readonly string[]): Promise<NamedResource> {
  const [resource = '', group = ''] = splitOnce(word, '.');
  if (resource === '*') return { group: word === '*' ? '*' : group, resource };
  const special = verbs.flatMap((verb) => (specialVerbs[verb] === undefined ? [] : [{ verb, resources: specialVerbs[verb] }]));
  let found: NamedResource = { group, resource };
  let missing: unknown;
  try {
    found = await invocation.cluster.discovery.find(word);
  } catch (error) {
    missing = error;
  }
  const name = found.group === '' ? found.resource : `${found.resource}.${found.group}`;
  for (const { verb, resources } of special) {
    if (!resources.includes(name))
      throw new CommandError(`can not perform '${verb}' on '${found.resource}' in group '${found.group}'`);
    missing = undefined;
  }
  if (missing instanceof CommandError) throw new CommandError(missing.message, { prefix: '' });
  if (missing !== undefined) throw missing;
  return { group: found.group, resource: found.resource };
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
