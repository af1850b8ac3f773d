import { defineKind } from '../../api/kind.ts';
import { configMaps } from '../../schema/resources.ts';
import type { ConfigMap } from '../../schema/types/core-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';

export const configMap = defineKind<ConfigMap>({
  type: configMaps,
  singular: 'configmap',
  shortNames: ['cm'],
  columns: [
    nameColumn,
    textColumn('Data', ({ data, binaryData }) => Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length),
    ageColumn,
  ],
});
