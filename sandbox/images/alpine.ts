import { defineImage } from './define-image.ts';

export const alpine = defineImage({
  name: 'alpine',
  tags: ['latest', '3', '3.19', '3.20', '3.21', '3.22'],
  size: 3_642_247,
  command: ['/bin/sh'],
  shell: true,
  files: { '/etc/alpine-release': '3.22.0\n' },
});
