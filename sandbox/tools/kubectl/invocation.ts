import type { KindRegistry } from '../../api/kind.ts';
import type { JsonObject } from '../../core/json.ts';
import { formatMicroTime } from '../../core/time-text.ts';
import type { ProcessContext } from '../../host/program.ts';
import { memoryOf } from './discovery-memory.ts';
import { ClusterSession } from './cluster-session.ts';
import { findEntry, kubeconfigPaths, loadKubeconfig, type Kubeconfig } from './config/kubeconfig.ts';
import type { Connect, ConnectContext } from './connect.ts';
import type { Verb } from './define-verb.ts';
import { CommandError } from './errors.ts';
import { parseDuration, type Flags, type ParsedWords } from './flags.ts';

export interface Environment {
  readonly kinds: KindRegistry;
  readonly connect: Connect;
  /** Milliseconds that a run takes beside its requests; as long as a real kubectl needs when absent. */
  readonly processTime?: number;
}

/** One run of a command: what was asked, where to write, and the cluster (reached only when it is asked for). */
export class Invocation {
  readonly flags: Flags;
  readonly args: readonly string[];
  /** How many of `args` stood before `--`; -1 without one. */
  readonly dash: number;
  private loaded: Kubeconfig | undefined;
  private session: ClusterSession | undefined;

  constructor(
    readonly process: ProcessContext,
    readonly environment: Environment,
    /** `kubectl create deployment`. */
    readonly path: string,
    words: ParsedWords,
    private readonly verb: Pick<Verb, 'attempts' | 'typed'>,
  ) {
    this.flags = words.flags;
    this.args = words.args;
    this.dash = words.dash;
  }

  out(text: string): void {
    if (text !== '') this.process.stdout.write(text);
  }

  err(text: string): void {
    if (text !== '') this.process.stderr.write(text);
  }

  /** A line of the program's own log, as klog writes it; `place` is a file and line of kubectl. */
  log(severity: 'W' | 'E' | 'F', place: string, text: string): void {
    const [, month = '', day = '', time = ''] =
      /^\d{4}-(\d\d)-(\d\d)T([\d:.]+)Z$/.exec(formatMicroTime(this.process.clock.now())) ?? [];
    this.err(`${severity}${month}${day} ${time} ${String(this.process.pid).padStart(7)} ${place}] ${text}\n`);
  }

  line(text: string): void {
    this.out(`${text}\n`);
  }

  /** A mistake in how the command was called. */
  usageError(message: string): CommandError {
    return new CommandError(`${message}\nSee '${this.path} -h' for help and examples`);
  }

  absolute = (path: string): string => {
    const home = this.process.env['HOME'] ?? '/root';
    const full =
      path === '~' || path.startsWith('~/') ? home + path.slice(1) : path.startsWith('/') ? path : `${this.process.cwd}/${path}`;
    return full.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
  };

  get kubeconfigPaths(): readonly string[] {
    return kubeconfigPaths(this.flags.string('kubeconfig'), this.process.env, this.absolute);
  }

  get kubeconfig(): Kubeconfig {
    this.loaded ??= loadKubeconfig(this.process.files, this.kubeconfigPaths, this.absolute, this.flags.has('kubeconfig'));
    return this.loaded;
  }

  /** The fields of the context in use. Throws CommandError when `--context` names none that there is. */
  private get context(): { readonly name: string; readonly fields: JsonObject } {
    const asked = this.flags.string('context');
    const name = asked === '' ? this.kubeconfig.currentContext : asked;
    const entry = findEntry(this.kubeconfig.contexts, name);
    if (entry === undefined && name !== '') {
      throw new CommandError(`context was not found for specified context: ${name}`, { prefix: 'Error in configuration: ' });
    }
    return entry ?? { name: '', fields: {} };
  }

