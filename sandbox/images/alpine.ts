import { defineImage } from './define-image.ts';
import { osRelease } from './os-release.ts';

const files = (version: string): { readonly [path: string]: string } => ({
  '/etc/alpine-release': `${version}\n`,
  '/etc/os-release': osRelease(`Alpine Linux v${version.replace(/\.\d+$/, '')}`, 'alpine', version),
});

export const alpine = defineImage({
  name: 'alpine',
  tags: ['latest', '3', '3.22'],
  size: 3_642_247,
  command: ['/bin/sh'],
  shell: true,
  files: files('3.22.2'),
  releases: [
    { tags: ['3.21'], files: files('3.21.5') },
    { tags: ['3.20'], files: files('3.20.8') },
    { tags: ['3.19'], files: files('3.19.9') },
  ],
});
