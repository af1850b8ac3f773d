import { describe, expect, it } from 'vitest';
import { createCluster } from '../../../sandbox/index.ts';

describe('kubectl proxy', () => {
  it('passes requests on until it is ended, and lets nobody into containers', async () => {
    const cluster = createCluster({ seed: 'proxy' });
    await cluster.clock.settle();
    const shell = await cluster.shell();
    const run = async (line: string): Promise<string> => {
      let output = '';
      const done = shell.run(line, { onOutput: ({ text }) => (output += text) });
      expect(await cluster.clock.runUntil(done, 60_000)).toBe(true);
      return output;
    };
    expect(await run('kubectl proxy --port=8001 &\nsleep 1')).toMatch(/Starting to serve on 127\.0\.0\.1:8001\n$/);
    const namespaces = JSON.parse(await run('curl -s http://localhost:8001/api/v1/namespaces')) as { readonly kind: string };
    expect(namespaces.kind).toBe('NamespaceList');
    expect(await run('curl -s localhost:8001/version | grep gitVersion')).toContain('v1.36');
    expect(
      await run(
        `curl -s -X POST -H 'content-type: application/json' -d '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}' localhost:8001/api/v1/namespaces/default/configmaps >/dev/null; kubectl get cm c -o name`,
      ),
    ).toBe('configmap/c\n');
    expect(await run('curl -s localhost:8001/api/v1/namespaces/default/configmaps/nope')).toContain('"reason": "NotFound"');
    expect(await run('curl -s localhost:8001/api/v1/namespaces/default/pods/p/exec')).toBe('Forbidden\n');
    expect(await run('kill %1; sleep 1; curl -s localhost:8001/version; echo $?')).toContain('7\n');
    cluster.dispose();
  });
});
