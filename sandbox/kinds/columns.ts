import type { Column } from '../api/kind.ts';
import type { KubeObject } from '../api/client.ts';
import { humanDuration } from '../core/duration.ts';
import { parseTime } from '../core/time-text.ts';
import type { Container } from '../schema/types/core-v1.ts';

/** The first column of nearly every table. */
export const nameColumn: Column<KubeObject> = {
  name: 'Name',
  type: 'string',
  format: 'name',
  cell: ({ metadata }) => metadata.name ?? '',
};

/** Time since the object was created. */
export const ageColumn: Column<KubeObject> = {
  name: 'Age',
  type: 'string',
  cell: ({ metadata }, { now }) => ageOf(metadata.creationTimestamp, now),
};

/** The time of creation itself: what kinds without a printer of their own show. */
export const createdAtColumn: Column<KubeObject> = {
  name: 'Created At',
  type: 'date',
  cell: ({ metadata }) => metadata.creationTimestamp ?? '',
};

/** How long ago a timestamp was, `<unknown>` when there is none. */
export function ageOf(timestamp: string | null | undefined, now: number): string {
  const time = timestamp ? parseTime(timestamp) : undefined;
  return time === undefined ? '<unknown>' : humanDuration(now - time);
}

type Cell<T> = Column<T>['cell'];

/** A column of text that is always shown. */
export const textColumn = <T>(name: string, cell: Cell<T>): Column<T> => ({ name, type: 'string', cell });
/** A column of numbers that is always shown. */
export const numberColumn = <T>(name: string, cell: Cell<T>): Column<T> => ({ name, type: 'integer', cell });
/** A column shown with `-o wide` only. */
export const wideColumn = <T>(name: string, cell: Cell<T>): Column<T> => ({ name, type: 'string', priority: 1, cell });

export const containerNames = (containers: readonly Container[] | undefined): string =>
  (containers ?? []).map(({ name }) => name).join(',');
export const containerImages = (containers: readonly Container[] | undefined): string =>
  (containers ?? []).map(({ image }) => image ?? '').join(',');

/** The first items of a list, then how many more there are. */
export function firstOf(items: readonly string[], limit: number, empty: string): string {
  if (items.length > limit) return `${items.slice(0, limit).join(',')} + ${items.length - limit} more...`;
  return items.join(',') || empty;
}
