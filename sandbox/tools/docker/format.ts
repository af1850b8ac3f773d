import { createTableWriter } from '../../core/text-table.ts';
import { formatNanoTime } from '../../core/time-text.ts';
import type { Container } from './engine/model.ts';

/** A table as docker lays it out: columns at least ten wide, three blanks between them. */
export function table(rows: readonly (readonly string[])[]): string {
  return createTableWriter({ minWidth: 10, padding: 3 })(rows);
}

/** `5 seconds`, `About a minute`, `2 hours`, `3 weeks`. Models units.HumanDuration of go-units. */
export function humanAge(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(seconds / 60);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.round(milliseconds / 3_600_000);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  const days = Math.floor(hours / 24);
  if (hours < 24 * 7 * 2) return `${days} days`;
  if (hours < 24 * 30 * 2) return `${Math.floor(days / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.floor(days / 30)} months`;
  return `${Math.floor(days / 365)} years`;
}

/** Three digits and a decimal unit: `192MB`, `4.27MB`. */
export function humanSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${Number(value.toPrecision(3))}${units[unit] ?? ''}`;
}

/** Four digits and a binary unit: `7.664MiB`. */
export function binarySize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number(value.toPrecision(4))}${units[unit] ?? ''}`;
}

export function statusText(container: Container, now: number): string {
  if (container.state === 'created') return 'Created';
  if (container.state === 'exited') return `Exited (${container.exitCode}) ${humanAge(now - container.finished)} ago`;
  return `Up ${humanAge(now - container.started)}${container.state === 'paused' ? ' (Paused)' : ''}`;
}

export function portsText({ request, state }: Container): string {
  if (state !== 'running') return '';
  const published = request.ports.map(
    ({ hostAddress, hostPort, port, protocol }) => `${hostAddress}:${hostPort}->${port}/${protocol}`,
  );
  const exposed = request.image.config.exposedPorts
    .filter((port) => !request.ports.some((one) => one.port === port))
    .map((port) => `${port}/tcp`);
  return [...published, ...exposed].join(', ');
}

export function commandText({ argv }: Container, truncate: boolean): string {
  const text = argv.join(' ');
  const shown = truncate && text.length > 20 ? `${text.slice(0, 19)}…` : text;
  return `"${shown}"`;
}

export const dockerTime = (milliseconds: number): string =>
  milliseconds === 0 ? '0001-01-01T00:00:00Z' : formatNanoTime(milliseconds);
