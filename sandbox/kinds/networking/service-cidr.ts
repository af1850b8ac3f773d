import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { DescribeText } from '../../core/text-table.ts';
import { serviceCIDRs } from '../../schema/resources.ts';
import type { ServiceCIDR } from '../../schema/types/networking-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { writeEvents } from '../describing/events.ts';
import { timeText, writeAnnotations, writeLabels } from '../describing/metadata.ts';
import { canonicalIp, validateLegacyCidr } from '../validation/addresses.ts';
import { each, immutableText, invalid, required } from '../validation/field-errors.ts';

const path = 'spec.cidrs';

/** Models validateServiceCIDRSpec in pkg/apis/networking/validation. */
function* validateBlocks(blocks: readonly string[]): Generator<FieldError> {
  if (blocks.length === 0) yield required(path, 'at least one CIDR required');
  else if (blocks.length > 2) yield invalid(path, { CIDRs: blocks }, 'may only hold up to 2 values');
  if (blocks.length === 0 || blocks.length > 2) return;
  let wrong = false;
  for (const [block, at] of each(blocks, path)) {
    const errors = [...validateLegacyCidr(at, block)];
    wrong ||= errors.length > 0;
    yield* errors;
    if (errors.length > 0) continue;
    const [address = '', bits = ''] = block.split('/');
    const canonical = `${canonicalIp(address)}/${bits}`;
    if (canonical !== block) yield invalid(at, block, `must be in canonical form (${JSON.stringify(canonical)})`);
  }
  const families = new Set(blocks.map((block) => block.includes(':')));
  if (!wrong && blocks.length === 2 && families.size === 1) {
    const detail = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';
    yield invalid(path, blocks, detail);
  }
}

/** A second family may be added; nothing else changes. Models ValidateServiceCIDRUpdate. */
function* validateChange(blocks: readonly string[], old: readonly string[]): Generator<FieldError> {
  const grows = old.length === 1 && blocks.length === 2;
  if (blocks.length !== old.length && !grows) {
    yield invalid(path, blocks, immutableText);
    return;
  }
  for (const [index, block] of old.entries())
    if (block !== blocks[index]) yield invalid(`${path}[${index}]`, blocks[index], immutableText);
  if (grows) yield* validateBlocks(blocks);
}

export const serviceCidr = defineKind<ServiceCIDR>({
  type: serviceCIDRs,
  singular: 'servicecidr',
  generation: true,
  statusSubresource: true,
  default(object) {
    object.spec ??= {};
  },
  prepareForCreate(object) {
    object.status = {};
  },
  validate: ({ spec }) => [...validateBlocks(spec?.cidrs ?? [])],
  validateUpdate: ({ spec }, old) => [...validateChange(spec?.cidrs ?? [], old.spec?.cidrs ?? [])],
  async describe(object, context) {
    const text = new DescribeText();
    const { metadata, spec, status } = object;
    text.line(0, `Name:\t${metadata.name ?? ''}`);
    writeLabels(text, 'Labels', metadata.labels);
    writeAnnotations(text, 'Annotations', metadata.annotations);
    text.line(0, `CIDRs:\t${(spec?.cidrs ?? []).join(', ')}`);
    if ((status?.conditions ?? []).length > 0) {
      text.line(0, 'Status:');
      text.line(0, 'Conditions:');
      text.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
      text.line(1, '----\t------\t------------------\t------\t-------');
      for (const { type, status: state, lastTransitionTime, reason, message } of status?.conditions ?? [])
        text.line(1, `${type}\t${state}\t${timeText(lastTransitionTime)}\t${reason}\t${message}`);
    }
    await writeEvents(text, object, context);
    return text.toString();
  },
  columns: [nameColumn, textColumn('CIDRs', ({ spec }) => (spec?.cidrs ?? []).join(',')), ageColumn],
});
