import { readPack } from '../../course/pack/load.ts';
import { renderProblem } from '../../course/pack/problems.ts';
import { packFilesIn } from '../../platform/pack-files.ts';
import { packageManifest, packTarball } from '../../platform/pack-writing.ts';
import { findPack } from '../../platform/packs.ts';
import { relative } from '../../platform/paths.ts';
import { CommandError, defineCommand, jsonOption, printJson } from '../define-command.ts';
import { countOf } from '../packs.ts';

export const packBuild = defineCommand({
  name: 'pack build',
  summary: 'Make a tarball of a pack that npm can publish and kubetutor can add',
  usage: '[PATH]',
  most: 1,
  options: { out: { type: 'string', value: 'FOLDER', summary: 'where to put it; here when absent' }, ...jsonOption },
  examples: [
    { line: 'kubetutor pack build ./my-pack', does: 'my-pack-1.0.0.tgz' },
    { line: 'kubetutor pack add ./my-pack-1.0.0.tgz', does: 'what a learner does with it' },
  ],
  async run({ console, options, positionals }) {
    const [name = '.'] = positionals;
    try {
      const folder = findPack(name);
      const files = packFilesIn(folder);
      const { pack, problems } = readPack(files);
      if (pack === undefined)
        throw new CommandError(`${problems.map(renderProblem).join('\n\n')}\n\n${countOf(problems.length, 'problem')}`);
      const kept = files
        .list('.')
        .map((file) => file.replace(/^\.\//, ''))
        .filter((file) => !file.split('/').some((part) => part.startsWith('.') || part === 'node_modules'))
        .filter((file) => file !== 'package.json' && !file.endsWith('.tgz'));
      const manifest = {
        name: `kubetutor-pack-${pack.id}`,
        description: pack.description.trim(),
        license: pack.licence,
        keywords: ['kubetutor-pack', 'kubernetes'],
        ...packageManifest(folder),
        // What pack.yaml says is what counts.
        version: pack.version,
        files: [...new Set(kept.map((file) => file.split('/')[0] ?? file))],
      };
      const file = await packTarball(folder, kept, manifest, typeof options['out'] === 'string' ? options['out'] : '.');
      if (options['json'] === true) printJson(console, { file, name: manifest.name, version: pack.version, files: kept });
      else console.out(`${relative('.', file)}: ${countOf(kept.length, 'file')}\n`);
      return 0;
    } catch (error) {
      if (error instanceof CommandError) throw error;
      throw new CommandError(error instanceof Error ? error.message : String(error));
    }
  },
});
