// Writes sandbox/schema/go-facts-text.ts: what error texts and encoding of the real server depend on and OpenAPI does not tell.
//   node scripts/generate-go-facts.mjs PATH/TO/kubernetes/staging/src/k8s.io
// Read from the Go types: names of string, map and list types, embedded structs, and which fields are plain values that are left out when zero.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import path from 'node:path';

const sources = process.argv[2];
const structure = JSON.parse(
  gunzipSync(readFileSync(new URL('../test/goldens/api/meta/structure.json.gz', import.meta.url))).toString(),
);
const folderOf = (definition) => {
  const parts = definition.split('.');
  const version = parts.at(-2);
  if (definition.startsWith('io.k8s.api.')) return `api/${parts[3]}/${version}`;
  if (definition.startsWith('io.k8s.apimachinery.pkg.apis.meta')) return 'apimachinery/pkg/apis/meta/v1';
  if (definition.startsWith('io.k8s.apiextensions')) return 'apiextensions-apiserver/pkg/apis/apiextensions/v1';
  if (definition.startsWith('io.k8s.kube-aggregator')) return 'kube-aggregator/pkg/apis/apiregistration/v1';
  return undefined;
};
const SCALAR = /^(string|bool|int|int32|int64|uint32|float64|byte|interface\{\}|any)$/;

/** Structs of a package: name → fields in order, and the named types that are no structs. */
function parse(folder) {
  const structs = new Map();
  const named = new Map();
  for (const file of ['types.go', 'types_jsonschema.go', 'micro_time.go', 'well_known_labels.go', 'duration.go']) {
    const at = path.join(sources, folder, file);
    if (!existsSync(at)) continue;
    let current;
    for (const raw of readFileSync(at, 'utf8').split('\n')) {
      const line = raw.replace(/\s*\/\/.*$/, '').trimEnd();
      const struct = /^(?:type |\t)(\w+) struct \{/.exec(line);
      if (struct) {
        structs.set(struct[1], (current = []));
        if (line.endsWith('}')) current = undefined;
        continue;
      }
      if (line.startsWith('}')) current = undefined;
      if (!current) {
        const type = /^type (\w+) (?:= )?([\w.[\]{}*]+)/.exec(line);
        if (type && type[2] !== 'interface') named.set(type[1], type[2]);
        continue;
      }
      const field = /^\s+(?:(\w+)\s+)?([\w.[\]*{}]+)\s+`([^`]*)`/.exec(line);
      if (!field) continue;
      const json = /json:"([^"]*)"/.exec(field[3])?.[1];
      if (json === undefined) continue;
      const [name, ...flags] = json.split(',');
      current.push({
        go: field[1],
        type: field[2],
        name,
        inline: flags.includes('inline') || name === '',
        omitempty: flags.includes('omitempty') || flags.includes('omitzero'),
      });
    }
  }
  return { structs, named };
}

const packages = new Map();
const packageOf = (folder) => {
  if (!packages.has(folder)) packages.set(folder, parse(folder));
  return packages.get(folder);
};
const facts = {};
for (const [definition, node] of Object.entries(structure)) {
  const folder = folderOf(definition);
  if (!folder || !node.props) continue;
  const { structs, named } = packageOf(folder);
  const name = definition.split('.').pop();
  if (!structs.has(name)) continue;
  const entry = {};
  const visit = (struct, prefix) => {
    for (const field of structs.get(struct) ?? []) {
      if (field.inline && !field.name) {
        const embedded = field.type.replace(/^\*/, '');
        if (structs.has(embedded)) visit(embedded, [...prefix, embedded]);
        continue;
      }
      const fact = {};
      const version = path.basename(folder);
      const base = field.type.replace(/^\*/, '');
      const bare = base.replace(/^\[\]/, '');
      const qualified = (type) => (SCALAR.test(type) || type.includes('.') || /[[\]]/.test(type) ? type : `${version}.${type}`);
      const [, alias = '', foreign] = /^(metav1|v1|corev1)\.(\w+)$/.exec(base) ?? [];
      const home = alias === 'metav1' ? 'apimachinery/pkg/apis/meta/v1' : 'api/core/v1';
      // Struct types are told by the structure's own reference.
      const isStruct = structs.has(bare);
      if (!isStruct) {
        if (base.startsWith('[]') && !SCALAR.test(bare)) fact.type = `[]${qualified(bare)}`;
        else if (!SCALAR.test(base) && !base.includes('.') && !/[[\]]/.test(base)) fact.type = qualified(base);
        else if (foreign && packageOf(home).named.has(foreign)) fact.type = `v1.${foreign}`;
        const map = /^map\[(\w+)\](.+)$/.exec(named.get(base) ?? '');
        if (map) fact.type = qualified(base);
      }
      if (/^(int|uint32|float64)$/.test(base)) fact.type = base;
      const underlying = named.get(base) ?? base;
      if (field.omitempty && !field.type.startsWith('*') && SCALAR.test(underlying)) fact.zero = 1;
      if (field.omitempty && (field.type.startsWith('[]') || field.type.startsWith('map') || /^(map|\[\])/.test(underlying)))
        fact.empty = 1;
      if (!field.omitempty && !field.type.startsWith('*') && /^(map|\[\])/.test(underlying)) fact.keep = 1;
      // An optional pointer that is not left out is shown as null; one that has to be there never is.
      const isOptional = !(node.required ?? []).includes(field.name);
      if (isOptional && !field.omitempty && !field.omitzero && field.type.startsWith('*')) fact.nil = 1;
      const plain = !field.type.startsWith('*') && !field.omitzero;
      if (field.name !== 'creationTimestamp' && plain && (/^(metav1\.)?(Micro)?Time$/.test(base) || base === 'metav1.Time'))
        fact.nil = 1;
      else if (plain && !base.startsWith('[]') && (structs.has(base) || (foreign && packageOf(home).structs.has(foreign))))
        fact.struct = 1;
      if (prefix.length) fact.in = prefix.join('.');
      if (Object.keys(fact).length) entry[field.name] = fact;
    }
  };
  visit(name, []);
  if (Object.keys(entry).length) facts[definition] = entry;
}
const banner = '// Generated by scripts/generate-go-facts.mjs from the Go types of Kubernetes v1.36. Do not edit.\n\n';
writeFileSync(
  new URL('../sandbox/schema/go-facts-text.ts', import.meta.url),
  `${banner}export const goFactsText = ${JSON.stringify(JSON.stringify(facts))};\n`,
);
