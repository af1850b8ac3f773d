import { FileError } from '../../host/file-system.ts';
import type { ProcessContext } from '../../host/program.ts';

/** The address that /etc/hosts gives a name, as the C library reads it before it asks a name server. */
export function hostsAddress(process: ProcessContext, host: string): string | undefined {
  const wanted = host.toLowerCase();
  for (const line of read(process, '/etc/hosts').split('\n')) {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (address !== undefined && names.some((name) => name.toLowerCase() === wanted)) return address;
  }
  return undefined;
}

function read(process: ProcessContext, path: string): string {
  try {
    return process.files.readText(path);
  } catch (error) {
    if (error instanceof FileError) return '';
    throw error;
  }
}
