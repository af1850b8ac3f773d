import { defineKind } from '../../api/kind.ts';
import { secrets } from '../../schema/resources.ts';
import type { Secret } from '../../schema/types/core-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';

/** Writes text as base64 of its UTF-8 bytes. */
function base64(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}

export const secret = defineKind<Secret>({
  type: secrets,
  singular: 'secret',
  default(object) {
    object.type ||= 'Opaque';
    if (object.stringData === undefined) return;
    const added = Object.entries(object.stringData).map(([key, text]) => [key, base64(text)]);
    object.data = { ...object.data, ...Object.fromEntries(added) };
    delete object.stringData;
  },
  selectableFields: { type: (object) => object.type ?? '' },
  columns: [
    nameColumn,
    textColumn('Type', ({ type }) => type ?? ''),
    textColumn('Data', ({ data }) => Object.keys(data ?? {}).length),
    ageColumn,
  ],
});
