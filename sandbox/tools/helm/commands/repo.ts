import { hexadecimal, sha256 } from '../../../core/sha256.ts';
import { loadChart } from '../../../charts/load-chart.ts';
import { goJson } from '../../../charts/go-json-text.ts';
import { joinPath } from '../../../charts/path.ts';
import { indexValue, indexYaml, readIndex, sortIndex, type RepositoryIndex } from '../../../charts/repository-index.ts';
import { archiveFiles } from '../chart-source.ts';
import { defineHelmCommand } from '../define-command.ts';
import { HelmError, messageOf, withWords } from '../errors.ts';
import { bool, outputFlag, text } from '../flag-sets.ts';
import type { HelmRun } from '../helm-run.ts';
import { printAs } from '../output/encode.ts';
import { uiTable } from '../output/table.ts';
import { goTime } from '../output/times.ts';
import { downloadIndex, entryOf, readRepositories, removeCache, writeRepositories } from '../repositories/config.ts';
import { Unreachable } from '../repositories/fetch.ts';

const timeoutFlag = {
  name: 'timeout',
  type: 'duration',
  default: '2m0s',
  help: 'how long to wait for the index',
} as const;

/** Repositories of old that are gone for good. */
const gone: readonly (readonly [string, string])[] = [
  ['//kubernetes-charts.storage.googleapis.com', 'https://charts.helm.sh/stable'],
  ['//kubernetes-charts-incubator.storage.googleapis.com', 'https://charts.helm.sh/incubator'],
];

const add = defineHelmCommand({
  name: 'add',
  usage: 'add [NAME] [URL]',
  summary: 'add a chart repository',
  flags: [
    bool('allow-deprecated-repos', 'add repositories that are gone, too'),
    text('ca-file', 'authority of the certificates of HTTPS servers'),
    text('cert-file', "the client's certificate for HTTPS servers"),
    bool('force-update', 'replace a repository of the same name'),
    bool('insecure-skip-tls-verify', 'do not check certificates'),
    text('key-file', "the key of the client's certificate"),
    bool('no-update', 'does nothing; there was such a flag'),
    bool('pass-credentials', 'send credentials to every host'),
    text('password', 'password for the repository'),
    bool('password-stdin', 'read the password from standard input'),
    timeoutFlag,
    text('username', 'user name for the repository'),
  ],
  arguments: { exactly: 2 },
  async run(run) {
    const [name = '', url = ''] = run.args;
    const { flags } = run;
    if (!flags.bool('allow-deprecated-repos')) {
      for (const [old, now] of gone)
        if (url.includes(old))
          throw new HelmError(`repo ${JSON.stringify(url)} is no longer available; try ${JSON.stringify(now)} instead`);
    }
    const known = readRepositories(run) ?? [];
    const entry = entryOf(name, url, {
      username: flags.string('username'),
      password: flags.bool('password-stdin')
        ? (await run.process.stdin.readAll()).replace(/\r?\n$/, '')
        : flags.string('password'),
      certFile: flags.string('cert-file'),
      keyFile: flags.string('key-file'),
      caFile: flags.string('ca-file'),
      insecure: flags.bool('insecure-skip-tls-verify'),
      passCredentials: flags.bool('pass-credentials'),
    });
    if (name.includes('/'))
      throw new HelmError(`repository name (${name}) contains '/', please specify a different name without '/'`);
    const same = known.find((other) => other.name === name);
    if (!flags.bool('force-update') && same !== undefined) {
      if (JSON.stringify(same) !== JSON.stringify(entry))
        throw new HelmError(`repository name (${name}) already exists, please specify a different name`);
      run.line(`${JSON.stringify(name)} already exists with the same configuration, skipping`);
      return;
    }
    try {
      await downloadIndex(run, entry);
    } catch (error) {
      if (error instanceof Unreachable)
        run.err(`The sandbox has no way to other hosts. It has these repositories:\n${error.known.join('\n')}\n`);
      throw withWords(error, `looks like ${JSON.stringify(url)} is not a valid chart repository or cannot be reached`);
    }
    writeRepositories(run, same === undefined ? [...known, entry] : known.map((other) => (other.name === name ? entry : other)));
    run.line(`${JSON.stringify(name)} has been added to your repositories`);
  },
});

const list = defineHelmCommand({
  name: 'list',
  aliases: ['ls'],
  usage: 'list',
  summary: 'list chart repositories',
  flags: [outputFlag],
  arguments: { exactly: 0 },
  run(run) {
    const known = (readRepositories(run) ?? []).map(({ name, url }) => ({ name, url }));
    if (known.length === 0 && run.flags.string('output') === 'table') throw new HelmError('no repositories to show');
    printAs(run, {
      value: () => known,
      table: () => `${uiTable([['NAME', 'URL'], ...known.map(({ name, url }) => [name, url])])}\n`,
    });
    return Promise.resolve();
  },
});

