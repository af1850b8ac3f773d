import { parseKubeVersion } from '../../../charts/capabilities.ts';
import { fileMatches } from '../../../charts/file-match.ts';
import { splitManifests, type Hook } from '../../../charts/manifests.ts';
import type { Release } from '../../../charts/release.ts';
import { refusePostRenderer } from '../actions/options.ts';
import { InstallFailure } from '../actions/install.ts';
import { defineHelmCommand } from '../define-command.ts';
import { HelmError } from '../errors.ts';
import { bool, installFlags, postRendererFlags, text } from '../flag-sets.ts';
import type { HelmRun } from '../helm-run.ts';
import { runInstall } from '../run-install.ts';

export const template = defineHelmCommand({
  name: 'template',
  usage: 'template [NAME] [CHART]',
  summary: 'locally render templates',
  description: `Renders the templates of a chart and prints them. No cluster is asked, so what a chart would look up there is
empty; --validate asks it.`,
  flags: [
    ...installFlags,
    {
      name: 'api-versions',
      shorthand: 'a',
      type: 'list',
      help: 'versions of APIs that charts find, besides those that are known',
    },
    bool('include-crds', 'print what stands in crds/ too'),
    bool('is-upgrade', 'let templates take it for an upgrade'),
    text('kube-version', 'the version of Kubernetes that charts find'),
    text('output-dir', 'write each manifest into a file in this folder'),
    bool('release-name', 'make a folder of the name of the release in --output-dir'),
    { name: 'show-only', shorthand: 's', type: 'array', help: 'print only what this template makes' },
    bool('skip-tests', 'leave tests out'),
    bool('validate', 'ask the cluster as an installation does'),
    ...postRendererFlags,
  ],
  arguments: { atLeast: 1 },
  async run(run) {
    refusePostRenderer(run);
    const { flags } = run;
    const kubeVersion = kubeVersionOf(run);
    let release: Release;
    let failure: HelmError | undefined;
    try {
      release = await runInstall(run, run.args, {
        defaultName: 'release-name',
        dryRun: flags.string('dry-run') === 'server' ? 'server' : 'client',
        replace: true,
        includeCrds: flags.bool('include-crds'),
        isUpgrade: flags.bool('is-upgrade'),
        ...(flags.bool('validate') ? {} : { clientOnly: { kubeVersion, apiVersions: flags.list('api-versions') } }),
      });
    } catch (error) {
      if (!(error instanceof InstallFailure)) throw error;
      if (!run.settings.debug) throw new HelmError(`${error.message}\n\nUse --debug flag to render out invalid YAML`);
      // With --debug what was rendered is shown although it is no YAML.
      ({ release } = error);
      failure = error;
    }
    print(run, release);
    if (failure !== undefined) throw failure;
  },
});

/** Throws HelmError for a version that is none. */
export function kubeVersionOf(run: HelmRun) {
  const given = run.flags.string('kube-version');
  if (given === '') return undefined;
  const version = parseKubeVersion(given);
  if (typeof version === 'string') throw new HelmError(`invalid kube version '${given}': ${version}`);
  return version;
}

function print(run: HelmRun, release: Release): void {
  const { flags } = run;
  const folder = flags.string('output-dir');
  const written = new Set<string>();
  const hooks = flags.bool('no-hooks')
    ? []
    : (release.hooks ?? []).filter(({ events }) => !(flags.bool('skip-tests') && events.includes('test')));
  let manifests = `${(folder === '' ? release.manifest : '').trim()}\n`;
  if (folder === '') {
    for (const { path, manifest } of hooks) manifests += `---\n# Source: ${path}\n${manifest}\n`;
  } else {
    const place = flags.bool('release-name') ? `${folder}/${release.name}` : folder;
    for (const document of splitBySource(release.manifest)) write(run, place, document.path, document.content, written);
    for (const { path, manifest } of hooks as readonly Hook[]) write(run, place, path, manifest, written);
  }
  const wanted = flags.list('show-only');
  if (wanted.length === 0) run.out(manifests);
  else for (const manifest of selected(manifests, wanted)) run.out(`---\n${manifest}\n`);
}

/** Each manifest with the path of its template. */
function splitBySource(manifest: string): readonly { readonly path: string; readonly content: string }[] {
  return [...manifest.matchAll(/---\n# Source: (.*)\n([\s\S]*?)\n(?=---\n# Source: |$(?![\s\S]))/g)].map(
    ([, path = '', content = '']) => ({ path, content }),
  );
}

function write(run: HelmRun, folder: string, path: string, content: string, written: Set<string>): void {
  const file = `${folder}/${path}`;
  const document = `---\n# Source: ${path}\n${content}\n`;
  if (written.has(file)) run.process.files.append(run.absolute(file), document);
  else run.writeFile(file, document);
  written.add(file);
  run.line(`wrote ${file}`);
}

function selected(manifests: string, wanted: readonly string[]): string[] {
  const documents = splitManifests(manifests);
  const found: string[] = [];
  for (const pattern of wanted) {
    const matching = documents.filter((document) => {
      const path = /# Source: [^/]+\/(.+)/.exec(document)?.[1];
      try {
        return path !== undefined && fileMatches(pattern, path);
      } catch {
        return false;
      }
    });
    if (matching.length === 0) throw new HelmError(`could not find template ${pattern} in chart`);
    found.push(...matching);
  }
  return found;
}
