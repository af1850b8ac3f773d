import { defineImage } from './define-image.ts';
import { osRelease } from './os-release.ts';

export const debian = defineImage({
  name: 'debian',
  tags: ['latest', '12', 'bookworm', 'stable', 'bookworm-slim'],
  size: 48_490_000,
  command: ['bash'],
  shell: true,
  files: { '/etc/os-release': osRelease('Debian GNU/Linux 12 (bookworm)', 'debian', '12') },
});
