import { isObject, type JsonObject } from '../../../core/json.ts';
import type { Kind } from '../../../api/kind.ts';
import { services } from '../../../schema/resources.ts';
import { parseLabels } from '../build/containers.ts';
import { createObject, creationFlags } from '../build/create-object.ts';
import { overrideFlags } from '../build/overrides.ts';
import type { AnyObject } from '../cluster-session.ts';
import { defineVerb } from '../define-verb.ts';
import { resourceName, type Mapping } from '../discovery.ts';
import { CommandError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { fetchOrThrow, select } from '../resources/resources.ts';
import { filenameFlags } from '../shared-flags.ts';

/** What kubectl makes Services for. Models k8s.io/kubectl/pkg/polymorphichelpers/canbeexposed.go. */
const exposable = new Set(['pods', 'services', 'replicationcontrollers', 'deployments.apps', 'replicasets.apps']);

export const expose = defineVerb({
  name: 'expose',
  usage:
    'expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--type=type]',
  summary: 'Make a Service for a workload that is there already',
  description: 'Creates a Service with the selector of a Deployment, ReplicaSet, Pod or other Service.',
  arguments: 'resources',
  typed: true,
  flags: [
    ...overrideFlags('merge'),
    ...filenameFlags(),
    ...creationFlags.filter(({ name }) => name !== 'field-manager' && name !== 'validate'),
    { name: 'field-manager', type: 'string', default: 'kubectl-expose', help: 'Name under which field ownership is tracked' },
    { name: 'selector', type: 'string', help: 'Selector of the Service, key=value,key=value' },
    { name: 'port', type: 'string', help: 'Port of the Service' },
    { name: 'target-port', type: 'string', help: 'Port of the Pods, as number or name' },
    { name: 'protocol', type: 'string', values: ['TCP', 'UDP', 'SCTP'], help: 'Protocol; TCP when absent' },
    { name: 'name', type: 'string', help: 'Name of the Service; that of the workload when absent' },
    {
      name: 'type',
      type: 'string',
      values: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
      help: 'Type of the Service',
    },
    { name: 'labels', shorthand: 'l', type: 'string', help: 'Labels of the Service' },
    { name: 'cluster-ip', type: 'string', help: 'Address of its own, or None' },
    { name: 'external-ip', type: 'string', help: 'An address outside that leads to it' },
    { name: 'load-balancer-ip', type: 'string', help: 'Address for the load balancer' },
    { name: 'session-affinity', type: 'string', values: ['None', 'ClientIP'], help: 'Session affinity' },
  ],
  examples: [
    { comment: 'Port 80 of a Deployment', command: 'kubectl expose deployment web --port=80' },
    { comment: 'Under another name and port', command: 'kubectl expose deployment web --port=8080 --target-port=80 --name=shop' },
  ],
  async run(invocation) {
    const { flags } = invocation;
    const selection = await select(invocation, { filenames: flags.list('filename'), recursive: flags.bool('recursive') });
    for (const { mapping, object } of await fetchOrThrow(invocation, selection)) {
      if (!exposable.has(resourceName(mapping)))
        throw new CommandError(`cannot expose a ${mapping.group === '' ? mapping.kind : `${mapping.kind}.${mapping.group}`}`);
      const kind = invocation.cluster.kindOf(mapping);
      const name = (flags.string('name') || object.metadata.name).slice(0, 63);
      const labels = flags.string('labels') === '' ? object.metadata.labels : parseLabels(flags.string('labels'));
      const spec = serviceSpec(invocation, mapping, kind, object);
      await createObject(
        invocation,
        services,
        { spec, status: { loadBalancer: {} } },
        {
          name,
          operation: 'exposed',
          overridable: true,
          ...(labels === undefined ? {} : { labels }),
        },
      );
    }
  },
});

function serviceSpec(invocation: Invocation, mapping: Mapping, kind: Kind | undefined, object: AnyObject): JsonObject {
  const { flags } = invocation;
  const text = (flag: string, field: string): JsonObject => (flags.string(flag) === '' ? {} : { [field]: flags.string(flag) });
  const selector = flags.string('selector') === '' ? selectorOf(mapping, kind, object) : parseLabels(flags.string('selector'));
  return {
    ports: portsFor(invocation, kind, object),
    selector,
    ...text('cluster-ip', 'clusterIP'),
    ...text('type', 'type'),
    ...(flags.string('external-ip') === '' ? {} : { externalIPs: [flags.string('external-ip')] }),
    ...text('session-affinity', 'sessionAffinity'),
    ...(flags.string('type') === 'LoadBalancer' ? text('load-balancer-ip', 'loadBalancerIP') : {}),
  };
}

function selectorOf(mapping: Mapping, kind: Kind | undefined, object: AnyObject): { readonly [key: string]: string } {
  const selector = kind?.podSelector?.(object);
  if ((selector?.matchExpressions ?? []).length > 0)
    throw new CommandError(
      'couldn\'t convert expressions - "' + JSON.stringify(selector?.matchExpressions) + '" to map-based selector format',
    );
  const labels = selector?.matchLabels ?? kind?.podTemplate?.(object)?.metadata?.labels ?? object.metadata.labels ?? {};
  if (Object.keys(labels).length === 0)
    throw new CommandError(`the ${mapping.kind.toLowerCase()} has no labels and cannot be exposed`);
  return labels;
}

interface Port {
  readonly port: number;
  readonly protocol: string;
}

function portsFor({ flags }: Invocation, kind: Kind | undefined, object: AnyObject): readonly JsonObject[] {
  const known = knownPorts(kind, object);
  const asked = flags.string('port');
  const protocol = flags.string('protocol');
  const target = flags.string('target-port');
  const wanted: readonly Port[] =
    asked === ''
      ? known
      : asked.split(',').map((word) => {
          if (!/^\d+$/.test(word)) throw new CommandError(`strconv.Atoi: parsing ${JSON.stringify(word)}: invalid syntax`);
          return { port: Number(word), protocol: known.find(({ port }) => port === Number(word))?.protocol ?? 'TCP' };
        });
  if (wanted.length === 0) throw new CommandError("couldn't find port via --port flag or introspection");
  return wanted.map((entry, index) => ({
    ...(wanted.length > 1 ? { name: `port-${index + 1}` } : {}),
    protocol: protocol === '' ? entry.protocol : protocol,
    port: entry.port,
    targetPort: target === '' ? entry.port : /^\d+$/.test(target) ? Number(target) : target,
  }));
}

/** Ports that the containers, or the Service, already name. */
function knownPorts(kind: Kind | undefined, object: AnyObject): readonly Port[] {
  const template = kind?.podTemplate?.(object);
  if (template !== undefined) {
    return (template.spec?.containers ?? []).flatMap(({ ports = [] }) =>
      ports.map(({ containerPort, protocol }) => ({ port: containerPort, protocol: protocol ?? 'TCP' })),
    );
  }
  const spec = isObject(object['spec']) ? object['spec'] : {};
  const ports: readonly unknown[] = Array.isArray(spec['ports']) ? spec['ports'] : [];
  return ports.filter(isObject).map((entry) => ({ port: Number(entry['port']), protocol: String(entry['protocol'] ?? 'TCP') }));
}
