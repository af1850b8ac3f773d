import { KERNEL_RELEASE } from '../../../host/kernel-version.ts';
import { defineDockerCommand } from '../context.ts';

const none = { flags: [], values: ['format'], names: { f: 'format' } };

export const version = defineDockerCommand({
  name: 'version',
  notSimulated: ['format'],
  usage: '[OPTIONS]',
  summary: 'Show the Docker version information',
  grammar: none,
  run({ engine, stdout }) {
    stdout.write(
      `Client: Docker Engine - Community\n Version:           ${engine.version}\n API version:       1.50\n OS/Arch:           linux/amd64\n Context:           default\n\nServer: Docker Engine - Community\n Engine:\n  Version:          ${engine.version}\n  API version:      1.50 (minimum version 1.24)\n  OS/Arch:          linux/amd64\n containerd:\n  Version:          v2.1.4\n runc:\n  Version:          1.3.0\n`,
    );
    return 0;
  },
});

export const info = defineDockerCommand({
  name: 'info',
  notSimulated: ['format'],
  usage: '[OPTIONS]',
  summary: 'Display system-wide information',
  aliases: ['system info'],
  grammar: none,
  run({ engine, stdout }) {
    const all = engine.containers.all;
    const count = (state: string): number => all.filter((container) => container.state === state).length;
    const { cpus, memory } = engine.machine.cgroups;
    stdout.write(
      [
        'Client: Docker Engine - Community',
        ` Version:    ${engine.version}`,
        ' Context:    default',
        ' Debug Mode: false',
        '',
        'Server:',
        ` Containers: ${all.length}`,
        `  Running: ${count('running')}`,
        `  Paused: ${count('paused')}`,
        `  Stopped: ${count('exited') + count('created')}`,
        ` Images: ${engine.images.all.length}`,
        ` Server Version: ${engine.version}`,
        ' Storage Driver: overlay2',
        '  Backing Filesystem: extfs',
        ' Logging Driver: json-file',
        ' Cgroup Driver: systemd',
        ' Cgroup Version: 2',
        ' Plugins:',
        '  Volume: local',
        '  Network: bridge host null',
        ' Runtimes: io.containerd.runc.v2 runc',
        ' Default Runtime: runc',
        ` Kernel Version: ${KERNEL_RELEASE}`,
        ' Operating System: Ubuntu 24.04 LTS',
        ' OSType: linux',
        ' Architecture: x86_64',
        ` CPUs: ${cpus}`,
        ` Total Memory: ${(memory / 1024 ** 3).toFixed(3).replace(/0+$/, '').replace(/\.$/, '')}GiB`,
        ` Name: ${engine.machine.hostname}`,
        ' Docker Root Dir: /var/lib/docker',
        '',
      ].join('\n'),
    );
    return 0;
  },
});
