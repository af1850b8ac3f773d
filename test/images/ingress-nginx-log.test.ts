import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { JsonObject } from '../../sandbox/core/json.ts';
import { createLab, pod, service } from '../network/lab.ts';

const controller = parseAllDocuments(readFileSync('lessons/08-ingress/05-troubles/controller.yaml', 'utf8')).map(
  (document) => document.toJS() as JsonObject,
);

it('the log of the controller names every Pod that it asked, and why one did not answer', async () => {
  const lab = await createLab();
  lab.apply(
    ...controller,
    pod('web', { app: 'web' }),
    service('web', { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 81 }] }),
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'web' },
      spec: {
        ingressClassName: 'nginx',
        rules: [
          {
            host: 'web.example.com',
            http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }] },
          },
        ],
      },
    },
  );
  await lab.settle();
  const address = '203.0.113.10';
  expect(await lab.get('workstation', 'web.example.com', { address })).toMatchObject({ ok: true, response: { status: 502 } });
  expect(await lab.get('workstation', 'other.example.com', { address })).toMatchObject({ ok: true, response: { status: 404 } });
  const shell = await lab.cluster.shell();
  let log = '';
  const done = shell.run('kubectl -n ingress-nginx logs deploy/ingress-nginx-controller --tail=5', {
    onOutput: ({ text }) => void (log += text),
  });
  await lab.cluster.clock.runUntil(done);
  const to = `${lab.podAddress('web')}:81`;
  expect(log).toContain(`[error] 1#1: *1 connect() failed (111: Connection refused) while connecting to upstream, client: `);
  expect(log).toContain(`upstream: "http://${to}/", host: "web.example.com"\n`);
  expect(log).toContain(`[default-web-80] [] ${to}, ${to}, ${to} 0, 0, 0 0.000, 0.000, 0.000 502, 502, 502\n`);
  expect(log).toContain('[upstream-default-backend] [] 127.0.0.1:8181 146 0.000 404\n');
});
