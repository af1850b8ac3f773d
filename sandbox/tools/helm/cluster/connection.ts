import type { ChartRepository } from '../../../charts/repositories/define-repository.ts';
import { send, type Client, type ClientRequest } from '../../../api/client.ts';
import type { KindRegistry } from '../../../api/kind.ts';
import type { ApiResponse } from '../../../api/request.ts';
import { StatusError } from '../../../api/status-error.ts';
import { isObject } from '../../../core/json.ts';
import type { Capabilities } from '../../../charts/capabilities.ts';
import { findEntry, kubeconfigPaths, loadKubeconfig, type Kubeconfig } from '../../kubectl/config/kubeconfig.ts';
import type { Connect } from '../../kubectl/connect.ts';
import { Discovery } from '../../kubectl/discovery.ts';
import { HelmError, messageOf, withWords } from '../errors.ts';
import type { HelmRun } from '../helm-run.ts';
import { klogPrefix } from '../output/klog.ts';

export interface HelmEnvironment {
  readonly kinds: KindRegistry;
  readonly connect: Connect;
  /** Virtual milliseconds that a run takes beside its requests; a tenth of a second when absent. */
  readonly processTime?: number;
  /** Chart repositories beside the built-in ones. */
  readonly repositories?: readonly ChartRepository[];
}

/** The cluster that the kubeconfig and the flags name. Asked once a run. */
export class ClusterConnection {
  private loaded: Kubeconfig | undefined;
  private client_: Client | undefined;
  private discovery_: Discovery | undefined;
  private capabilities_: Capabilities | undefined;

  constructor(private readonly run: HelmRun) {}

  private get kubeconfig(): Kubeconfig {
    this.loaded ??= loadKubeconfig(this.run.process.files, this.paths, (path) => this.run.absolute(path), false);
    return this.loaded;
  }

  private get paths(): readonly string[] {
    const { flags, process } = this.run;
    return kubeconfigPaths(flags.string('kubeconfig'), process.env, (path) => this.run.absolute(path));
  }

  private get context(): { readonly name: string; readonly fields: { readonly [name: string]: unknown } } {
    const asked = this.run.flags.string('kube-context') || this.run.process.env['HELM_KUBECONTEXT'] || '';
    const name = asked || this.kubeconfig.currentContext;
    const entry = findEntry(this.kubeconfig.contexts, name);
    if (entry === undefined && asked !== '')
      throw new HelmError(`Kubernetes cluster unreachable: context "${asked}" does not exist`);
    return entry ?? { name: '', fields: {} };
  }

  get namespace(): string {
    const { flags, process } = this.run;
    const given = flags.string('namespace') || process.env['HELM_NAMESPACE'] || '';
    if (given !== '') return given;
    try {
      const own = this.context.fields['namespace'];
      return typeof own === 'string' && own !== '' ? own : 'default';
    } catch {
      return 'default';
    }
  }

  /** Throws HelmError when there is no cluster, or none that answers. */
  async reach(): Promise<void> {
    try {
      await this.client.raw('/version');
    } catch (error) {
      if (error instanceof StatusError || error instanceof HelmError) throw error;
      throw withWords(error, 'Kubernetes cluster unreachable');
    }
  }

  get client(): Client {
    if (this.client_ !== undefined) return this.client_;
    const { flags, process, environment } = this.run;
    const { name, fields } = this.context;
    const env = (variable: string): string => process.env[variable] ?? '';
    const cluster = String(fields['cluster'] ?? '');
    const user = String(fields['user'] ?? '');
    const own = findEntry(this.kubeconfig.clusters, cluster)?.fields ?? {};
    const settings = {
      ...own,
      ...(flags.has('kube-ca-file') ? { 'certificate-authority': flags.string('kube-ca-file') } : {}),
      ...(flags.bool('kube-insecure-skip-tls-verify') ? { 'insecure-skip-tls-verify': true } : {}),
      ...(flags.has('kube-tls-server-name') ? { 'tls-server-name': flags.string('kube-tls-server-name') } : {}),
    };
    const server =
      flags.string('kube-apiserver') || env('HELM_KUBEAPISERVER') || String(own['server'] ?? 'http://localhost:8080');
    const token = flags.string('kube-token') || env('HELM_KUBETOKEN');
    const username = flags.string('kube-as-user') || env('HELM_KUBEASUSER');
    const groups = flags.list('kube-as-group');
    const credentials = token === '' ? (findEntry(this.kubeconfig.users, user)?.fields ?? {}) : { token };
    const client = environment.connect({
      context: name,
      cluster,
      server,
      settings,
      folder: (this.paths[0] ?? '/').replace(/\/[^/]*$/, '') || '/',
      user,
      credentials,
      ...(username === '' ? {} : { impersonate: { username, groups } }),
    });
    if (client === undefined) {
      const host = server.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
      throw new HelmError(
        `Kubernetes cluster unreachable: Get "${server}/version": dial tcp ${host}: connect: connection refused`,
      );
    }
    this.client_ = client;
    return client;
  }

  get discovery(): Discovery {
    this.discovery_ ??= new Discovery(this.client, this.run.environment.kinds, () => undefined);
    return this.discovery_;
  }

  /** What is known of the server's resources may have changed: CustomResourceDefinitions were installed. */
  forgetDiscovery(): void {
    this.discovery_ = undefined;
    this.capabilities_ = undefined;
  }

  /** Sends a request and prints the server's warnings. Throws StatusError. */
  async send(request: ClientRequest): Promise<ApiResponse> {
    const response = await this.client.request(request);
    for (const warning of response.warnings)
      this.run.err(`${klogPrefix(this.run.now)}warnings.go:107] ${JSON.stringify(`Warning: ${warning}`)}\n`);
    if (response.code >= 400) return send({ ...this.client, request: () => Promise.resolve(response) } as Client, request);
    return response;
  }

  /** What charts may ask of the cluster. */
  async capabilities(): Promise<Capabilities> {
    if (this.capabilities_ !== undefined) return this.capabilities_;
    let version: unknown;
    try {
      version = await this.client.raw('/version');
    } catch (error) {
      throw new HelmError(`could not get server version from Kubernetes: ${messageOf(error)}`);
    }
    const field = (name: string): string => (isObject(version) ? String(version[name] ?? '') : '');
    const groupVersions = await this.discovery.groupVersions();
    const apiVersions = [...groupVersions];
    for (const groupVersion of groupVersions) {
      const slash = groupVersion.indexOf('/');
      const group = slash < 0 ? '' : groupVersion.slice(0, slash);
      for (const { kind } of await this.discovery.resources(group, groupVersion.slice(slash + 1)))
        apiVersions.push(`${groupVersion}/${kind}`);
    }
    this.capabilities_ = {
      kubeVersion: { version: field('gitVersion'), major: field('major'), minor: field('minor') },
      apiVersions: [...new Set(apiVersions)],
    };
    return this.capabilities_;
  }
}
