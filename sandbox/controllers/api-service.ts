import type { ComponentClient } from '../api/client.ts';
import { formatTime } from '../core/time-text.ts';
import { apiServices, customResourceDefinitions, endpointSlices, services } from '../schema/resources.ts';
import type { APIService, APIServiceCondition } from '../schema/types/apiregistration-v1.ts';
import type { CustomResourceDefinition } from '../schema/types/apiextensions-v1.ts';
import { defineController } from './define-controller.ts';

const MANAGED = 'kube-aggregator.kubernetes.io/automanaged';

/** Where a group and a version of it stand in discovery. Models pkg/controlplane/apiserver/aggregator.go. */
const priorities: { readonly [group: string]: readonly [group: number, version: number] } = {
  '': [18_000, 1],
  apps: [17_800, 15],
  'events.k8s.io': [17_750, 15],
  'authentication.k8s.io': [17_700, 15],
  'authorization.k8s.io': [17_600, 15],
  autoscaling: [17_500, 15],
  batch: [17_400, 15],
  'certificates.k8s.io': [17_300, 15],
  'networking.k8s.io': [17_200, 15],
  policy: [17_100, 15],
  'rbac.authorization.k8s.io': [17_000, 15],
  'storage.k8s.io': [16_800, 15],
  'apiextensions.k8s.io': [16_700, 15],
  'admissionregistration.k8s.io': [16_700, 15],
  'scheduling.k8s.io': [16_600, 15],
  'coordination.k8s.io': [16_500, 15],
  'node.k8s.io': [16_300, 15],
  'discovery.k8s.io': [16_200, 15],
  'flowcontrol.apiserver.k8s.io': [16_100, 21],
};
const versionPriorities: { readonly [groupVersion: string]: number } = { 'v2.autoscaling': 30 };
const CUSTOM = [1_000, 100] as const;

interface Wanted {
  readonly group: string;
  readonly version: string;
  readonly priority: readonly [group: number, version: number];
  readonly managed: 'onstart' | 'true';
}

/**
 * Registers what the API server answers itself, built-in groups once and those of CustomResourceDefinitions as they come and go, and notes of
 * every other APIService whether its server can be there. Models kube-aggregator's autoregister, crdregistration and status controllers.
 */
export const apiServiceController = defineController({
  name: 'apiservice-registration-controller',
  start(context) {
    const { client, clock } = context;
    const informer = client.informer(apiServices);
    const definitions = client.informer(customResourceDefinitions);
    const serviceInformer = client.informer(services);
    const sliceInformer = client.informer(endpointSlices);
    const check = (): void => informer.list().forEach(({ metadata, spec }) => spec.service && context.enqueue(metadata.name));
    const nameOf = (group: string, version: string): string => `${version}.${group}`;
    for (const wanted of builtIn(client))
      if (informer.get({ name: nameOf(wanted.group, wanted.version) }) === undefined) create(client, wanted);
    context.track(informer.onChange(({ object }) => context.enqueue(object.metadata.name)));
    context.track(
      definitions.onChange(({ object: { spec } }) =>
        spec.versions.forEach(({ name }) => context.enqueue(nameOf(spec.group, name))),
      ),
    );
    context.track(serviceInformer.onChange(check));
    context.track(sliceInformer.onChange(check));
    return {
      reconcile(name) {
        const current = informer.get({ name });
        const wanted = customVersion(definitions.list(), name);
        if (current === undefined) {
          if (wanted !== undefined) create(client, wanted);
          return;
        }
        if (current.spec.service === undefined) {
          if (wanted === undefined && current.metadata.labels?.[MANAGED] === 'true') client.delete(apiServices, { name });
          return;
        }
        const found = availability(current, {
          service: (key) => serviceInformer.get(key),
          slices: (namespace, service) =>
            sliceInformer.list(namespace).filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service),
          answers: answers(client, current),
        });
        const before = current.status.conditions?.find(({ type }) => type === 'Available');
        if (before?.status === found.status && before.reason === found.reason && before.message === found.message) return;
        const same = before?.status === found.status ? before.lastTransitionTime : undefined;
        const condition = { ...found, type: 'Available', lastTransitionTime: same ?? formatTime(clock.now()) };
        client.updateStatus(apiServices, { ...current, status: { conditions: [condition] } });
      },
    };
  },
});

