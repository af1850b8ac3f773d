import { defineImage } from './define-image.ts';
import { osRelease } from './os-release.ts';

export const ubuntu = defineImage({
  name: 'ubuntu',
  tags: ['latest', '24.04', 'noble'],
  size: 29_720_000,
  command: ['/bin/bash'],
  shell: true,
  files: { '/etc/os-release': osRelease('Ubuntu 24.04.3 LTS', 'ubuntu', '24.04') },
  releases: [
    {
      tags: ['22.04', 'jammy'],
      size: 29_530_000,
      files: { '/etc/os-release': osRelease('Ubuntu 22.04.5 LTS', 'ubuntu', '22.04') },
    },
  ],
});
