import { readYaml, type GoValue } from './template/index.ts';

/** Decodes one YAML document as sigs.k8s.io/yaml does. Throws Error in its words. */
export function decodeYaml(text: string): GoValue {
  return readYaml(text);
}