function builtIn(client: ComponentClient): readonly Wanted[] {
  const found = new Map<string, Wanted>();
  for (const { group, version } of client.resources()) {
    const priority = priorities[group];
    if (priority === undefined) continue;
    const name = `${version}.${group}`;
    const own = versionPriorities[name] ?? priority[1];
    found.set(name, { group, version, priority: [priority[0], own], managed: 'onstart' });
  }
  return [...found.values()];
}

function customVersion(definitions: readonly CustomResourceDefinition[], name: string): Wanted | undefined {
  for (const { spec } of definitions)
    for (const { name: version, served } of spec.versions)
      if (served && `${version}.${spec.group}` === name) return { group: spec.group, version, priority: CUSTOM, managed: 'true' };
  return undefined;
}

function create(client: ComponentClient, { group, version, priority, managed }: Wanted): void {
  client.create(apiServices, {
    metadata: { name: `${version}.${group}`, labels: { [MANAGED]: managed } },
    spec: {
      ...(group === '' ? {} : { group }),
      version,
      groupPriorityMinimum: priority[0],
      versionPriority: priority[1],
    },
  });
}

/** Whether the server itself answers for the group, which a source of computed objects may have brought. */
function answers(client: ComponentClient, { spec }: APIService): boolean {
  const { group = '', version = '' } = spec;
  // Of a group that is not there it says nothing but that the page was not found.
  return client.request({ verb: 'list', group, version, resource: 'any' }).text === undefined;
}

interface Surroundings {
  service(key: { readonly name: string; readonly namespace: string }):
    | {
        readonly spec?: { readonly type?: string; readonly ports?: readonly { readonly name?: string; readonly port: number }[] };
      }
    | undefined;
  slices(
    namespace: string,
    service: string,
  ): readonly {
    readonly ports?: readonly { readonly name?: string }[] | null;
    readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[] | null;
  }[];
  readonly answers: boolean;
}

function availability({ spec }: APIService, around: Surroundings): Pick<APIServiceCondition, 'status' | 'reason' | 'message'> {
  const { namespace = '', name = '', port = 443 } = spec.service ?? {};
  const place = `service/${name} in ${JSON.stringify(namespace)}`;
  const not = (reason: string, message: string): ReturnType<typeof availability> => ({ status: 'False', reason, message });
  const service = around.service({ name, namespace });
  if (service === undefined) return not('ServiceNotFound', `${place} is not present`);
  if (service.spec?.type === 'ClusterIP') {
    const found = service.spec.ports?.find((one) => one.port === port);
    if (found === undefined) return not('ServicePortError', `${place} is not listening on port ${port}`);
    const slices = around.slices(namespace, name);
    if (slices.length === 0) return not('EndpointsNotFound', `cannot find endpointslices for ${place}`);
    const portName = found.name ?? '';
    const isThere = slices.some(
      ({ ports, endpoints }) =>
        (ports ?? []).some((one) => (one.name ?? '') === portName) &&
        (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false),
    );
    if (!isThere)
      return not('MissingEndpoints', `endpointslices for ${place} have no addresses with port name ${JSON.stringify(portName)}`);
  }
  if (!around.answers) {
    const url = `https://${name}.${namespace}.svc:${port}/apis/${spec.group ?? ''}/${spec.version ?? ''}`;
    return not(
      'FailedDiscoveryCheck',
      `failing or missing response from ${url}: bad status from ${url}: 404 (servers behind an APIService are not simulated)`,
    );
  }
  return { status: 'True', reason: 'Passed', message: 'all checks passed' };
}
