import { isObject, type JsonObject } from '../../../core/json.ts';
import { formatTime } from '../../../core/time-text.ts';
import { certificateSigningRequests } from '../../../schema/resources.ts';
import { mappingOf } from '../build/mapping.ts';
import { defineVerb, type Verb } from '../define-verb.ts';
import { CommandError } from '../errors.ts';
import { resultPrinter } from '../printers/result.ts';
import { fetchOrThrow, select } from '../resources/resources.ts';
import { filenameFlags, printFlags } from '../shared-flags.ts';

function decision(name: 'approve' | 'deny', type: 'Approved' | 'Denied', done: string, reason: string): Verb {
  return defineVerb({
    name,
    usage: `${name} (-f FILENAME | NAME)`,
    summary: `${name === 'approve' ? 'Approve' : 'Deny'} a certificate signing request`,
    arguments: 'newName',
    attempts: 4,
    resource: 'certificatesigningrequests.certificates.k8s.io',
    flags: [...filenameFlags(), ...printFlags, { name: 'force', type: 'bool', help: 'Write it although it is decided already' }],
    examples: [{ comment: 'One request', command: `kubectl certificate ${name} csr-sqgzp` }],
    async run(invocation) {
      const { flags, args, cluster, process } = invocation;
      const mapping = mappingOf(certificateSigningRequests);
      if (args.length === 0 && flags.list('filename').length === 0 && flags.string('kustomize') === '')
        throw new CommandError('one or more CSRs must be specified as <name> or -f <filename>');
      const targets = await fetchOrThrow(
        invocation,
        await select(invocation, {
          words: args.map((word) => `${mapping.resource}.${mapping.version}.${mapping.group}/${word}`),
          filenames: flags.list('filename'),
          kustomize: flags.string('kustomize'),
          recursive: flags.bool('recursive'),
        }),
      );
      const printer = resultPrinter(invocation, 'none');
      for (const { object, name: request } of targets) {
        const status = isObject(object['status']) ? object['status'] : {};
        const conditions = Array.isArray(status['conditions']) ? status['conditions'].filter(isObject) : [];
        const opposite = type === 'Approved' ? 'Denied' : 'Approved';
        if (conditions.some((condition) => condition['type'] === opposite))
          throw new CommandError(`certificate signing request ${JSON.stringify(request)} is already ${opposite}`);
        let result = object;
        if (flags.bool('force') || !conditions.some((condition) => condition['type'] === type)) {
          const condition = {
            type,
            status: 'True',
            reason,
            message: `This CSR was ${type.toLowerCase()} by kubectl certificate ${name}.`,
            lastUpdateTime: formatTime(process.clock.now()),
          };
          const others = conditions.filter((other) => other['type'] !== type);
          const body = { ...object, status: { ...status, conditions: [...others, condition] } } as unknown as JsonObject;
          const { group, version, resource } = mapping;
          result = (
            await cluster.send({ verb: 'update', group, version, resource, name: request, subresource: 'approval', body })
          ).body as unknown as typeof object;
        }
        printer.print(mapping, result, done);
      }
    },
  });
}

export const certificate = defineVerb({
  name: 'certificate',
  usage: 'certificate SUBCOMMAND',
  summary: 'Modify certificate resources',
  description: 'Decides about requests for certificates.',
  groupHelpTo: 'stdout',
  groupHelpCode: 0,
  arguments: 'none',
  attempts: 4,
  subcommands: [
    decision('approve', 'Approved', 'approved', 'KubectlApprove'),
    decision('deny', 'Denied', 'denied', 'KubectlDeny'),
  ],
});
