import { isObject, type JsonObject } from '../../../../core/json.ts';
import { selfSubjectAccessReviews, selfSubjectRulesReviews } from '../../../../schema/resources.ts';
import { mappingOf } from '../../build/mapping.ts';
import { defineVerb } from '../../define-verb.ts';
import { resourceName } from '../../discovery.ts';
import { CommandError, SilentExit } from '../../errors.ts';
import type { Invocation } from '../../invocation.ts';
import { tableText } from '../../output/table-text.ts';
import { ruleRows } from './access-rules.ts';

const resourceVerbs: ReadonlySet<string> = new Set(
  'get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest'.split(' '),
);
const urlVerbs: ReadonlySet<string> = new Set('get put post head options delete patch *'.split(' '));

export const canI = defineVerb({
  name: 'can-i',
  usage: 'can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  summary: 'Check whether an action is allowed',
  arguments: 'none',
  attempts: 2,
  flags: [
    { name: 'all-namespaces', shorthand: 'A', type: 'bool', help: 'Whether it is allowed in all namespaces' },
    { name: 'list', type: 'bool', help: 'Everything that is allowed' },
    { name: 'no-headers', type: 'bool', help: 'No header line' },
    { name: 'quiet', shorthand: 'q', type: 'bool', help: 'Only the exit code' },
    { name: 'subresource', type: 'string', help: 'Subresource such as log or scale' },
  ],
  examples: [
    { comment: 'May I?', command: 'kubectl auth can-i create deployments' },
    { comment: 'May she?', command: 'kubectl auth can-i list pods --as=ann' },
  ],
  async run(invocation) {
    const { flags, args } = invocation;
    if (flags.bool('list')) return list(invocation);
    const [verb, what, ...more] = args;
    if (verb === undefined || what === undefined || more.length > 0) {
      throw new CommandError(
        "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
      );
    }
    const spec = what.startsWith('/') ? urlQuestion(invocation, verb, what) : await question(invocation, verb, what);
    if (flags.bool('no-headers')) throw new CommandError('--no-headers cannot be set without --list specified');
    const status = await review(invocation, 'access', spec);
    const allowed = status['allowed'] === true;
    const notes = ['reason', 'evaluationError'].flatMap((field) => (status[field] ? [` - ${String(status[field])}`] : []));
    if (!flags.bool('quiet')) invocation.line(allowed ? 'yes' : `no${notes.join('')}`);
    if (!allowed) throw new SilentExit(1);
  },
});

function urlQuestion(invocation: Invocation, verb: string, path: string): JsonObject {
  if (invocation.flags.string('subresource') !== '') throw new CommandError('--subresource can not be used with NonResourceURL');
  if (!urlVerbs.has(verb)) invocation.err(`Warning: verb '${verb}' is not a known verb\n`);
  return { nonResourceAttributes: { verb, path } };
}

async function question(invocation: Invocation, verb: string, what: string): Promise<JsonObject> {
  const { flags, cluster } = invocation;
  const slash = what.indexOf('/');
  const type = slash < 0 ? what : what.slice(0, slash);
  const name = slash < 0 ? '' : what.slice(slash + 1);
  const all = flags.bool('all-namespaces');
  let [group, resource] = ['', type];
  if (type !== '*') {
    const found = await cluster.discovery.find(type.toLowerCase()).catch(() => undefined);
    if (found === undefined) {
      const dot = type.indexOf('.');
      const place = dot < 0 ? `'${type}'` : `'${type.slice(0, dot)}' in group '${type.slice(dot + 1)}'`;
      if (!['users', 'groups'].includes(type)) invocation.err(`Warning: the server doesn't have a resource type ${place}\n`);
    } else {
      ({ group, resource } = found);
      if (!found.namespaced && !all)
        invocation.err(`Warning: resource '${resource}' is not namespace scoped${group === '' ? '' : ` in group '${group}'`}\n`);
    }
  }
  if (!all && !resourceVerbs.has(verb)) invocation.err(`Warning: verb '${verb}' is not a known verb\n`);
  const subresource = flags.string('subresource');
  return {
    resourceAttributes: {
      ...(all ? {} : { namespace: invocation.namespace }),
      verb,
      ...(group === '' ? {} : { group }),
      resource,
      ...(subresource === '' ? {} : { subresource }),
      ...(name === '' ? {} : { name }),
    },
  };
}

const reviews = { access: selfSubjectAccessReviews, rules: selfSubjectRulesReviews } as const;

async function review(
  invocation: Invocation,
  what: keyof typeof reviews,
  spec: JsonObject,
): Promise<{ readonly [key: string]: unknown }> {
  const mapping = mappingOf(reviews[what]);
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: mapping.kind, metadata: {}, spec } as JsonObject;
  const answer = await invocation.cluster.create(mapping, undefined, body);
  if (!isObject(answer['status'])) throw new CommandError(`${resourceName(mapping)}: no status in server response`);
  return answer['status'];
}

async function list(invocation: Invocation): Promise<void> {
  const { flags, args } = invocation;
  if (args.length > 0) throw new CommandError('list option must be specified with no arguments');
  if (flags.bool('quiet') || flags.bool('all-namespaces') || flags.string('subresource') !== '')
    throw new CommandError("list option can't be specified with neither quiet, all-namespaces nor subresource options");
  const status = await review(invocation, 'rules', { namespace: invocation.namespace });
  if (status['incomplete'] === true)
    invocation.err(`Warning: the list may be incomplete: ${String(status['evaluationError'] ?? '')}\n`);
  const header = flags.bool('no-headers') ? [] : [['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs']];
  invocation.out(tableText([...header, ...ruleRows(status)]));
}
