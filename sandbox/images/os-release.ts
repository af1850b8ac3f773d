/** /etc/os-release, by which people tell which distribution an image has. */
export const osRelease = (name: string, id: string, version: string): string =>
  `PRETTY_NAME="${name}"\nNAME="${name.split(' ')[0] ?? name}"\nVERSION_ID="${version}"\nID=${id}\n`;
