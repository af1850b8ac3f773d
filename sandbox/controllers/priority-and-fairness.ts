import { statusErrorOf, type ClientRequest, type Informer, type KubeObject, type ComponentClient } from '../api/client.ts';
import { deepEqual, type JsonObject } from '../core/json.ts';
import { formatTime } from '../core/time-text.ts';
import { mandatoryFlowSchemas, suggestedFlowSchemas } from '../server-objects/flow-schemas.ts';
import { mandatoryPriorityLevels, suggestedPriorityLevels } from '../server-objects/priority-levels.ts';
import { apiVersionOf, type ResourceType } from '../schema/resource-type.ts';
import { flowSchemas, priorityLevelConfigurations } from '../schema/resources.ts';
import type { FlowSchemaSpec, PriorityLevelConfigurationSpec } from '../schema/types/flowcontrol-v1.ts';
import { defineController } from './define-controller.ts';

const PRODUCER = 'api-priority-and-fairness-config-producer-v1';
const CONSUMER = 'api-priority-and-fairness-config-consumer-v1';
const KEPT_UP = 'apf.kubernetes.io/autoupdate-spec';
/** How often the server looks after what it made, in milliseconds. */
const PERIOD = 60_000;
/** No name of an object, so that it is no key of one. */
const EVERYTHING = '*';

interface Kept<Spec> {
  readonly name: string;
  readonly spec: Spec;
}

/** Objects of one resource that the server keeps up: those of an administrator unless they are mandatory. */
interface Keeping<T, Spec> {
  readonly type: ResourceType<T>;
  readonly suggested: readonly Kept<Spec>[];
  readonly mandatory: readonly Kept<Spec>[];
  /** Whether a stored spec is as good as the one that the server would make. */
  same(name: string, wanted: Spec, stored: Spec): boolean;
}

const keptLevels: Keeping<KubeObject & { readonly spec: PriorityLevelConfigurationSpec }, PriorityLevelConfigurationSpec> = {
  type: priorityLevelConfigurations,
  suggested: suggestedPriorityLevels,
  mandatory: mandatoryPriorityLevels,
  // The share of the exempt level is the administrator's.
  same: (name, wanted, stored) =>
    name === 'exempt' && stored.exempt !== undefined
      ? deepEqual({ ...wanted, exempt: stored.exempt }, stored)
      : deepEqual(wanted, stored),
};
const keptSchemas: Keeping<KubeObject & { readonly spec: FlowSchemaSpec }, FlowSchemaSpec> = {
  type: flowSchemas,
  suggested: suggestedFlowSchemas,
  mandatory: mandatoryFlowSchemas,
  same: (_, wanted, stored) => deepEqual(wanted, stored),
};

/**
 * Keeps the priority levels and flow schemas of the server: those that are missing come back within a minute, mandatory ones as they must be,
 * suggested ones as they should be unless an administrator took them over; one that the server no longer knows goes. Every flow schema says
 * whether its level is there. Models pkg/registry/flowcontrol/{rest,ensurer} and the status of apiserver/pkg/util/flowcontrol.
 */
