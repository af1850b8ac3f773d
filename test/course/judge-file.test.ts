import { describe, expect, it } from 'vitest';
import { bytesOfText, createCluster } from '../../sandbox/index.ts';
import { judgeFile } from '../../src/course/manifest/judge-file.ts';

const CHART = 'apiVersion: v2\nname: hello\nversion: 0.1.0\n';
const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  text: {{ .Values.text }}\n';
const cluster = createCluster({ seed: 'files' });

/** The problems of a file in a folder with these files, each as `row words`. */
async function problems(
  path: string,
  text: string,
  others: { readonly [path: string]: string } = {},
): Promise<readonly string[]> {
  const files = {
    readFile: (name: string) => others[name],
    readFolder: (folder: string) => {
      const start = folder === '' ? '' : `${folder}/`;
      const below = Object.entries(others).filter(([name]) => name.startsWith(start));
      return Object.fromEntries(below.map(([name, content]) => [name.slice(start.length), bytesOfText(content)]));
    },
  };
  await cluster.clock.settle();
  const { problems: found, elsewhere } = await judgeFile(cluster, files, path, text);
  return [...found.map(({ row, text: words }) => `${row} ${words}`), ...(elsewhere === undefined ? [] : [elsewhere])];
}

describe('problems of a file of a chart', () => {
  const chart = { 'hello/Chart.yaml': CHART, 'hello/values.yaml': 'text: hi\n', 'hello/templates/config.yaml': CONFIG };

  it('has nothing to say of a chart that is right', async () => {
    for (const [path, text] of Object.entries(chart)) expect(await problems(path, text, chart), path).toEqual([]);
    expect(await problems('hello/Chart.yaml', CHART)).toEqual([]);
    expect(await problems('Chart.yaml', CHART)).toEqual([]);
  });

  it('says what helm says of Chart.yaml, also before it is saved', async () => {
    expect(await problems('hello/Chart.yaml', 'apiVersion: v2\nname: hello\n')).toEqual(['0 version is required']);
  });

  it('puts an error of a template at its row', async () => {
    expect(await problems('hello/templates/config.yaml', `${CONFIG}  more: {{ .Values.text | quot }}\n`, chart)).toEqual([
      expect.stringMatching(/^6 .*function "quot" not defined/),
    ]);
    expect(await problems('hello/templates/config.yaml', `${CONFIG}  more: {{ .Values.a.b }}\n`, chart)).toEqual([
      expect.stringMatching(/^6 .*nil pointer evaluating/),
    ]);
  });

  it('says when what comes out is no YAML', async () => {
    const text = CONFIG.replace('{{ .Values.text }}', '{{ .Values.text }}: {{ .Values.text }}');
    expect(await problems('hello/templates/config.yaml', text, chart)).toEqual([
      expect.stringMatching(/^0 unable to parse YAML/),
    ]);
  });

  it('names the file that has the mistake when it is another one', async () => {
    const broken = { ...chart, 'hello/templates/other.yaml': '{{ nothing }}' };
    expect(await problems('hello/templates/config.yaml', CONFIG, broken)).toEqual([
      expect.stringMatching(/^templates\/: .*hello\/templates\/other\.yaml:1.*"nothing" not defined/),
    ]);
    expect(await problems('hello/templates/other.yaml', '{{ nothing }}', broken)).toEqual([expect.stringMatching(/^0 /)]);
    expect(await problems('hello/templates/config.yaml', CONFIG, { ...chart, 'hello/values.yaml': 'a: b: c' })).toEqual([
      expect.stringMatching(/^values\.yaml: unable to parse YAML/),
    ]);
  });

  it('reads a template whose chart has no Chart.yaml yet as no manifest', async () => {
    expect(await problems('hello/templates/config.yaml', CONFIG)).toEqual([]);
  });
});

describe('problems of YAML that is no manifest', () => {
  it.each([
    ['values', 'values.yaml', 'replicas: 3\n'],
    ['a patch', 'patch.yaml', 'spec: { replicas: 3 }\n'],
    [
      'a kustomization',
      'kustomization.yaml',
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n',
    ],
    ['a kubeconfig', 'config.yaml', 'apiVersion: v1\nkind: Config\nclusters: []\n'],
  ])('has nothing to say of %s', async (_what, path, text) => {
    expect(await problems(path, text)).toEqual([]);
  });

  it('still tells of its syntax', async () => {
    expect(await problems('values.yaml', 'a: [1')).toHaveLength(1);
  });
});
