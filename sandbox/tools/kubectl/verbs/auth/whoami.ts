import { isObject, type JsonObject } from '../../../../core/json.ts';
import { selfSubjectReviews } from '../../../../schema/resources.ts';
import type { AnyObject } from '../../cluster-session.ts';
import { mappingOf } from '../../build/mapping.ts';
import { defineVerb } from '../../define-verb.ts';
import { tableText } from '../../output/table-text.ts';
import { choosePrinter } from '../../printers/choose.ts';
import { printFlags } from '../../shared-flags.ts';

export const whoami = defineVerb({
  name: 'whoami',
  usage: 'whoami',
  summary: 'Check who the server takes you for',
  arguments: 'none',
  attempts: 0,
  flags: printFlags,
  examples: [{ comment: 'Who am I?', command: 'kubectl auth whoami' }],
  async run(invocation) {
    const mapping = mappingOf(selfSubjectReviews);
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: mapping.kind, metadata: {} } as JsonObject;
    const answer = await invocation.cluster.create(mapping, undefined, body);
    const chosen = choosePrinter(invocation, { keepOrder: true });
    if (chosen !== undefined) {
      invocation.out(chosen.print({ object: inOrder(answer) }));
      return;
    }
    const status = isObject(answer['status']) ? answer['status'] : {};
    const user = isObject(status['userInfo']) ? status['userInfo'] : {};
    const list = (value: unknown): string => `[${Array.isArray(value) ? value.join(' ') : ''}]`;
    const extra = isObject(user['extra']) ? user['extra'] : {};
    invocation.out(
      tableText([
        ['ATTRIBUTE', 'VALUE'],
        ...(user['username'] ? [['Username', String(user['username'])]] : []),
        ...(user['uid'] ? [['UID', String(user['uid'])]] : []),
        ...(Array.isArray(user['groups']) && user['groups'].length > 0 ? [['Groups', list(user['groups'])]] : []),
        ...Object.keys(extra)
          .sort()
          .map((key) => [`Extra: ${key}`, list(extra[key])]),
      ]),
    );
  },
});

/** The review with its fields in the order of the type that the real command reads it into. */
function inOrder({ kind, apiVersion, metadata, status }: AnyObject): object {
  const { userInfo } = isObject(status) ? status : {};
  const { username, uid, groups, extra } = isObject(userInfo) ? userInfo : ({} as JsonObject);
  return { kind, apiVersion, metadata, status: { userInfo: { username, uid, groups, extra } } };
}
