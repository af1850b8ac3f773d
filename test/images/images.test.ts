import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { apiImages, canonicalName, createImageRegistry, images, parseReference } from '../../sandbox/images/index.ts';

const registry = createImageRegistry(images);
const refusal = (reference: string): string => {
  const answer = registry.find(reference);
  return answer.ok ? '' : answer.message;
};

describe('references', () => {
  test.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['hashicorp/http-echo', 'docker.io/hashicorp/http-echo:latest'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['docker.io/library/nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['index.docker.io/library/nginx', 'docker.io/library/nginx:latest'],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
    ['localhost:5000/a/b:v1', 'localhost:5000/a/b:v1'],
    [`nginx@sha256:${'a'.repeat(64)}`, `docker.io/library/nginx@sha256:${'a'.repeat(64)}`],
    [`nginx:1.27@sha256:${'a'.repeat(64)}`, `docker.io/library/nginx:1.27@sha256:${'a'.repeat(64)}`],
  ])('%s is %s', (text, name) => {
    const reference = parseReference(text);
    expect(reference && canonicalName(reference)).toBe(name);
  });

  test.each(['', 'Nginx', 'nginx:', 'nginx:a b', '-nginx', 'a//b', 'nginx@sha256:xyz', 'nginx:1:2', ' nginx'])(
    '%j is none',
    (text) => {
      expect(parseReference(text)).toBeUndefined();
    },
  );
});

describe('a pull', () => {
  test('finds every tag of every image, always with the same digest', () => {
    for (const image of images) {
      for (const tag of image.tags) {
        const [first, second] = [registry.find(`${image.name}:${tag}`), registry.find(`${image.name}:${tag}`)];
        expect(first.ok).toBe(true);
        expect(first).toEqual(second);
      }
    }
  });

  test('finds other versions under their tags, each with files and environment of its own', () => {
    const found = (reference: string) => {
      const answer = registry.find(reference);
      return answer.ok ? answer.image.image : undefined;
    };
    expect(found('ubuntu:jammy')?.files?.['/etc/os-release']).toContain('22.04');
    expect(found('ubuntu')?.files?.['/etc/os-release']).toContain('24.04');
    expect(found('nginx:1.25')?.env).toMatchObject({ NGINX_VERSION: '1.25.5' });
    expect(found('postgres:14')?.env).toMatchObject({ PG_MAJOR: '14', PGDATA: '/var/lib/postgresql/data' });
    for (const { name, releases = [] } of images)
      for (const tag of releases.flatMap(({ tags }) => tags)) expect(found(`${name}:${tag}`)).toBeDefined();
  });

  test('finds an image by its digest', () => {
    const byTag = registry.find('nginx:1.27');
    const digest = byTag.ok ? byTag.image.repositoryDigest.split('@')[1] : '';
    expect(registry.find(`nginx@${digest}`)).toMatchObject({
      ok: true,
      image: { repositoryDigest: `docker.io/library/nginx@${digest}` },
    });
    expect(registry.find(`nginx@sha256:${'0'.repeat(64)}`).ok).toBe(false);
  });

  test('says what containerd says when there is nothing', () => {
    expect(refusal('ngnix')).toBe(
      'failed to pull and unpack image "docker.io/library/ngnix:latest": failed to resolve reference "docker.io/library/ngnix:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    );
    expect(refusal('nginx:9.99')).toBe(
      'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:9.99": failed to resolve reference "docker.io/library/nginx:9.99": docker.io/library/nginx:9.99: not found',
    );
    expect(refusal('registry.example.com/app:1')).toBe(
      'failed to pull and unpack image "registry.example.com/app:1": failed to resolve reference "registry.example.com/app:1": failed to do request: Head "https://registry.example.com/v2/app/manifests/1": dial tcp: lookup registry.example.com: no such host',
    );
  });

  test('of a private image takes credentials', () => {
    const own = createImageRegistry([{ name: 'quay.io/secret/app', tags: ['1'], size: 1, shell: false, isPrivate: true }]);
    expect(own.find('quay.io/secret/app:1').ok).toBe(false);
    expect(own.find('quay.io/secret/app:1', { credentials: ['docker.io'] }).ok).toBe(false);
    expect(own.find('quay.io/secret/app:1', { credentials: ['quay.io'] }).ok).toBe(true);
  });
});

test('the index lists every image that there is a file of', () => {
  const folder = new URL('../../sandbox/images/', import.meta.url);
  const defining = readdirSync(folder).filter(
    (file) =>
      file.endsWith('.ts') && file !== 'define-image.ts' && readFileSync(new URL(file, folder), 'utf8').includes('defineImage({'),
  );
  const access = (): never => {
    throw new Error('no API');
  };
  const all = [...images, ...apiImages(access, { usage: () => [], provide: () => () => undefined })];
  expect(all.length).toBe(defining.filter((file) => file !== 'index.ts' && file !== 'README.md').length);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});
