import type { Container, PodTemplateSpec } from '../../../../schema/types/core-v1.ts';

/** A Pod template as `rollout history --revision` shows it: with tabs, not columns. Models DescribePodTemplate of k8s.io/kubectl/pkg/describe. */
export function podTemplateText(template: PodTemplateSpec): string {
  const { metadata, spec } = template;
  const lines = [
    'Pod Template:',
    ...mapLines('Labels', metadata?.labels ?? {}, '='),
    ...(Object.keys(metadata?.annotations ?? {}).length === 0 ? [] : mapLines('Annotations', metadata?.annotations ?? {}, ': ')),
    ...(spec?.serviceAccountName === undefined ? [] : [`  Service Account:\t${spec.serviceAccountName}`]),
    ...(spec?.initContainers === undefined ? [] : ['  Init Containers:', ...spec.initContainers.flatMap(containerLines)]),
    '  Containers:',
    ...(spec?.containers ?? []).flatMap(containerLines),
    ...((spec?.volumes ?? []).length === 0
      ? ['  Volumes:\t<none>']
      : ['  Volumes:', ...(spec?.volumes ?? []).map(({ name }) => `   ${name}`)]),
    ...mapLines('Node-Selectors', spec?.nodeSelector ?? {}, '='),
    `  Tolerations:\t${(spec?.tolerations ?? []).map(({ key = '', value, effect = '' }) => `${key}${value === undefined ? '' : `=${value}`}:${effect}`).join('\n\t') || '<none>'}`,
  ];
  return `${lines.join('\n')}\n`;
}

function mapLines(title: string, values: { readonly [key: string]: string }, sign: string): readonly string[] {
  const names = Object.keys(values).sort();
  if (names.length === 0) return [`  ${title}:\t<none>`];
  return names.map((name, index) => `${index === 0 ? `  ${title}:` : ''}\t${name}${sign}${values[name] ?? ''}`);
}

function containerLines({
  name,
  image,
  ports = [],
  command = [],
  args = [],
  env = [],
  volumeMounts = [],
  resources = {},
}: Container): readonly string[] {
  const plural = ports.length > 1 ? 's' : '';
  const list = (title: string, words: readonly string[]): readonly string[] =>
    words.length === 0 ? [] : [`    ${title}:`, ...words.map((word) => `      ${word}`)];
  const amounts = (title: string, values: { readonly [resource: string]: unknown } | undefined): readonly string[] =>
    values === undefined
      ? []
      : [
          `    ${title}:`,
          ...Object.keys(values)
            .sort()
            .map((key) => `      ${key}:\t${String(values[key])}`),
        ];
  return [
    `   ${name}:`,
    `    Image:\t${image ?? ''}`,
    `    Port${plural}:\t${ports.map(({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`).join(', ') || '<none>'}`,
    `    Host Port${plural}:\t${ports.map(({ hostPort = 0, protocol = 'TCP' }) => `${hostPort}/${protocol}`).join(', ') || '<none>'}`,
    ...list('Command', command),
    ...list('Args', args),
    ...amounts('Limits', resources.limits),
    ...amounts('Requests', resources.requests),
    ...(env.length === 0
      ? ['    Environment:\t<none>']
      : ['    Environment:', ...env.map((variable) => `      ${variable.name}:\t${variable.value ?? ''}`)]),
    ...(volumeMounts.length === 0
      ? ['    Mounts:\t<none>']
      : [
          '    Mounts:',
          ...volumeMounts.map(
            ({ mountPath, name, readOnly }) => `      ${mountPath} from ${name} (${readOnly === true ? 'ro' : 'rw'})`,
          ),
        ]),
  ];
}
