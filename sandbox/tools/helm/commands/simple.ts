import { HELM_VERSION } from '../../../charts/capabilities.ts';
import { defineHelmCommand } from '../define-command.ts';
import { HelmError } from '../errors.ts';
import { bool, chartPathFlags, text } from '../flag-sets.ts';
import type { HelmRun } from '../helm-run.ts';
import { renderText } from '../name-template.ts';
import { refusedVerify } from '../repositories/locate.ts';
import { completionScripts } from '../completion-scripts.ts';

const build = { Version: HELM_VERSION, GitCommit: '', GitTreeState: '', GoVersion: 'go1.26.4' };

export const version = defineHelmCommand({
  name: 'version',
  usage: 'version',
  summary: 'print the client version information',
  flags: [
    bool('client', 'the version of this program; helm has no other part', { shorthand: 'c', default: 'true' }),
    bool('short', 'only the number'),
    text('template', 'a Go template to print with, e.g. {{.Version}}'),
  ],
  arguments: { exactly: 0 },
  run(run) {
    const template = run.flags.string('template');
    if (template !== '') run.out(renderText(run, '_', template, new Map(Object.entries(build))));
    else if (run.flags.bool('short')) run.line(HELM_VERSION);
    else
      run.line(
        `version.BuildInfo{${Object.entries(build)
          .map(([key, value]) => `${key}:${JSON.stringify(value)}`)
          .join(', ')}}`,
      );
    return Promise.resolve();
  },
});

function environmentOf(run: HelmRun): ReadonlyMap<string, string> {
  const { settings, flags, process } = run;
  const own = (variable: string): string => process.env[variable] ?? '';
  const variables: [string, string][] = [
    ['HELM_BIN', 'helm'],
    ['HELM_BURST_LIMIT', flags.string('burst-limit')],
    ['HELM_CACHE_HOME', settings.cacheHome],
    ['HELM_CONFIG_HOME', settings.configHome],
    ['HELM_DATA_HOME', settings.dataHome],
    ['HELM_DEBUG', String(settings.debug)],
    ['HELM_KUBEAPISERVER', flags.string('kube-apiserver') || own('HELM_KUBEAPISERVER')],
    ['HELM_KUBEASGROUPS', flags.list('kube-as-group').join(',')],
    ['HELM_KUBEASUSER', flags.string('kube-as-user')],
    ['HELM_KUBECAFILE', flags.string('kube-ca-file')],
    ['HELM_KUBECONTEXT', flags.string('kube-context') || own('HELM_KUBECONTEXT')],
    ['HELM_KUBEINSECURE_SKIP_TLS_VERIFY', String(flags.bool('kube-insecure-skip-tls-verify'))],
    ['HELM_KUBETLS_SERVER_NAME', flags.string('kube-tls-server-name')],
    ['HELM_KUBETOKEN', flags.string('kube-token')],
    ['HELM_MAX_HISTORY', String(settings.maxHistory)],
    ['HELM_NAMESPACE', run.namespace],
    ['HELM_PLUGINS', settings.plugins],
    ['HELM_QPS', Number(flags.string('qps') || '0').toFixed(2)],
    ['HELM_REGISTRY_CONFIG', settings.registryConfig],
    ['HELM_REPOSITORY_CACHE', settings.repositoryCache],
    ['HELM_REPOSITORY_CONFIG', settings.repositoryConfig],
  ];
  if (flags.string('kubeconfig') !== '') variables.push(['KUBECONFIG', flags.string('kubeconfig')]);
  return new Map(variables);
}

export const env = defineHelmCommand({
  name: 'env',
  usage: 'env',
  summary: 'helm client environment information',
  arguments: { atMost: 1 },
  run(run) {
    const variables = environmentOf(run);
    const [wanted] = run.args;
    if (wanted !== undefined) run.line(variables.get(wanted) ?? '');
    else for (const [name, value] of [...variables].sort()) run.line(`${name}="${value}"`);
    return Promise.resolve();
  },
});

export const verify = defineHelmCommand({
  name: 'verify',
  usage: 'verify PATH',
  summary: 'verify that a chart at the given path has been signed and is valid',
  flags: [text('keyring', 'file with public keys', { default: '/home/learner/.gnupg/pubring.gpg' })],
  arguments: { exactly: 1 },
  run(run) {
    const [path = ''] = run.args;
    const type = run.typeOf(path);
    if (type === undefined) throw new HelmError(`stat ${path}: no such file or directory`);
    if (type === 'directory') throw new HelmError('unpacked charts cannot be verified');
    if (!path.toLowerCase().endsWith('.tgz')) throw new HelmError('chart must be a tgz file');
    if (run.typeOf(`${path}.prov`) === undefined)
      throw new HelmError(`could not load provenance file ${path}.prov: stat ${path}.prov: no such file or directory`);
    throw new HelmError(refusedVerify);
  },
});

const registries = 'registries of charts (oci://) are not simulated: use a repository, see `helm repo add`';

export const push = defineHelmCommand({
  name: 'push',
  usage: 'push [chart] [remote]',
  summary: 'push a chart to remote',
  flags: chartPathFlags.filter(({ name }) => !['repo', 'verify', 'version', 'keyring', 'pass-credentials'].includes(name)),
  arguments: { atLeast: 2 },
  run() {
    throw new HelmError(registries);
  },
});

export const registry = defineHelmCommand({
  name: 'registry',
  usage: 'registry',
  summary: 'login to or logout from a registry',
  arguments: { exactly: 0 },
  subcommands: ['login', 'logout'].map((name) =>
    defineHelmCommand({
      name,
      usage: `${name} [host]`,
      summary: `${name === 'login' ? 'login to' : 'logout from'} a registry`,
      flags: [text('username', 'user name', { shorthand: 'u' }), text('password', 'password', { shorthand: 'p' })],
      arguments: { atLeast: 1 },
      run() {
        throw new HelmError(registries);
      },
    }),
  ),
});

const plugins = 'plug-ins are programs of other people and are not simulated; `helm diff` is there without one';

export const plugin = defineHelmCommand({
  name: 'plugin',
  usage: 'plugin',
  summary: 'install, list, or uninstall Helm plugins',
  arguments: { any: true },
  subcommands: [
    defineHelmCommand({
      name: 'list',
      aliases: ['ls'],
      usage: 'list',
      summary: 'list installed Helm plugins',
      arguments: { any: true },
      run(run) {
        run.line('NAME\tVERSION\tDESCRIPTION');
        return Promise.resolve();
      },
    }),
    ...(['install', 'uninstall', 'update'] as const).map((name) =>
      defineHelmCommand({
        name,
        usage: name === 'install' ? 'install [options] <path|url>' : `${name} <plugin>...`,
        summary: `${name} a Helm plugin`,
        arguments: { any: true },
        run(run) {
          if (run.args.length === 0 && name !== 'install') throw new HelmError(`please provide plugin name to ${name}`);
          throw new HelmError(plugins);
        },
      }),
    ),
  ],
});

export const completion = defineHelmCommand({
  name: 'completion',
  usage: 'completion',
  summary: 'generate autocompletion scripts for the specified shell',
  arguments: { exactly: 0 },
  subcommands: [...completionScripts].map(([shell, script]) =>
    defineHelmCommand({
      name: shell,
      usage: shell,
      summary: `generate autocompletion script for ${shell}`,
      flags: [bool('no-descriptions', 'without the descriptions of what is proposed')],
      arguments: { exactly: 0 },
      run(run) {
        run.out(script);
        return Promise.resolve();
      },
    }),
  ),
});
