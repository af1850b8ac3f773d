/**
 * What kubectl 1.36 says otherwise than 1.33, the newest real one that machines of this project have. The recordings, made with 1.36,
 * hold our words to the newer; here both are brought to one form.
 */
const changes: readonly (readonly [RegExp, string])[] = [
  // 1.34: no empty creationTimestamp in objects that were never stored.
  [/^( *)metadata:\n\1 {2}creationTimestamp: null\n(?!\1 {2})/gm, '$1metadata: {}\n'],
  [/^ *"?creationTimestamp"?: null,?\n/gm, ''],
  // 1.34: delete names the namespace.
  [/^(\S+ "[^"]*" (?:force )?deleted) from \S+ namespace/gm, '$1'],
  // 1.34 and later: output formats, words of describe.
  [/jsonpath-file,kyaml,/g, 'jsonpath-file,'],
  [/^ {2}Kube-Proxy Version: *\n/gm, ''],
  [/^(Mountable secrets|Tokens): .*\n/gm, ''],
  [/^ *"?preferences"?: \{\},?\n/gm, ''],
  [/cannot delete cannot delete/g, 'cannot delete'],
  [/(?<=\d\/(?:TCP|UDP|SCTP)) \([a-z0-9-]+\)/g, ''],
  [/^(\S+\/\S+) modified$/gm, '$1 unlabeled'],
  // Warnings that came or went.
  [/^Warning: resource \S+ was previously managed with 'kubectl apply'\. Rolling back .*\n/gm, ''],
  [/^All commands and output from this session will be recorded in container logs.*\n/gm, ''],
  [/^WARNING: version difference between client .*\n/gm, ''],
  [/^--profile=legacy is deprecated .*\n/gm, ''],
  [/^Flag --cpu-percent has been deprecated.*\n/gm, ''],
  [/^error: no objects passed to scale /gm, 'Error from server (NotFound): '],
  [/^error: unrecognized condition: (""|\[\])$/gm, 'error: unrecognized condition'],
];

/** The text as both versions would have it. */
export function withoutChangesSince133(text: string): string {
  return changes.reduce((before, [pattern, replacement]) => before.replace(pattern, replacement), text);
}
