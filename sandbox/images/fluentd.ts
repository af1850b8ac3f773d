import { defineImage } from './define-image.ts';
import { readyServer } from './ready-server.ts';

export const fluentd = defineImage({
  name: 'fluent/fluentd',
  tags: ['latest', 'v1.16', 'v1.17', 'v1.18'],
  size: 21_500_000,
  command: ['fluentd'],
  exposedPorts: [24_220],
  shell: true,
  programs: [
    readyServer('fluentd', 24_220, 45 * 1024 ** 2, (time) => `${time} +0000 [info]: #0 fluentd worker is now running worker=0\n`),
  ],
});
