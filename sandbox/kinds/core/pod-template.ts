import { defineKind } from '../../api/kind.ts';
import { formatLabels } from '../../core/label-selector.ts';
import { podTemplates } from '../../schema/resources.ts';
import type { PodTemplate } from '../../schema/types/core-v1.ts';
import { containerImages, containerNames, nameColumn, textColumn } from '../columns.ts';
import { defaultPodTemplate } from '../pod-spec/defaults.ts';
import { dropDisabledFields } from '../pod-spec/disabled-fields.ts';
import { validatePodTemplate } from '../pod-spec/validation.ts';
import { templateWarnings } from '../pod-spec/warnings.ts';

/** Models ValidatePodTemplate in pkg/apis/core/validation and pkg/registry/core/podtemplate. */
export const podTemplate = defineKind<PodTemplate>({
  type: podTemplates,
  singular: 'podtemplate',
  returnsDeleted: true,
  generation: true,
  default(object) {
    object.template ??= {};
    object.template.spec ??= { containers: [] };
    defaultPodTemplate(object.template);
  },
  prepareForCreate: ({ template }) => dropDisabledFields(template?.spec),
  prepareForUpdate: ({ template }) => dropDisabledFields(template?.spec),
  validate: ({ template }) => [...validatePodTemplate(template ?? {}, 'template')],
  validateUpdate: ({ template }) => [...validatePodTemplate(template ?? {}, 'template')],
  warnings: ({ metadata, template }, old) =>
    old !== undefined && old.metadata.generation === metadata.generation ? [] : templateWarnings(template, 'template'),
  columns: [
    nameColumn,
    textColumn('Containers', ({ template }) => containerNames(template?.spec?.containers)),
    textColumn('Images', ({ template }) => containerImages(template?.spec?.containers)),
    textColumn('Pod Labels', ({ template }) => formatLabels(template?.metadata?.labels)),
  ],
});