  get contextInUse(): ConnectContext {
    const { name, fields } = this.context;
    const cluster = this.flags.entry('cluster') || textOr(fields['cluster'], '');
    const user = this.flags.entry('user') || textOr(fields['user'], '');
    if (this.flags.entry('cluster') !== '' && findEntry(this.kubeconfig.clusters, cluster) === undefined)
      throw new CommandError(`no server found for cluster ${JSON.stringify(cluster)}`);
    if (this.flags.entry('user') !== '' && findEntry(this.kubeconfig.users, user) === undefined)
      throw new CommandError(`auth info ${JSON.stringify(user)} does not exist`);
    const settings = this.withFlags(findEntry(this.kubeconfig.clusters, cluster)?.fields ?? {}, clusterFlags);
    const server = this.flags.string('server') || textOr(settings['server'], 'http://localhost:8080');
    const token = this.flags.string('token');
    const known = token === '' ? (findEntry(this.kubeconfig.users, user)?.fields ?? {}) : { token };
    const credentials = this.withFlags(known, userFlags);
    const folder = (this.kubeconfigPaths[0] ?? '/').replace(/\/[^/]*$/, '') || '/';
    const username = this.flags.string('as');
    const groups = this.flags.list('as-group');
    const uid = this.flags.string('as-uid');
    if (username === '' && (groups.length > 0 || uid !== ''))
      throw new CommandError(`requesting uid, groups or user-extra for ${user} without impersonating a user`);
    const impersonate = username === '' ? {} : { impersonate: { username, groups, ...(uid === '' ? {} : { uid }) } };
    return { context: name, cluster, server, settings, folder, user, credentials, ...impersonate };
  }

  /** Fields of a kubeconfig entry, with the flags that were given in their places. */
  private withFlags(fields: JsonObject, names: readonly string[]): JsonObject {
    const given = names
      .filter((name) => this.flags.has(name))
      .map((name) => [name, name === 'insecure-skip-tls-verify' ? this.flags.bool(name) : this.flags.string(name)] as const);
    return { ...fields, ...Object.fromEntries(given) };
  }

  get namespace(): string {
    return this.flags.string('namespace') || textOr(this.context.fields['namespace'], 'default');
  }

  /** Whether `-n` was given: then a manifest may not name another namespace. */
  get namespaceGiven(): boolean {
    return this.flags.string('namespace') !== '';
  }

  /** Milliseconds after which one answer, a watch too, is cut off; undefined for never. */
  get requestTimeout(): number | undefined {
    const text = this.flags.string('request-timeout');
    const timeout = /^\d+$/.test(text) ? Number(text) * 1000 : (parseDuration(text) ?? 0);
    return timeout > 0 ? timeout : undefined;
  }

  get cluster(): ClusterSession {
    if (this.session !== undefined) return this.session;
    const timeout = this.flags.string('request-timeout');
    if (!/^\d+(ms|s|m|h)?$/.test(timeout)) {
      throw new CommandError(
        'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
      );
    }
    const context = this.contextInUse;
    const client = this.environment.connect(context);
    if (client === undefined) {
      const host = context.server.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
      const refused = `couldn't get current server API group list: Get "${context.server}/api?timeout=32s": dial tcp ${host}: connect: connection refused`;
      for (let count = 0; count < (this.verb.attempts ?? 5); count++)
        this.log('E', 'memcache.go:265', `"Unhandled Error" err=${JSON.stringify(refused)}`);
      throw new CommandError(`The connection to the server ${host} was refused - did you specify the right host or port?`, {
        prefix: '',
      });
    }
    const warn = (text: string): void => this.err(`Warning: ${text}\n`);
    this.session = new ClusterSession(
      client,
      this.environment.kinds,
      warn,
      memoryOf(this.environment, this.process, context.server),
      this.verb.typed,
    );
    return this.session;
  }

  /** The session, when the run has used it. */
  get usedCluster(): ClusterSession | undefined {
    return this.session;
  }
}

const clusterFlags = ['certificate-authority', 'insecure-skip-tls-verify', 'tls-server-name'];
const userFlags = ['client-certificate', 'client-key'];

const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' && value !== '' ? value : otherwise);
