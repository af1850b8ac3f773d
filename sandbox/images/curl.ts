import { defineImage } from './define-image.ts';

export const curl = defineImage({
  name: 'curlimages/curl',
  tags: ['latest', '8.9.1', '8.10.1', '8.11.1', '8.12.1', '8.13.0', '8.14.1'],
  size: 9_542_871,
  entrypoint: ['curl'],
  command: ['--help'],
  user: 100,
  shell: true,
});
