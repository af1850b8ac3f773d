import { defineImage } from './define-image.ts';

/** Puts load on processors and memory: the programs are those that every machine here has. */
export const stressImage = defineImage({
  name: 'polinux/stress',
  tags: ['latest', '1.0.4'],
  size: 3_600_000,
  command: ['stress', '--help'],
  shell: true,
});
