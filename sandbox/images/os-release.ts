/** /etc/os-release, by which people tell which distribution an image has. `title`: name and version, as people write them. */
export const osRelease = (title: string, id: string, version: string): string =>
  `PRETTY_NAME="${title}"\nNAME="${title.replace(/ v?\d.*$/, '')}"\nVERSION_ID="${version}"\nID=${id}\n`;
