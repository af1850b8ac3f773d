import { isObject, type JsonObject } from '../../../core/json.ts';
import { decodeBase64, encodeBase64 } from '../../../core/base64.ts';
import { bytesOfText, textOfBytes } from '../../../charts/chart.ts';
import { decodeRelease, encodeRelease, type Release } from '../../../charts/release.ts';
import { HelmError, withWords } from '../errors.ts';
import type { HelmRun } from '../helm-run.ts';
import { isAlreadyThere, isNotFound } from './resources.ts';

export class ReleaseNotFound extends HelmError {
  constructor() {
    super('release: not found');
  }
}

export class NoDeployedReleases extends HelmError {
  constructor(name: string) {
    super(`${JSON.stringify(name)} has no deployed releases`);
  }
}

const secrets = { group: '', version: 'v1', resource: 'secrets' } as const;
const systemLabels = ['name', 'owner', 'status', 'version', 'createdAt', 'modifiedAt'];

export const SYSTEM_LABELS = `[${systemLabels.join(' ')}]`;

export const hasSystemLabels = (labels: ReadonlyMap<string, string>): boolean => systemLabels.some((label) => labels.has(label));

/** The releases of a namespace (of all when it is empty), kept in Secrets as helm keeps them. Models pkg/storage of helm. */
export class ReleaseStorage {
  /** How many revisions to keep; 0 for all. */
  maxHistory = 0;

  constructor(
    private readonly run: HelmRun,
    private readonly namespace: string = run.namespace,
  ) {}

  /** Throws ReleaseNotFound. */
  async get(name: string, version: number): Promise<Release> {
    try {
      const { body } = await this.run.cluster.send({
        verb: 'get',
        ...secrets,
        ...this.scope(),
        name: keyOf(name, version),
      });
      return this.read(body, true);
    } catch (error) {
      if (isNotFound(error)) throw new ReleaseNotFound();
      throw error;
    }
  }

  /** All revisions of all releases. */
  async all(): Promise<Release[]> {
    return this.query('owner=helm', 'list: failed to list');
  }

  /** All revisions of a release, in order. Throws ReleaseNotFound. */
  async history(name: string): Promise<Release[]> {
    const found = await this.query(`name=${name},owner=helm`, 'query: failed to query with labels');
    if (found.length === 0) throw new ReleaseNotFound();
    return found.toSorted((left, right) => left.version - right.version);
  }

  async last(name: string): Promise<Release> {
    const found = (await this.history(name)).at(-1);
    if (found === undefined) throw new ReleaseNotFound();
    return found;
  }

  async deployedAll(name: string): Promise<Release[]> {
    const found = await this.query(`name=${name},owner=helm,status=deployed`, 'query: failed to query with labels');
    return found.toSorted((left, right) => left.version - right.version);
  }

  /** Throws NoDeployedReleases. */
  async deployed(name: string): Promise<Release> {
    const found = (await this.deployedAll(name)).at(-1);
    if (found === undefined) throw new NoDeployedReleases(name);
    return found;
  }

  async create(release: Release): Promise<void> {
    if (this.maxHistory > 0) await this.prune(release.name, this.maxHistory - 1);
    try {
      await this.run.cluster.send({
        verb: 'create',
        ...secrets,
        ...this.scope(),
        body: this.secretOf(release, 'createdAt'),
        options: { fieldManager: 'helm' },
      });
    } catch (error) {
      if (isAlreadyThere(error)) throw new HelmError('release: already exists');
      throw withWords(error, 'create: failed to create');
    }
  }

  async update(release: Release): Promise<void> {
    const name = keyOf(release.name, release.version);
    const body = this.secretOf(release, 'modifiedAt');
    try {
      await this.run.cluster.send({
        verb: 'update',
        ...secrets,
        ...this.scope(),
        name,
        body,
        options: { fieldManager: 'helm' },
      });
    } catch (error) {
      throw withWords(error, 'update: failed to update');
    }
  }

  /** Updates a record where a failure changes nothing for the person. */
  async record(release: Release): Promise<void> {
    try {
      await this.update(release);
    } catch {
      // helm only logs it.
    }
  }

  async delete(name: string, version: number): Promise<void> {
    try {
      await this.run.cluster.send({ verb: 'delete', ...secrets, ...this.scope(), name: keyOf(name, version) });
    } catch (error) {
      if (isNotFound(error)) throw new ReleaseNotFound();
      throw error;
    }
  }

  private async prune(name: string, most: number): Promise<void> {
    let history: Release[];
    try {
      history = await this.history(name);
    } catch (error) {
      if (error instanceof ReleaseNotFound) return;
      throw error;
    }
    const deployed = (await this.deployedAll(name)).at(-1);
    let left = history.length;
    for (const release of history) {
      if (left <= most) break;
      if (release.version === deployed?.version) continue;
      await this.delete(name, release.version);
      left--;
    }
  }

  private scope(): { readonly namespace?: string } {
    return this.namespace === '' ? {} : { namespace: this.namespace };
  }

  private async query(labelSelector: string, words: string): Promise<Release[]> {
    let body: JsonObject;
    try {
      ({ body } = await this.run.cluster.send({ verb: 'list', ...secrets, ...this.scope(), options: { labelSelector } }));
    } catch (error) {
      throw withWords(error, words);
    }
    const items = Array.isArray(body['items']) ? (body['items'] as readonly JsonObject[]) : [];
    return items.flatMap((item) => {
      try {
        return [this.read(item, false)];
      } catch {
        // A Secret that holds no release is passed over, as helm does it.
        return [];
      }
    });
  }

  private read(secret: JsonObject, withoutSystemLabels: boolean): Release {
    const data = isObject(secret['data']) ? secret['data'] : {};
    const release = decodeRelease(textOfBytes(decodeBase64(String(data['release'] ?? ''))));
    const metadata = isObject(secret['metadata']) ? secret['metadata'] : {};
    const labels = isObject(metadata['labels']) ? metadata['labels'] : {};
    release.labels = new Map(
      Object.entries(labels)
        .filter(([key]) => !withoutSystemLabels || !systemLabels.includes(key))
        .map(([key, value]) => [key, String(value)]),
    );
    return release;
  }

  private secretOf(release: Release, stamp: 'createdAt' | 'modifiedAt'): JsonObject {
    const name = keyOf(release.name, release.version);
    const own = [...release.labels].filter(([key]) => !systemLabels.includes(key));
    return {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name,
        ...this.scope(),
        labels: {
          ...Object.fromEntries(own),
          [stamp]: String(Math.floor(this.run.now / 1000)),
          name: release.name,
          owner: 'helm',
          status: release.info.status,
          version: String(release.version),
        },
      },
      type: 'helm.sh/release.v1',
      data: { release: encodeBase64(bytesOfText(encodeRelease(release))) },
    };
  }
}

const keyOf = (name: string, version: number): string => `sh.helm.release.v1.${name}.v${version}`;
