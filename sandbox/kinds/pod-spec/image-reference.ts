const domainPart = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domain = `(?:${domainPart}(?:\\.${domainPart})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const pathPart = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*';
const reference = new RegExp(
  `^(?:${domain}/)?${pathPart}(?:/${pathPart})*(?::(?<tag>[\\w][\\w.-]{0,127}))?(?:@(?<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
);

/**
 * The tag of an image reference: `latest` when it has neither tag nor digest, empty when it has a digest only or is no
 * reference at all. Models pkg/util/parsers.ParseImageName.
 */
export function tagOfImage(image: string): string {
  const parts = reference.exec(image)?.groups;
  if (parts === undefined) return '';
  return parts['tag'] ?? (parts['digest'] === undefined ? 'latest' : '');
}
