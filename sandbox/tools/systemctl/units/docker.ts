import type { UnitDefinition } from '../unit.ts';
import { logfmt } from './containerd.ts';

const service = `[Unit]
Description=Docker Application Container Engine
Documentation=https://docs.docker.com
After=network-online.target docker.socket containerd.service
Wants=network-online.target containerd.service
Requires=docker.socket

[Service]
Type=notify
ExecStart=/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock
ExecReload=/bin/kill -s HUP $MAINPID
TimeoutStartSec=0
RestartSec=2
Restart=always
Delegate=yes
KillMode=process
OOMScoreAdjust=-500

[Install]
WantedBy=multi-user.target
`;

const socket = `[Unit]
Description=Docker Socket for the API

[Socket]
ListenStream=/run/docker.sock
SocketMode=0660
SocketUser=root
SocketGroup=docker

[Install]
WantedBy=sockets.target
`;

export const dockerSocket: UnitDefinition = {
  name: 'docker.socket',
  description: 'Docker Socket for the API',
  documentation: 'https://docs.docker.com',
  files: { '/usr/lib/systemd/system/docker.socket': socket },
};

/** docker.service: a client that connects to the socket starts it again. */
export function dockerUnit(now: () => number, events: Pick<UnitDefinition, 'started' | 'stopping' | 'stopped'>): UnitDefinition {
  return {
    name: 'docker.service',
    description: 'Docker Application Container Engine',
    documentation: 'https://docs.docker.com',
    files: { '/usr/lib/systemd/system/docker.service': service },
    argv: ['/usr/bin/dockerd', '-H', 'fd://', '--containerd=/run/containerd/containerd.sock'],
    memory: 70 * 1024 ** 2,
    restartAfter: 2_000,
    triggeredBy: dockerSocket.name,
    ...events,
    started(say) {
      say(logfmt(now(), 'Starting up'));
      events.started?.(say);
      say(logfmt(now(), 'Daemon has completed initialization'));
      say(logfmt(now(), 'API listen on /run/docker.sock'));
    },
  };
}
