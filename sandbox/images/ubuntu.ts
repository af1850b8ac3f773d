import { defineImage } from './define-image.ts';
import { osRelease } from './os-release.ts';

export const ubuntu = defineImage({
  name: 'ubuntu',
  tags: ['latest', '22.04', '24.04', 'noble', 'jammy'],
  size: 29_720_000,
  command: ['/bin/bash'],
  shell: true,
  files: { '/etc/os-release': osRelease('Ubuntu 24.04.2 LTS', 'ubuntu', '24.04') },
});
