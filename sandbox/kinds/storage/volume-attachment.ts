import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { deepEqual } from '../../core/json.ts';
import { dns1123Subdomain, inclusiveRange } from '../../core/names.ts';
import { volumeAttachments } from '../../schema/resources.ts';
import type { VolumeAttachment, VolumeAttachmentSpec, VolumeAttachmentStatus } from '../../schema/types/storage-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { internalFormOf } from '../pod-spec/internal-form.ts';
import { validateVolumeSpec } from '../core/persistent-volume-validation.ts';
import { forbidden, immutableText, invalid, invalidFor, required, tooLong } from '../validation/field-errors.ts';
import { validateDriverName } from './driver-name.ts';

const largest = 256 * 1024;
const longestMessage = 1024;

/** Models ValidateVolumeAttachment in pkg/apis/storage/validation. */
function* validateAttachment({ spec, status }: VolumeAttachment): Generator<FieldError> {
  yield* validateDriverName(spec.attacher ?? '', 'spec.attacher');
  const { persistentVolumeName: name, inlineVolumeSpec: inline } = spec.source ?? {};
  const exactlyOne = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  if (inline === undefined && name === undefined) yield required('spec.source', exactlyOne);
  else if (inline !== undefined && name !== undefined) yield forbidden('spec.source', exactlyOne);
  else if (name === '') yield required('spec.source.persistentVolumeName', 'must specify non empty persistentVolumeName');
  else if (inline !== undefined) yield* validateVolumeSpec(inline, '', true, 'spec.source.inlineVolumeSpec');
  yield* invalidFor('spec.nodeName', spec.nodeName ?? '', dns1123Subdomain);
  yield* validateStatus(status);
  if (name !== undefined) yield* invalidFor('spec.source.persistentVolumeName', name, dns1123Subdomain);
}

function* validateStatus(status: VolumeAttachmentStatus | undefined): Generator<FieldError> {
  let size = 0;
  for (const [key, value] of Object.entries(status?.attachmentMetadata ?? {})) size += key.length + value.length;
  if (size > largest) yield tooLong('status.attachmentMetadata', largest);
  for (const field of ['attachError', 'detachError'] as const) {
    const { message = '', errorCode } = status?.[field] ?? {};
    if (message.length > longestMessage) yield tooLong(`status.${field}.message`, largest);
    if (errorCode !== undefined && errorCode < 0) {
      yield invalid(`status.${field}.errorCode`, errorCode, inclusiveRange(0, 2_147_483_647));
    }
  }
}

/** The spec as the server's own type, with its own field names. */
const shown = ({ attacher, nodeName, source }: VolumeAttachmentSpec): object => ({
  Attacher: attacher,
  Source: {
    PersistentVolumeName: source?.persistentVolumeName ?? null,
    InlineVolumeSpec:
      source?.inlineVolumeSpec === undefined ? null : internalFormOf('PersistentVolumeSpec', source.inlineVolumeSpec),
  },
  NodeName: nodeName,
});

export const volumeAttachment = defineKind<VolumeAttachment>({
  type: volumeAttachments,
  singular: 'volumeattachment',
  statusSubresource: true,
  returnsDeleted: true,
  needsResourceVersion: true,
  prepareForCreate(object) {
    object.status = { attached: false };
  },
  validate: (object) => [...validateAttachment(object)],
  validateUpdate: (object, old) => [
    ...validateAttachment(object),
    ...(deepEqual(object.spec, old.spec) ? [] : [invalid('spec', shown(object.spec), immutableText)]),
  ],
  validateStatusUpdate: (object) => [...validateAttachment(object)],
  columns: [
    nameColumn,
    { ...textColumn<VolumeAttachment>('Attacher', ({ spec }) => spec.attacher), format: 'name' },
    textColumn('PV', ({ spec }) => spec.source.persistentVolumeName ?? ''),
    textColumn('Node', ({ spec }) => spec.nodeName),
    { name: 'Attached', type: 'boolean', cell: ({ status }) => status?.attached ?? false },
    ageColumn,
  ],
});
