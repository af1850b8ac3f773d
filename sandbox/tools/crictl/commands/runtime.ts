import { defineCrictlCommand, writeObject } from '../command.ts';

export const CRICTL_VERSION = 'v1.36.0';

export const version = defineCrictlCommand({
  name: 'version',
  usage: 'Display runtime version information',
  most: 0,
  grammar: { flags: [], values: [] },
  run({ runtime, process: { stdout } }) {
    stdout.write(`Version:  0.1.0\nRuntimeName:  ${runtime.name}\nRuntimeVersion:  ${runtime.version}\nRuntimeApiVersion:  v1\n`);
    return 0;
  },
});

export const info = defineCrictlCommand({
  name: 'info',
  usage: 'Display information of the container runtime',
  most: 0,
  grammar: { flags: ['quiet'], values: ['output', 'template'], names: { q: 'quiet', o: 'output' } },
  run(context) {
    const conditions = ['RuntimeReady', 'NetworkReady'].map((type) => ({ message: '', reason: '', status: true, type }));
    const config = {
      containerd: {
        defaultRuntimeName: 'runc',
        runtimes: { runc: { options: { SystemdCgroup: true }, runtimeType: 'io.containerd.runc.v2' } },
      },
      containerdEndpoint: '/run/containerd/containerd.sock',
      sandboxImage: 'registry.k8s.io/pause:3.10.1',
    };
    writeObject(context, { ...(context.options.has('quiet') ? {} : { config }), status: { conditions } }, 'json');
    return 0;
  },
});
