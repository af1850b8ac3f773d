import { isObject, type JsonObject } from '../../../../core/json.ts';
import { StatusError } from '../../../../api/status-error.ts';
import { serviceAccounts } from '../../../../schema/resources.ts';
import { nameArgument } from '../../build/create-object.ts';
import { mappingOf } from '../../build/mapping.ts';
import { defineVerb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';
import { choosePrinter } from '../../printers/choose.ts';
import { printFlags } from '../../shared-flags.ts';

const boundKinds = ['Node', 'Pod', 'Secret'];

export const createToken = defineVerb({
  name: 'token',
  usage: 'token SERVICE_ACCOUNT_NAME',
  summary: 'Request a service account token',
  arguments: 'newName',
  attempts: 0,
  flags: [
    ...printFlags,
    { name: 'audience', type: 'array', help: 'For whom the token is meant; may be repeated' },
    { name: 'duration', type: 'duration', default: '0s', help: 'How long the token shall be valid' },
    { name: 'bound-object-kind', type: 'string', values: boundKinds, help: 'Kind of the object with which the token ends' },
    { name: 'bound-object-name', type: 'string', help: 'Name of the object with which the token ends' },
    { name: 'bound-object-uid', type: 'string', help: 'UID of the object with which the token ends' },
  ],
  examples: [{ comment: 'A token of bot for ten minutes', command: 'kubectl create token bot --duration=10m' }],
  async run(invocation) {
    const { flags, cluster, namespace } = invocation;
    const name = nameArgument(invocation);
    const duration = flags.duration('duration');
    if (duration < 0) throw new CommandError('--duration must be greater than or equal to 0');
    if (duration % 1000 !== 0) throw new CommandError('--duration cannot be expressed in units less than seconds');
    if (flags.list('audience').includes('')) throw new CommandError('--audience must not be an empty string');
    const [kind, object, uid] = ['kind', 'name', 'uid'].map((part) => flags.string(`bound-object-${part}`));
    if (kind === '') {
      if (object !== '') throw new CommandError('--bound-object-name can only be set if --bound-object-kind is provided');
      if (uid !== '') throw new CommandError('--bound-object-uid can only be set if --bound-object-kind is provided');
    } else if (kind === undefined || !boundKinds.includes(kind))
      throw new CommandError(`supported --bound-object-kind values are ${boundKinds.join(', ')}`);
    else if (object === '') throw new CommandError('--bound-object-name is required if --bound-object-kind is provided');
    const bound = kind === '' ? {} : { boundObjectRef: { kind, apiVersion: 'v1', name: object, ...(uid === '' ? {} : { uid }) } };
    const spec = {
      audiences: flags.list('audience').length === 0 ? null : flags.list('audience'),
      ...(duration === 0 ? {} : { expirationSeconds: duration / 1000 }),
      ...bound,
    };
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {}, spec } as unknown as JsonObject;
    let answer: JsonObject;
    try {
      const { group, version, resource } = mappingOf(serviceAccounts);
      answer = (await cluster.send({ verb: 'create', group, version, resource, namespace, name, subresource: 'token', body }))
        .body;
    } catch (error) {
      if (error instanceof StatusError) throw new CommandError(`failed to create token: ${error.message}`);
      throw error;
    }
    const chosen = choosePrinter(invocation);
    if (chosen !== undefined) {
      invocation.out(chosen.print({ object: answer }));
      return;
    }
    const status = answer['status'];
    const token = isObject(status) ? status['token'] : undefined;
    if (typeof token !== 'string' || token === '') throw new CommandError('failed to create token: no token in server response');
    invocation.out(invocation.process.stdout.isTerminal ? `${token}\n` : token);
  },
});
