import { defineImage } from './define-image.ts';
import { readyServer } from './ready-server.ts';

export const prometheus = defineImage({
  name: 'prom/prometheus',
  tags: ['latest', 'v2.55.1', 'v3.1.0', 'v3.4.0'],
  size: 120_000_000,
  entrypoint: ['/bin/prometheus'],
  command: ['--config.file=/etc/prometheus/prometheus.yml'],
  user: 65_534,
  exposedPorts: [9090],
  shell: true,
  programs: [
    readyServer(
      'prometheus',
      9090,
      70 * 1024 ** 2,
      (time) =>
        `time=${time.replace(' ', 'T')}.000Z level=INFO source=main.go:1281 msg="Server is ready to receive web requests."\n`,
      {
        '/-/healthy': { type: 'text/plain; charset=utf-8', body: 'Prometheus Server is Healthy.\n' },
        '/-/ready': { type: 'text/plain; charset=utf-8', body: 'Prometheus Server is Ready.\n' },
      },
    ),
  ],
});
