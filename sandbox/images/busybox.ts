import { defineImage } from './define-image.ts';

export const busybox = defineImage({
  name: 'busybox',
  tags: ['latest', '1', '1.28', '1.35', '1.36', '1.36.1', '1.37', '1.37.0', 'stable', 'musl', 'glibc'],
  size: 2_156_518,
  command: ['sh'],
  shell: true,
});
