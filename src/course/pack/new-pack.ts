import { packSchema, schemaNames } from './json-schema.ts';

/** The files of a new pack: one lesson that can be proved, with a task, a fault to repair and a question to take as a pattern. */
export function newPack({ id, version }: { readonly id: string; readonly version: string }): { readonly [path: string]: string } {
  const [major = '0', minor = '0'] = version.split('.');
  const schemas = schemaNames.map((name) => [`.schema/${name}.schema.json`, `${JSON.stringify(packSchema(name), null, 1)}\n`]);
  return {
    'pack.yaml': packYaml(id, `>=${major}.${minor} <${Number(major) + 1}`),
    '01-basics/01-repair/lesson.yaml': lessonYaml,
    '01-basics/01-repair/lesson.md': lessonMarkdown,
    '01-basics/01-repair/web.yaml': manifest,
    'README.md': `# ${id}\n\nA pack of lessons for kubetutor.\n\n    kubetutor pack prove .\n    kubetutor pack preview .\n    kubetutor pack build .\n`,
    ...(Object.fromEntries(schemas) as { readonly [path: string]: string }),
  };
}

const packYaml = (id: string, range: string): string => `# yaml-language-server: $schema=.schema/pack.schema.json
formatVersion: 1
id: ${id}
version: 0.1.0
title: ${id}
description: What these lessons are about, in a sentence.
licence: CC-BY-4.0
authors: []
locales: [en]
kubetutor: '${range}'
terms:
  Pod: One or more containers that run together on one node.
modules:
  - id: basics
    title: Basics
    lessons: [01-basics/01-repair]
`;

const lessonYaml = `# yaml-language-server: $schema=../../.schema/lesson.schema.json
id: basics/repair
title: Repair a Deployment
objectives: [Find out why a Pod does not start, Repair it]
minutes: 10
difficulty: 1

setup:
  objects: [web.yaml]

tasks:
  - id: repair
    title: Make the Deployment web run
    section: repair
    checks:
      - assert: { apiVersion: apps/v1, kind: Deployment, metadata: { name: web }, status: { readyReplicas: 1 } }
        within: 60s
        onFail: The Pod of web is not ready yet.
    hints:
      - What does \`kubectl describe pod\` say at its end?
      - The image has no such tag. \`nginx:1.27\` exists.
  - id: why
    title: Say what was wrong
    section: repair
    after: [repair]
    checks:
      - answer:
          question: What kept the Pod from starting?
          kind: choice
          choices: { a: There was no node for it, b: Its image could not be pulled }
          correct: b
          why: The kubelet could not pull the image, and tried again with longer and longer pauses.

solution:
  - task: repair
    steps: [{ run: kubectl set image deployment/web web=nginx:1.27 }]
  - task: why
    steps: [{ answer: b }]

wrong:
  - name: another tag that does not exist
    task: repair
    steps: [{ run: kubectl set image deployment/web web=nginx:0.0 }]
    message: readyReplicas

debrief: |
  A Pod that waits for its image says so in its status and in its events.
cards:
  - { id: image-pull, front: Where do you see why an image cannot be pulled?, back: In the events of the Pod. }
`;

const lessonMarkdown = `Somebody left a Deployment that does not run.

## Repair it {#repair}

Look at its [Pod](term:Pod) first:

\`\`\`sh
kubectl get pods
\`\`\`

\`\`\`text
NAME                   READY   STATUS             RESTARTS   AGE
web-64c5c4ff7f-x2k9d   0/1     ImagePullBackOff   0          40s
\`\`\`

The events at the end of \`kubectl describe\` say more. Repair what they name.
`;

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: nginx:1.2.7
`;
