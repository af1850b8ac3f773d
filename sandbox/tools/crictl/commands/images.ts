import { humanSize } from '../../docker/format.ts';
import { CrictlError, defineCrictlCommand, findImage, short, table, writeObject } from '../command.ts';
import { imageEntry } from '../views.ts';

export const images = defineCrictlCommand({
  name: 'images',
  aliases: ['image', 'img'],
  usage: 'List images',
  operands: '[REPOSITORY[:TAG]]',
  most: 1,
  grammar: {
    flags: ['quiet', 'verbose', 'digests', 'no-trunc', 'pinned'],
    values: ['output'],
    names: { q: 'quiet', v: 'verbose', o: 'output' },
  },
  run(context) {
    const { runtime, options, process } = context;
    const [wanted] = options.operands;
    const split = (tag: string): readonly [string, string] => [
      tag.slice(0, tag.lastIndexOf(':')),
      tag.slice(tag.lastIndexOf(':') + 1),
    ];
    const found = (
      wanted === undefined ? runtime.images() : [findImage(runtime, wanted)].filter((image) => image !== undefined)
    ).toSorted((one, other) => ((one.tags[0] ?? '') < (other.tags[0] ?? '') ? -1 : 1));
    if (writeObject(context, { images: found.map(imageEntry) }, 'table')) return 0;
    if (options.has('quiet')) process.stdout.write(found.map(({ id }) => `${id}\n`).join(''));
    else if (options.has('verbose'))
      for (const { id, tags, digests, size } of found)
        process.stdout.write(
          `ID: ${id}\n${tags.map((tag) => `RepoTags: ${tag}\n`).join('')}${digests.map((digest) => `RepoDigests: ${digest}\n`).join('')}Size: ${size}\n\n`,
        );
    else
      process.stdout.write(
        table([
          [
            'IMAGE',
            'TAG',
            ...(options.has('digests') ? ['DIGEST'] : []),
            'IMAGE ID',
            'SIZE',
            ...(options.has('pinned') ? ['PINNED'] : []),
          ],
          ...found.flatMap(({ id, tags, digests, size, pinned }) =>
            (tags.length > 0 ? tags.map(split) : [[digests[0]?.split('@')[0] ?? '<none>', '<none>'] as const]).map(
              ([name, tag]) => [
                name,
                tag,
                ...(options.has('digests') ? [short(digests[0]?.split('@')[1] ?? '')] : []),
                options.has('no-trunc') ? id : short(id),
                humanSize(size),
                ...(options.has('pinned') ? [String(pinned)] : []),
              ],
            ),
          ),
        ]),
      );
    return 0;
  },
});

export const inspectImage = defineCrictlCommand({
  name: 'inspecti',
  usage: 'Return the status of one or more images',
  operands: 'IMAGE-ID [IMAGE-ID...]',
  least: 1,
  grammar: { flags: ['quiet'], values: ['output', 'template'], names: { q: 'quiet', o: 'output' } },
  run(context) {
    const { runtime, options, process } = context;
    for (const text of options.operands) {
      const image = findImage(runtime, text);
      if (image === undefined) throw new CrictlError(`no such image ${JSON.stringify(text)} present`);
      if (!writeObject(context, { status: imageEntry(image) }, 'json'))
        process.stdout.write(
          `ID: ${image.id}\n${image.tags.map((tag) => `Tag: ${tag}\n`).join('')}${image.digests.map((digest) => `Digest: ${digest}\n`).join('')}Size: ${humanSize(image.size)}\n`,
        );
    }
    return 0;
  },
});

export const pull = defineCrictlCommand({
  name: 'pull',
  usage: 'Pull an image from a registry',
  operands: 'NAME[:TAG|@DIGEST]',
  least: 1,
  most: 1,
  grammar: { flags: [], values: [] },
  async run({ runtime, options, process }) {
    const image = await runtime.pull(options.operands[0] ?? '');
    process.stdout.write(`Image is up to date for ${image.id}\n`);
    return 0;
  },
});

export const removeImage = defineCrictlCommand({
  name: 'rmi',
  usage: 'Remove one or more images',
  operands: 'IMAGE-ID [IMAGE-ID...]',
  grammar: { flags: ['all', 'prune'], values: [], names: { a: 'all', q: 'prune' } },
  run({ runtime, options, process }) {
    const used = new Set(runtime.containers().map(({ imageId }) => imageId));
    const found = options.has('prune')
      ? runtime.images().filter(({ id, pinned }) => !used.has(id) && !pinned)
      : options.has('all')
        ? runtime.images()
        : options.operands.map((text) => {
            const image = findImage(runtime, text);
            if (image === undefined) throw new CrictlError(`no such image ${text}`);
            return image;
          });
    for (const image of found) {
      runtime.removeImage(image.id);
      for (const name of image.tags.length > 0 ? image.tags : image.digests) process.stdout.write(`Deleted: ${name}\n`);
    }
    return 0;
  },
});
