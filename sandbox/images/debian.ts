import { defineImage } from './define-image.ts';
import { osRelease } from './os-release.ts';

export const debian = defineImage({
  name: 'debian',
  tags: ['latest', 'stable', '13', 'trixie', 'trixie-slim'],
  size: 49_280_000,
  command: ['bash'],
  shell: true,
  files: { '/etc/os-release': osRelease('Debian GNU/Linux 13 (trixie)', 'debian', '13') },
  releases: [
    {
      tags: ['12', 'bookworm', 'bookworm-slim'],
      size: 48_490_000,
      files: { '/etc/os-release': osRelease('Debian GNU/Linux 12 (bookworm)', 'debian', '12') },
    },
  ],
});
