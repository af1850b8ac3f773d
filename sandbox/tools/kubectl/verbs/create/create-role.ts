import { clusterRoles, roles } from '../../../../schema/resources.ts';
import { createObject, creationFlags, nameArgument } from '../../build/create-object.ts';
import { resourceRules, ruleFlags, verbsOf, warnOfUnusualVerbs } from '../../build/policy-rules.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';

export const createRole = defineVerb({
  name: 'role',
  usage:
    'role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]',
  summary: 'Create a role with a single rule',
  arguments: 'newName',
  attempts: 0,
  resource: 'roles.rbac.authorization.k8s.io',
  flags: [...creationFlags, ...ruleFlags],
  examples: [{ comment: 'Reads Pods', command: 'kubectl create role reader --verb=get,list,watch --resource=pods' }],
  async run(invocation) {
    const name = nameArgument(invocation);
    const verbs = verbsOf(invocation);
    if (verbs.length === 0) throw new CommandError('at least one verb must be specified');
    warnOfUnusualVerbs(invocation, verbs);
    if (invocation.flags.list('resource').length === 0) throw new CommandError('at least one resource must be specified');
    await createObject(invocation, roles, { rules: await resourceRules(invocation, verbs) }, { name });
  },
});

export const createClusterRole = defineVerb({
  name: 'clusterrole',
  usage: 'clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]',
  summary: 'Create a cluster role',
  arguments: 'newName',
  attempts: 0,
  resource: 'clusterroles.rbac.authorization.k8s.io',
  flags: [
    ...creationFlags,
    ...ruleFlags,
    { name: 'non-resource-url', type: 'list', help: 'A path of the server that is no resource' },
    { name: 'aggregation-rule', type: 'list', help: 'Labels of the cluster roles to take the rules from, key=value' },
  ],
  examples: [{ comment: 'Reads nodes', command: 'kubectl create clusterrole nodes --verb=get,list --resource=nodes' }],
  async run(invocation) {
    const { flags } = invocation;
    const name = nameArgument(invocation);
    const verbs = verbsOf(invocation);
    const urls = [...new Set(flags.list('non-resource-url'))];
    const resources = flags.list('resource');
    const aggregation = flags.list('aggregation-rule');
    if (aggregation.length > 0) {
      if (urls.length + verbs.length + resources.length + flags.list('resource-name').length > 0)
        throw new CommandError('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames');
      const matchLabels = Object.fromEntries(aggregation.map((word) => splitLabel(word)));
      const fields = { rules: null, aggregationRule: { clusterRoleSelectors: [{ matchLabels }] } };
      await createObject(invocation, clusterRoles, fields, { name });
      return;
    }
    if (verbs.length === 0) throw new CommandError('at least one verb must be specified');
    if (resources.length === 0 && urls.length === 0)
      throw new CommandError('one of resource or nonResourceURL must be specified');
    if (resources.length > 0) warnOfUnusualVerbs(invocation, verbs);
    checkUrls(verbs, urls);
    const rules = await resourceRules(invocation, verbs);
    const ofUrls = urls.length === 0 ? [] : [{ verbs, nonResourceURLs: urls }];
    await createObject(invocation, clusterRoles, { rules: [...rules, ...ofUrls] }, { name });
  },
});

function splitLabel(word: string): readonly [string, string] {
  const [key = '', value, ...more] = word.split('=');
  if (value === undefined || more.length > 0) throw new CommandError(`${word} must be formatted as key=value`);
  return [key, value];
}

const urlVerbs: ReadonlySet<string> = new Set('* get post put delete patch head options'.split(' '));

function checkUrls(verbs: readonly string[], urls: readonly string[]): void {
  if (urls.length === 0) return;
  const wrong = verbs.find((verb) => !urlVerbs.has(verb));
  if (wrong !== undefined) throw new CommandError(`invalid verb: '${wrong}' for nonResourceURL`);
  for (const url of urls) {
    if (url === '*') continue;
    if (url === '' || !url.startsWith('/')) throw new CommandError('nonResourceURL should start with /');
    if (/\*./.test(url)) throw new CommandError("nonResourceURL only supports wildcard matches when '*' is at the end");
  }
}