const update = defineHelmCommand({
  name: 'update',
  aliases: ['up'],
  usage: 'update [REPO1 [REPO2 ...]]',
  summary: 'update information of available charts locally from chart repositories',
  flags: [bool('fail-on-repo-update-fail', 'fail when one of them cannot be reached'), timeoutFlag],
  arguments: { any: true },
  async run(run) {
    const known = readRepositories(run) ?? [];
    if (known.length === 0) throw new HelmError('no repositories found. You must add one before updating');
    const stranger = run.args.find((name) => !known.some((entry) => entry.name === name));
    if (stranger !== undefined) throw new HelmError(`no repositories found matching '${stranger}'.  Nothing will be updated`);
    run.line('Hang tight while we grab the latest from your chart repositories...');
    const failed: string[] = [];
    for (const entry of known.filter(({ name }) => run.args.length === 0 || run.args.includes(name))) {
      try {
        await downloadIndex(run, entry);
        run.line(`...Successfully got an update from the ${JSON.stringify(entry.name)} chart repository`);
      } catch (error) {
        run.line(
          `...Unable to get an update from the ${JSON.stringify(entry.name)} chart repository (${entry.url}):\n\t${messageOf(error)}`,
        );
        failed.push(entry.url);
      }
    }
    if (failed.length > 0 && run.flags.bool('fail-on-repo-update-fail'))
      throw new HelmError(`Failed to update the following repositories: [${failed.join(' ')}]`);
    run.line('Update Complete. ⎈Happy Helming!⎈');
  },
});

const remove = defineHelmCommand({
  name: 'remove',
  aliases: ['rm'],
  usage: 'remove [REPO1 [REPO2 ...]]',
  summary: 'remove one or more chart repositories',
  arguments: { atLeast: 1 },
  run(run) {
    let known = readRepositories(run) ?? [];
    if (known.length === 0) throw new HelmError('no repositories configured');
    for (const name of run.args) {
      if (!known.some((entry) => entry.name === name)) throw new HelmError(`no repo named ${JSON.stringify(name)} found`);
      known = known.filter((entry) => entry.name !== name);
      writeRepositories(run, known);
      removeCache(run, name);
      run.line(`${JSON.stringify(name)} has been removed from your repositories`);
    }
    return Promise.resolve();
  },
});

const index = defineHelmCommand({
  name: 'index',
  usage: 'index [DIR]',
  summary: 'generate an index file given a directory containing packaged charts',
  flags: [
    bool('json', 'write JSON'),
    text('merge', 'an index whose entries are taken over'),
    text('url', 'address of the repository'),
  ],
  arguments: { exactly: 1 },
  run(run) {
    const [folder = ''] = run.args;
    const { flags } = run;
    const made = indexOfFolder(run, folder, flags.string('url'));
    const other = flags.string('merge');
    if (other !== '' && run.typeOf(other) !== undefined) {
      try {
        mergeInto(made, readIndex(run.readText(other), other, run.warn));
      } catch (error) {
        throw withWords(error, 'merge failed');
      }
    }
    sortIndex(made);
    const now = goTime(run.now);
    run.writeFile(
      joinPath(folder, 'index.yaml'),
      flags.bool('json') ? JSON.stringify(JSON.parse(goJson(indexValue(made, now))), null, 2) : indexYaml(made, now),
    );
    return Promise.resolve();
  },
});

function indexOfFolder(run: HelmRun, folder: string, url: string): RepositoryIndex {
  const made: RepositoryIndex = { entries: new Map() };
  if (run.typeOf(folder) !== 'directory') return made;
  const inside = (path: string): string[] =>
    run.process.files.list(run.absolute(joinPath(folder, path))).map((entry) => joinPath(path, entry));
  const top = inside('');
  const below = top.filter((path) => run.typeOf(joinPath(folder, path)) === 'directory').flatMap(inside);
  for (const path of [...top, ...below]) {
    const file = joinPath(folder, path);
    if (!path.endsWith('.tgz') || run.typeOf(file) !== 'file') continue;
    try {
      const { metadata } = loadChart(archiveFiles(run, file));
      const address = url === '' ? path : `${url.replace(/\/+$/, '')}/${path}`;
      const entry = { metadata, urls: [address], created: goTime(run.now), digest: hexadecimal(sha256(run.readBytes(file))) };
      made.entries.set(metadata.name, [...(made.entries.get(metadata.name) ?? []), entry]);
    } catch {
      // What is no chart is passed over.
    }
  }
  return made;
}

function mergeInto(made: RepositoryIndex, other: RepositoryIndex): void {
  for (const [name, list] of other.entries) {
    const own = made.entries.get(name) ?? [];
    const missing = list.filter(({ metadata }) => !own.some((entry) => entry.metadata.version === metadata.version));
    made.entries.set(name, [...own, ...missing]);
  }
}

export const repo = defineHelmCommand({
  name: 'repo',
  usage: 'repo add|remove|list|index|update [ARGS]',
  summary: 'add, list, remove, update, and index chart repositories',
  description: 'Works on the list of repositories that charts come from.',
  arguments: { exactly: 0 },
  subcommands: [add, list, remove, index, update],
});
