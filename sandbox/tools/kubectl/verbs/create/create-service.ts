import type { JsonObject } from '../../../../core/json.ts';
import { dns1123Subdomain, portName, portNumber } from '../../../../core/names.ts';
import { services } from '../../../../schema/resources.ts';
import { createObject, creationFlags, nameArgument } from '../../build/create-object.ts';
import { defineVerb, type Verb } from '../../define-verb.ts';
import { CommandError } from '../../errors.ts';
import type { FlagDefinition } from '../../flags.ts';
import type { Invocation } from '../../invocation.ts';

const tcpFlag: FlagDefinition = { name: 'tcp', type: 'list', help: 'Port, or port:targetPort' };

/** Reads `80` and `80:8080` of `--tcp`. Throws CommandError in the words of strconv. */
function portsOf(words: readonly string[], nodePort: number): readonly JsonObject[] {
  return words.map((word) => {
    const [port = '', target] = word.split(':');
    const number = parsePort(port);
    const targetPort = target === undefined ? number : parseTarget(target);
    return {
      name: word.replaceAll(':', '-'),
      protocol: 'TCP',
      port: number,
      targetPort,
      ...(nodePort === 0 ? {} : { nodePort }),
    };
  });
}

function parsePort(text: string): number {
  if (!/^\d+$/.test(text)) throw new CommandError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (Number(text) > 65_535) throw new CommandError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`);
  return Number(text);
}

function parseTarget(text: string): number | string {
  const isNumber = /^[+-]?\d+$/.test(text);
  const [...problems] = isNumber ? portNumber(Number(text)) : portName(text);
  if (problems.length > 0) throw new CommandError(problems.join(','));
  return isNumber ? Number(text) : text;
}

interface ServiceCommand {
  readonly name: string;
  readonly type: string;
  readonly summary: string;
  readonly flags: readonly FlagDefinition[];
  readonly example: string;
  /** Fields of the spec beside ports, selector and type. */
  extra?(invocation: Invocation): JsonObject;
  /** Throws CommandError for flags that make no sense. */
  check?(invocation: Invocation): void;
  /** Whether it may have no ports. */
  portless?(invocation: Invocation): boolean;
}

function serviceCommand(command: ServiceCommand): Verb {
  return defineVerb({
    name: command.name,
    usage: `${command.name} NAME ${command.name === 'clusterip' ? '[--tcp=<port>:<targetPort>]' : command.name === 'externalname' ? '--external-name external.name' : '[--tcp=port:targetPort]'} [--dry-run=server|client|none]`,
    summary: command.summary,
    arguments: 'newName',
    attempts: 0,
    resource: 'services',
    flags: [...creationFlags, tcpFlag, ...command.flags],
    examples: [{ comment: command.summary, command: command.example }],
    async run(invocation) {
      const { flags } = invocation;
      const name = nameArgument(invocation);
      const nodePort = flags.defines('node-port') ? flags.int('node-port') : 0;
      command.check?.(invocation);
      const ports = portsOf(flags.list('tcp'), nodePort);
      if (ports.length === 0 && command.portless?.(invocation) !== true)
        throw new CommandError('at least one tcp port specifier must be provided');
      const labels = { app: name };
      const spec = {
        ...(ports.length === 0 ? {} : { ports }),
        selector: labels,
        ...command.extra?.(invocation),
        type: command.type,
      };
      await createObject(
        invocation,
        services,
        { spec, status: { loadBalancer: {} } },
        { name, labels, failure: `failed to create ${command.type} service: ` },
      );
    },
  });
}

export const createService = defineVerb({
  name: 'service',
  aliases: ['svc'],
  usage: 'service [flags]',
  summary: 'Create a Service of a type',
  arguments: 'none',
  attempts: 0,
  subcommands: [
    serviceCommand({
      name: 'clusterip',
      type: 'ClusterIP',
      summary: 'Create a Service with an address inside the cluster',
      flags: [{ name: 'clusterip', type: 'string', help: 'Address of its own, or None for a headless Service' }],
      example: 'kubectl create service clusterip web --tcp=80:8080',
      extra: ({ flags }) => (flags.string('clusterip') === '' ? {} : { clusterIP: flags.string('clusterip') }),
      portless: ({ flags }) => flags.string('clusterip') === 'None',
    }),
    serviceCommand({
      name: 'externalname',
      type: 'ExternalName',
      summary: 'Create a Service that stands for a name outside',
      flags: [{ name: 'external-name', type: 'string', required: true, help: 'The name outside' }],
      example: 'kubectl create service externalname db --external-name db.example.com',
      check({ flags }) {
        if (dns1123Subdomain(flags.string('external-name')).length > 0)
          throw new CommandError(`invalid service external name ${flags.string('external-name')}`);
      },
      extra: ({ flags }) => ({ externalName: flags.string('external-name') }),
      portless: () => true,
    }),
    serviceCommand({
      name: 'loadbalancer',
      type: 'LoadBalancer',
      summary: 'Create a Service with an external load balancer',
      flags: [],
      example: 'kubectl create service loadbalancer web --tcp=80:8080',
    }),
    serviceCommand({
      name: 'nodeport',
      type: 'NodePort',
      summary: 'Create a Service with a port on every node',
      flags: [{ name: 'node-port', type: 'int', default: '0', help: 'Port on the nodes' }],
      example: 'kubectl create service nodeport web --tcp=80:8080',
    }),
  ],
});
