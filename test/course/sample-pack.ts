import type { PackFiles } from '../../src/course/pack/load.ts';

/** A pack that is only in memory: path → text. */
export function packOf(files: { readonly [path: string]: string }): PackFiles {
  return {
    list: (folder) =>
      folder === '.'
        ? Object.keys(files).map((path) => `./${path}`)
        : Object.keys(files).filter((path) => path.startsWith(`${folder}/`)),
    read: (path) => files[path],
  };
}

export const packYaml = `formatVersion: 1
id: sample
version: 1.0.0
title: A sample
description: For tests.
licence: Apache-2.0
locales: [en]
modules:
  - id: basics
    title: Basics
    lessons: [01-basics/01-first]
`;

export const lessonYaml = `id: basics/first
title: The first
objectives: [Make a namespace]
minutes: 5
difficulty: 1
tasks:
  - id: make
    title: Make the namespace shop
    section: make-it
    checks:
      - assert: { apiVersion: v1, kind: Namespace, metadata: { name: shop } }
    hints: [Which command creates things?]
solution:
  - task: make
    steps: [{ run: kubectl create namespace shop }]
debrief: A namespace is a name space.
`;

export const lessonMarkdown = `# The first

Some words.

## Make it

\`\`\`sh
kubectl create namespace shop
\`\`\`
`;

/** The sample pack, with other texts for some of its files. */
export function samplePack(changed: { readonly [path: string]: string } = {}): PackFiles {
  return packOf({
    'pack.yaml': packYaml,
    '01-basics/01-first/lesson.yaml': lessonYaml,
    '01-basics/01-first/lesson.md': lessonMarkdown,
    ...changed,
  });
}
