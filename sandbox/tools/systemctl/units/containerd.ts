import { formatNanoTime } from '../../../core/time-text.ts';
import type { UnitDefinition } from '../unit.ts';

const text = `[Unit]
Description=containerd container runtime
Documentation=https://containerd.io
After=network.target dbus.service

[Service]
ExecStartPre=-/sbin/modprobe overlay
ExecStart=/usr/bin/containerd
Type=notify
Delegate=yes
KillMode=process
Restart=always
RestartSec=5
LimitNOFILE=infinity
TasksMax=infinity
OOMScoreAdjust=-999

[Install]
WantedBy=multi-user.target
`;

/** A line as containerd and dockerd log it. */
export const logfmt = (at: number, message: string): string =>
  `time="${formatNanoTime(at)}" level=info msg=${JSON.stringify(message)}`;

/** containerd.service: its containers go on when it stops (`KillMode=process`). */
export function containerdUnit(now: () => number, events: Pick<UnitDefinition, 'started' | 'stopped'> = {}): UnitDefinition {
  return {
    name: 'containerd.service',
    description: 'containerd container runtime',
    documentation: 'https://containerd.io',
    files: { '/usr/lib/systemd/system/containerd.service': text },
    argv: ['/usr/bin/containerd'],
    memory: 45 * 1024 ** 2,
    restartAfter: 5_000,
    ...events,
    started(say) {
      say(logfmt(now(), 'serving... address=/run/containerd/containerd.sock'));
      say(logfmt(now(), 'containerd successfully booted in 0.021s'));
      events.started?.(say);
    },
  };
}
