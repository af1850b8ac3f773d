import type { JsonObject } from '../../core/json.ts';
import { send, type Client, type ClientRequest, type PatchType, patchContentType } from '../../api/client.ts';
import type { ApiResponse, RequestOptions } from '../../api/request.ts';
import type { KubeObject } from '../../api/client.ts';
import { StatusError } from '../../api/status-error.ts';
import type { Kind, KindRegistry } from '../../api/kind.ts';
import { CommandError } from './errors.ts';
import { Discovery, type DiscoveryMemory, type Mapping } from './discovery.ts';

/** An object of which only the parts that all have are known. */
export type AnyObject = KubeObject & { readonly [key: string]: unknown };

/**
 * One run's way to the cluster: every request goes through here, so that warnings of the server are printed once each.
 * All calls throw StatusError.
 */
export class ClusterSession {
  readonly discovery: Discovery;
  private readonly warned = new Set<string>();
  /** How many warnings there were, for `--warnings-as-errors`. */
  get warningCount(): number {
    return this.warned.size;
  }

  constructor(
    readonly client: Client,
    readonly kinds: KindRegistry,
    private readonly printWarning: (text: string) => void,
    memory?: DiscoveryMemory,
    /** Whether objects are read into types: those of other kinds are refused. */
    private readonly typed = false,
  ) {
    this.discovery = new Discovery(client, kinds, (text) => this.warn(text), memory);
  }

  warn(text: string): void {
    if (this.warned.has(text)) return;
    this.warned.add(text);
    this.printWarning(text);
  }

  async send(request: ClientRequest): Promise<ApiResponse> {
    const response = await this.client.request(request);
    for (const warning of response.warnings) this.warn(warning);
    if (response.code >= 400) return send({ ...this.client, request: () => Promise.resolve(response) } as Client, request);
    return response;
  }

  async get(
    mapping: Mapping,
    namespace: string | undefined,
    name: string,
    options: Partial<ClientRequest> = {},
  ): Promise<AnyObject> {
    return this.decoded(mapping, (await this.send({ verb: 'get', ...this.at(mapping, namespace), name, ...options })).body);
  }

  private decoded(mapping: Mapping, body: unknown): AnyObject {
    const object = body as AnyObject;
    const { custom } = this.kindOf(mapping) ?? { custom: true };
    if (!this.typed || custom === undefined) return object;
    throw new CommandError(
      `no kind "${object.kind}" is registered for version "${object.apiVersion}" in scheme "pkg/scheme/scheme.go:28"`,
    );
  }

  /** Undefined when there is no such object. */
  async find(mapping: Mapping, namespace: string | undefined, name: string): Promise<AnyObject | undefined> {
    try {
      return await this.get(mapping, namespace, name);
    } catch (error) {
      if (error instanceof StatusError && error.reason === 'NotFound') return undefined;
      throw error;
    }
  }

  async list(mapping: Mapping, namespace: string | undefined, options: RequestOptions = {}): Promise<readonly AnyObject[]> {
    const { body } = await this.send({ verb: 'list', ...this.at(mapping, namespace), options });
    return itemsOf(this.decoded(mapping, body) as unknown as JsonObject);
  }

  async create(
    mapping: Mapping,
    namespace: string | undefined,
    body: AnyObject | JsonObject,
    options: RequestOptions = {},
  ): Promise<AnyObject> {
    return (await this.send({ verb: 'create', ...this.at(mapping, namespace), body: body as JsonObject, options }))
      .body as AnyObject;
  }

  async update(
    mapping: Mapping,
    namespace: string | undefined,
    name: string,
    body: AnyObject | JsonObject,
    options: RequestOptions = {},
  ): Promise<AnyObject> {
    return (await this.send({ verb: 'update', ...this.at(mapping, namespace), name, body: body as JsonObject, options }))
      .body as AnyObject;
  }

  async patch(
    mapping: Mapping,
    namespace: string | undefined,
    name: string,
    type: PatchType,
    body: JsonObject | readonly JsonObject[] | string,
    options: RequestOptions = {},
    subresource?: string,
  ): Promise<AnyObject> {
    const request: ClientRequest = {
      verb: 'patch',
      ...this.at(mapping, namespace),
      name,
      body,
      contentType: patchContentType[type],
      options,
      ...(subresource === undefined || subresource === '' ? {} : { subresource }),
    };
    return (await this.send(request)).body as AnyObject;
  }

  async delete(mapping: Mapping, namespace: string | undefined, name: string, options: RequestOptions = {}): Promise<JsonObject> {
    return (await this.send({ verb: 'delete', ...this.at(mapping, namespace), name, options })).body;
  }

  /** What is known of the kind beyond discovery; undefined for custom resources. */
  kindOf(mapping: Mapping): Kind | undefined {
    return this.kinds.byKind(mapping.group, mapping.version, mapping.kind);
  }

  at(mapping: Mapping, namespace: string | undefined): Pick<ClientRequest, 'group' | 'version' | 'resource' | 'namespace'> {
    const { group, version, resource, namespaced } = mapping;
    return { group, version, resource, ...(namespaced && namespace !== undefined && namespace !== '' ? { namespace } : {}) };
  }
}

/** Items of a list, each with the type that a list leaves out. */
export function itemsOf(body: JsonObject): readonly AnyObject[] {
  const items = Array.isArray(body['items']) ? (body['items'] as readonly JsonObject[]) : [];
  const kind = typeof body['kind'] === 'string' ? body['kind'].replace(/List$/, '') : undefined;
  const apiVersion = body['apiVersion'];
  return items.map(
    (item) =>
      ({ ...(apiVersion === undefined ? {} : { apiVersion }), ...(kind === undefined ? {} : { kind }), ...item }) as AnyObject,
  );
}
