import { isObject } from '../../../core/json.ts';
import { clusterInfoDump } from './cluster-info-dump.ts';
import { defineVerb } from '../define-verb.ts';
import { groupVersion, resourceName } from '../discovery.ts';
import { CommandError } from '../errors.ts';
import { toJson } from '../output/json.ts';
import { tableText } from '../output/table-text.ts';
import { toYaml } from '../../../core/yaml-text.ts';

/** The version that this kubectl models. */
const CLIENT_VERSION = 'v1.36.3';
const KUSTOMIZE_VERSION = 'v5.8.1';

export const apiResources = defineVerb({
  name: 'api-resources',
  usage: 'api-resources [flags]',
  summary: 'Print the supported API resources on the server',
  arguments: 'none',
  flags: [
    { name: 'cached', type: 'bool', help: 'Use what was asked before' },
    { name: 'output', shorthand: 'o', type: 'string', values: ['wide', 'name'], help: 'Output format' },
    { name: 'api-group', type: 'string', help: 'Only resources of this group' },
    { name: 'namespaced', type: 'bool', default: 'true', help: 'Only resources that are (or are not) in namespaces' },
    { name: 'no-headers', type: 'bool', help: 'No header line' },
    { name: 'sort-by', type: 'string', values: ['name', 'kind'], help: 'What to sort by' },
    { name: 'verbs', type: 'list', help: 'Only resources that can do all of these' },
    { name: 'categories', type: 'list', help: 'Only resources of these categories' },
  ],
  examples: [{ comment: 'Everything there is', command: 'kubectl api-resources' }],
  async run(invocation) {
    const { flags, args, cluster } = invocation;
    if (args.length > 0) throw invocation.usageError(`unexpected arguments: [${args.join(' ')}]`);
    const format = flags.string('output');
    if (!['', 'wide', 'name', 'json', 'yaml'].includes(format)) throw new CommandError(`--output ${format} is not available`);
    if (!['', 'name', 'kind'].includes(flags.string('sort-by'))) throw new CommandError('--sort-by accepts only name or kind');
    if (!flags.bool('cached')) cluster.discovery.forget();
    const found = (await cluster.discovery.preferred())
      .filter(({ verbs }) => verbs.length > 0)
      .filter(({ group }) => !flags.has('api-group') || group === flags.string('api-group'))
      .filter(({ namespaced }) => !flags.has('namespaced') || namespaced === flags.bool('namespaced'))
      .filter(({ verbs }) => flags.list('verbs').every((verb) => verbs.includes(verb)))
      .filter(({ categories }) => flags.list('categories').every((category) => categories.includes(category)));
    const key = (mapping: (typeof found)[number]): string =>
      flags.string('sort-by') === 'kind'
        ? mapping.kind
        : flags.string('sort-by') === 'name'
          ? mapping.resource
          : `${mapping.group}\0${mapping.resource}`;
    const sorted = found.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
    if (format === 'name') {
      for (const mapping of sorted) invocation.line(resourceName(mapping));
      return;
    }
    if (format === 'json' || format === 'yaml') {
      const resources = sorted.map(({ resource, singular, namespaced, group, version, kind, verbs, shortNames, categories }) => ({
        name: resource,
        singularName: singular,
        namespaced,
        ...(group === '' ? {} : { group }),
        version,
        kind,
        verbs,
        ...(shortNames.length === 0 ? {} : { shortNames }),
        ...(categories.length === 0 ? {} : { categories }),
      }));
      const list = { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: '', resources };
      invocation.out(format === 'yaml' ? toYaml(list) : `${toJson(list, { sorted: false })}\n`);
      return;
    }
    const wide = format === 'wide';
    const header = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(wide ? ['VERBS', 'CATEGORIES'] : [])];
    const rows = sorted.map((mapping) => [
      mapping.resource,
      mapping.shortNames.join(','),
      groupVersion(mapping),
      String(mapping.namespaced),
      mapping.kind,
      ...(wide ? [mapping.verbs.join(','), mapping.categories.join(',')] : []),
    ]);
    invocation.out(tableText([...(flags.bool('no-headers') ? [] : [header]), ...rows]));
  },
});

export const apiVersions = defineVerb({
  name: 'api-versions',
  usage: 'api-versions',
  summary: 'Print the supported API versions on the server, in the form of "group/version"',
  arguments: 'none',
  async run(invocation) {
    if (invocation.args.length > 0) throw invocation.usageError(`unexpected arguments: [${invocation.args.join(' ')}]`);
    for (const version of await invocation.cluster.discovery.groupVersions()) invocation.line(version);
  },
});

export const version = defineVerb({
  name: 'version',
  usage: 'version [flags]',
  summary: 'Print the client and server version information',
  arguments: 'none',
  flags: [
    { name: 'client', type: 'bool', help: 'Only the version of kubectl' },
    { name: 'output', shorthand: 'o', type: 'string', values: ['json', 'yaml'], help: 'Output format' },
  ],
  async run(invocation) {
    const { flags } = invocation;
    const format = flags.string('output');
    if (!['', 'json', 'yaml'].includes(format)) throw new CommandError("--output must be 'yaml' or 'json'");
    const clientVersion = {
      major: '1',
      minor: '36',
      gitVersion: CLIENT_VERSION,
      gitCommit: '$Format:%H$',
      gitTreeState: 'clean',
      buildDate: '1970-01-01T00:00:00Z',
      goVersion: 'go1.26.10',
      compiler: 'gc',
      platform: 'linux/amd64',
    };
    const server = flags.bool('client') ? undefined : await invocation.cluster.client.raw('/version');
    const facts = {
      clientVersion,
      kustomizeVersion: KUSTOMIZE_VERSION,
      ...(server === undefined ? {} : { serverVersion: server }),
    };
    if (format === 'json') return invocation.line(toJson(facts, { indent: 2, sorted: false }));
    if (format === 'yaml') return invocation.out(toYaml(facts));
    invocation.line(`Client Version: ${CLIENT_VERSION}`);
    invocation.line(`Kustomize Version: ${KUSTOMIZE_VERSION}`);
    if (isObject(server)) invocation.line(`Server Version: ${String(server['gitVersion'])}`);
  },
});

export const clusterInfo = defineVerb({
  name: 'cluster-info',
  usage: 'cluster-info [flags]',
  summary: 'Display cluster information',
  arguments: 'none',
  subcommands: [clusterInfoDump],
  async run(invocation) {
    await invocation.cluster.client.raw('/version');
    invocation.line(`Kubernetes control plane is running at ${invocation.contextInUse.server}`);
    invocation.line("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.");
  },
});