export const priorityAndFairnessController = defineController({
  name: 'priority-and-fairness-config-controller',
  start(context) {
    const { client, clock } = context;
    const levels = client.informer(priorityLevelConfigurations);
    const schemas = client.informer(flowSchemas);
    const began = clock.now();
    const lookLater = (): void => context.enqueueAfter(EVERYTHING, PERIOD - ((clock.now() - began) % PERIOD));
    const keepAll = (): void => {
      for (const part of ['suggested', 'mandatory'] as const) {
        keep(client, levels, keptLevels, part);
        keep(client, schemas, keptSchemas, part);
      }
      removeUnknown(client, schemas, keptSchemas);
      removeUnknown(client, levels, keptLevels);
    };
    keepAll();
    context.track(
      levels.onChange(() => {
        lookLater();
        for (const { metadata } of schemas.list()) context.enqueue(metadata.name);
      }),
    );
    context.track(
      schemas.onChange(({ object }) => {
        lookLater();
        context.enqueue(object.metadata.name);
      }),
    );
    return {
      reconcile(name) {
        if (name === EVERYTHING) {
          keepAll();
          return;
        }
        const schema = schemas.get({ name });
        if (schema === undefined) return;
        const level = schema.spec.priorityLevelConfiguration.name;
        const found = dangling(level, levels.get({ name: level }) !== undefined);
        const before = schema.status.conditions?.find(({ type }) => type === found.type);
        if (before?.status === found.status && before.reason === found.reason && before.message === found.message) return;
        send(client, {
          verb: 'patch',
          ...target(flowSchemas),
          name,
          subresource: 'status',
          contentType: 'application/apply-patch+yaml',
          body: {
            apiVersion: apiVersionOf(flowSchemas),
            kind: flowSchemas.kind,
            metadata: { name },
            status: { conditions: [{ ...found, lastTransitionTime: formatTime(clock.now()) }] },
          },
          options: { fieldManager: CONSUMER, force: true },
        });
      },
    };
  },
});

function dangling(level: string, isThere: boolean) {
  const lead = `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(level)}`;
  return isThere
    ? { type: 'Dangling', status: 'False', reason: 'Found', message: `${lead} and it exists` }
    : { type: 'Dangling', status: 'True', reason: 'NotFound', message: `${lead} but there is no such object` };
}

function keep<T extends KubeObject & { readonly spec: Spec }, Spec>(
  client: ComponentClient,
  informer: Informer<T>,
  { type, same, ...kept }: Keeping<T, Spec>,
  part: 'suggested' | 'mandatory',
): void {
  for (const { name, spec } of kept[part]) {
    const current = informer.get({ name });
    if (current === undefined) {
      const metadata = { name, annotations: { [KEPT_UP]: 'true' } };
      write(client, type, 'create', { metadata, spec });
      continue;
    }
    const updates = part === 'mandatory' || isKeptUp(current);
    const differs = updates && !same(name, spec, current.spec);
    if (!differs && saidKeptUp(current) === updates) continue;
    const annotations = { ...current.metadata.annotations, [KEPT_UP]: String(updates) };
    write(client, type, 'update', {
      ...current,
      metadata: { ...current.metadata, annotations },
      spec: differs ? spec : current.spec,
    });
  }
}

/** What the server once made and knows no longer. */
function removeUnknown<T extends KubeObject & { readonly spec: Spec }, Spec>(
  client: ComponentClient,
  informer: Informer<T>,
  { type, suggested, mandatory }: Keeping<T, Spec>,
): void {
  const known = new Set([...suggested, ...mandatory].map(({ name }) => name));
  for (const object of informer.list())
    if (!known.has(object.metadata.name) && saidKeptUp(object) === true) client.delete(type, { name: object.metadata.name });
}

/** What the annotation says; undefined where there is none that can be read. */
function saidKeptUp({ metadata }: KubeObject): boolean | undefined {
  const said = metadata.annotations?.[KEPT_UP] ?? '';
  if (/^(1|t|T|true|TRUE|True)$/.test(said)) return true;
  return /^(0|f|F|false|FALSE|False)$/.test(said) ? false : undefined;
}

/** Whether the server looks after the object: as the annotation says, and without one while nobody changed it. */
const isKeptUp = (object: KubeObject): boolean => saidKeptUp(object) ?? object.metadata.generation === 1;

const target = ({ group, version, resource }: ResourceType<unknown>) => ({ group, version, resource });

function write<T>(client: ComponentClient, type: ResourceType<T>, verb: 'create' | 'update', object: object): void {
  const body = { apiVersion: apiVersionOf(type), kind: type.kind, ...object } as unknown as JsonObject & Named;
  const name = verb === 'update' ? { name: body.metadata.name } : {};
  send(client, { verb, ...target(type), ...name, body, options: { fieldManager: PRODUCER } });
}

interface Named {
  readonly metadata: { readonly name: string };
}

function send(client: ComponentClient, request: ClientRequest): void {
  const response = client.request(request);
  if (response.code >= 400) throw statusErrorOf(response);
}
