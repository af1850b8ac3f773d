import type { Trace, TraceCall } from '../../src/tui/trace/facts.ts';

const call = (
  at: number,
  part: TraceCall['part'],
  who: string,
  verb: string,
  object: string,
  more: Partial<TraceCall> = {},
): TraceCall => ({
  at,
  part,
  who,
  verb,
  object,
  code: verb === 'create' || verb === 'bind' ? 201 : 200,
  writes: verb !== 'get' && verb !== 'list',
  routine: false,
  ...more,
});

const pod = 'pods/web-6d4b7-x2x9p';

/** What `kubectl apply` sets off, and three requests. */
export const demoTrace: Trace = {
  command: 'kubectl apply -f web.yaml',
  cut: false,
  calls: [
    call(0, 'kubectl', 'kubectl', 'get', 'deployments/web', { code: 404 }),
    call(0, 'kubectl', 'kubectl', 'create', 'deployments/web'),
    call(4, 'controllers', 'deployment-controller', 'create', 'replicasets/web-6d4b7'),
    call(4, 'controllers', 'deployment-controller', 'create', 'events/web.18868fca1bea3d00', { routine: true }),
    call(4, 'controllers', 'deployment-controller', 'update', 'deployments/web', { subresource: 'status' }),
    call(7, 'controllers', 'replicaset-controller', 'create', pod),
    call(9, 'scheduler', 'scheduler', 'bind', pod),
    call(14, 'kubelet', 'node-2', 'get', pod, { routine: true }),
    call(14, 'kubelet', 'node-2', 'update', pod, { subresource: 'status' }),
    call(479, 'kubelet', 'node-2', 'update', pod, { subresource: 'status' }),
    call(3223, 'controllers', 'replicaset-controller', 'update', 'replicasets/web-6d4b7', { subresource: 'status' }),
    call(3300, 'kubectl', 'kubectl as mia', 'create', 'pods/别的', { code: 403 }),
  ],
  requests: [
    {
      time: Date.UTC(2026, 0, 5, 8, 59, 20),
      milliseconds: 1000,
      from: 'pod default/client',
      target: 'GET http://wb/',
      ok: false,
      outcome: 'unknown host',
      hops: [{ at: 'DNS 10.96.0.10', what: 'wb.default.svc.cluster.local does not exist' }],
    },
    {
      time: Date.UTC(2026, 0, 5, 8, 59, 52),
      milliseconds: 3,
      from: 'pod default/client',
      target: 'GET http://web/',
      ok: true,
      outcome: '200',
      hops: [
        { at: 'DNS 10.96.0.10', what: 'web.default.svc.cluster.local is 10.98.240.3' },
        { at: 'kube-proxy on node-1', what: 'cluster address 10.98.240.3:80 of Service default/web goes to 10.244.1.2:80' },
        { at: 'pod default/web-6d4b7-x2x9p', what: 'accepts the connection on port 80' },
      ],
    },
  ],
};
