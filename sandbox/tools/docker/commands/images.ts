import { parseReference } from '../../../images/reference.ts';
import { defineDockerCommand } from '../context.ts';
import { familiarName } from '../engine/images.ts';
import { DaemonError, shortId } from '../engine/model.ts';
import { humanAge, humanSize, table } from '../format.ts';
import { formatWith } from '../template.ts';

export const images = defineDockerCommand({
  name: 'images',
  notSimulated: ['filter'],
  usage: '[OPTIONS] [REPOSITORY[:TAG]]',
  summary: 'List images',
  aliases: ['image ls', 'image list'],
  grammar: {
    flags: ['all', 'quiet', 'no-trunc', 'digests'],
    values: ['filter', 'format'],
    names: { a: 'all', q: 'quiet', f: 'filter' },
  },
  operands: { least: 0, most: 1 },
  run({ engine, clock, stdout }, options) {
    const [wanted] = options.operands;
    const rows = engine.images.all.flatMap((image) =>
      (image.tags.length > 0 ? image.tags : ['<none>:<none>'])
        .filter((tag) => wanted === undefined || tag === wanted || tag.slice(0, tag.lastIndexOf(':')) === wanted)
        .map((tag) => ({ image, repository: tag.slice(0, tag.lastIndexOf(':')), tag: tag.slice(tag.lastIndexOf(':') + 1) })),
    );
    if (options.has('quiet')) {
      for (const id of new Set(rows.map(({ image }) => shortId(image.id)))) stdout.write(`${id}\n`);
      return 0;
    }
    const format = options.value('format');
    if (format !== undefined && format !== 'table') {
      for (const { image, repository, tag } of rows)
        stdout.write(
          `${formatWith(format.replace(/^table\s+/, '').replaceAll('\\t', '\t'), {
            ID: options.has('no-trunc') ? image.id : shortId(image.id),
            Repository: repository,
            Tag: tag,
            Digest: image.digest ?? '<none>',
            CreatedSince: `${humanAge(clock.now() - image.created)} ago`,
            Size: humanSize(image.size),
          })}\n`,
        );
      return 0;
    }
    const digests = options.has('digests');
    stdout.write(
      table([
        ['REPOSITORY', 'TAG', ...(digests ? ['DIGEST'] : []), 'IMAGE ID', 'CREATED', 'SIZE'],
        ...rows.map(({ image, repository, tag }) => [
          repository,
          tag,
          ...(digests ? [image.digest ?? '<none>'] : []),
          options.has('no-trunc') ? image.id : shortId(image.id),
          `${humanAge(clock.now() - image.created)} ago`,
          humanSize(image.size),
        ]),
      ]),
    );
    return 0;
  },
});

export const rmi = defineDockerCommand({
  name: 'rmi',
  notSimulated: ['no-prune'],
  usage: '[OPTIONS] IMAGE [IMAGE...]',
  summary: 'Remove one or more images',
  aliases: ['image rm', 'image remove'],
  grammar: { flags: ['force', 'no-prune'], values: [], names: { f: 'force' } },
  operands: { least: 1 },
  run({ engine, stdout }, options) {
    for (const text of options.operands) {
      const image = engine.images.find(text);
      if (image === undefined) throw new DaemonError(`No such image: ${text.includes(':') ? text : `${text}:latest`}`, 1);
      const user = engine.containers.all.find(({ request }) => request.image === image);
      const last = image.tags.length <= 1;
      if (user !== undefined && last) {
        const running = user.state === 'running';
        if (running || !options.has('force')) {
          const why = `container ${shortId(user.id)} is using its referenced image ${shortId(image.id)}`;
          throw new DaemonError(
            `conflict: unable to ${running ? 'delete' : 'remove repository reference'} ${running ? shortId(image.id) : `"${text}"`} (${running ? 'cannot be forced' : 'must force'}) - ${why}`,
            1,
          );
        }
      }
      for (const line of engine.images.remove(image, text)) stdout.write(`${line}\n`);
    }
    return 0;
  },
});

export const tag = defineDockerCommand({
  name: 'tag',
  usage: 'SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]',
  summary: 'Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE',
  aliases: ['image tag'],
  grammar: { flags: [], values: [] },
  operands: { least: 2, most: 2 },
  run({ engine, stderr }, { operands: [source = '', target = ''] }) {
    const image = engine.images.find(source);
    if (image === undefined) throw new DaemonError(`No such image: ${source.includes(':') ? source : `${source}:latest`}`, 1);
    if (parseReference(target) === undefined) {
      stderr.write(
        `Error parsing reference: ${JSON.stringify(target)} is not a valid repository/tag: invalid reference format\n`,
      );
      return 1;
    }
    engine.images.tag(image, familiarName(target));
    return 0;
  },
});

export const history = defineDockerCommand({
  name: 'history',
  notSimulated: ['format'],
  usage: '[OPTIONS] IMAGE',
  summary: 'Show the history of an image',
  aliases: ['image history'],
  grammar: { flags: ['no-trunc', 'quiet', 'human'], values: ['format'], names: { q: 'quiet', H: 'human' } },
  operands: { least: 1, most: 1 },
  run({ engine, clock, stdout }, options) {
    const [text = ''] = options.operands;
    const image = engine.images.find(text);
    if (image === undefined) throw new DaemonError(`No such image: ${text.includes(':') ? text : `${text}:latest`}`, 1);
    if (options.has('quiet')) {
      stdout.write(image.history.map((_, index) => `${index === 0 ? shortId(image.id) : '<missing>'}\n`).join(''));
      return 0;
    }
    const short = (by: string): string => (options.has('no-trunc') || by.length <= 45 ? by : `${by.slice(0, 44)}…`);
    stdout.write(
      table([
        ['IMAGE', 'CREATED', 'CREATED BY', 'SIZE', 'COMMENT'],
        ...image.history.map(({ created, by, size }, index) => [
          index === 0 ? shortId(image.id) : '<missing>',
          `${humanAge(clock.now() - created)} ago`,
          short(by),
          humanSize(size),
          by.includes('rootfs') ? '' : 'buildkit.dockerfile.v0',
        ]),
      ]),
    );
    return 0;
  },
});
