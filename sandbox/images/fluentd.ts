import { defineImage } from './define-image.ts';
import { readyServer } from './ready-server.ts';

/** What in_monitor_agent tells of itself; it is the only plug-in here. */
const monitor = {
  plugin_id: 'monitor',
  plugin_category: 'input',
  type: 'monitor_agent',
  config: { '@type': 'monitor_agent', bind: '0.0.0.0', port: '24220' },
  output_plugin: false,
  retry_count: null,
};

export const fluentd = defineImage({
  name: 'fluent/fluentd',
  tags: ['latest', 'v1.16', 'v1.17', 'v1.18'],
  size: 21_500_000,
  command: ['fluentd'],
  exposedPorts: [24_220],
  shell: true,
  programs: [
    readyServer(
      'fluentd',
      24_220,
      45 * 1024 ** 2,
      (time) => `${time} +0000 [info]: #0 fluentd worker is now running worker=0\n`,
      {
        '/api/plugins.json': { type: 'application/json', body: JSON.stringify({ plugins: [monitor] }) },
      },
    ),
  ],
});
