import { Optional, type Environment } from '@marcbachmann/cel-js';
import { dns1035Label, dns1123Label, dns1123Subdomain, labelValue, qualifiedName, type NameRule } from '../../core/names.ts';

/** What `format.dns1123Label()` and the like are called on. */
class FormatNamespace {
  readonly name = 'format';
}

class CelFormat {
  constructor(
    readonly name: string,
    /** What is wrong with a text; nothing when all is well. */
    readonly problems: (text: string) => readonly string[],
  ) {}
}

type Rule = (text: string) => readonly string[];

/** A prefix may end with a dash, to which a generated rest is added. */
const prefix =
  (rule: NameRule): Rule =>
  (text) =>
    rule(text.endsWith('-') ? `${text}a` : text);

const when =
  (good: (text: string) => boolean, message: string): Rule =>
  (text) =>
    good(text) ? [] : [message];

const isDate = (text: string): boolean => !Number.isNaN(Date.parse(text));

/** Every format that Kubernetes names in CEL. Models k8s.io/apiserver/pkg/cel/library/format.go. */
const formats: { readonly [name: string]: Rule } = {
  dns1123Label,
  dns1123Subdomain,
  dns1035Label,
  qualifiedName,
  dns1123LabelPrefix: prefix(dns1123Label),
  dns1123SubdomainPrefix: prefix(dns1123Subdomain),
  dns1035LabelPrefix: prefix(dns1035Label),
  labelValue,
  uri: when((text) => URL.canParse(text) || text.startsWith('/'), 'invalid URI'),
  uuid: when((text) => /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text), 'does not match the UUID format'),
  byte: when((text) => /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text), 'invalid base64'),
  date: when((text) => /^\d{4}-\d\d-\d\d$/.test(text) && isDate(text), 'invalid date'),
  datetime: when(
    (text) => /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(text) && isDate(text),
    'invalid datetime',
  ),
};

export function addFormats(environment: Environment): void {
  const format = 'kubernetes.NamedFormat';
  const namespace = 'kubernetes.FormatNamespace';
  environment.registerType({ name: format, ctor: CelFormat, fields: {} });
  environment.registerType({ name: namespace, ctor: FormatNamespace, fields: {} });
  environment.registerConstant('format', namespace, new FormatNamespace());
  for (const [name, problems] of Object.entries(formats))
    environment.registerFunction(`${namespace}.${name}(): ${format}`, () => new CelFormat(name, problems));
  environment.registerFunction(`${namespace}.named(string): optional<${format}>`, (_format: FormatNamespace, name: string) => {
    const problems = Object.hasOwn(formats, name) ? formats[name] : undefined;
    return problems === undefined ? Optional.none() : Optional.of(new CelFormat(name, problems));
  });
  environment.registerFunction(`${format}.validate(string): optional<list<string>>`, (one: CelFormat, text: string) => {
    const problems = one.problems(text);
    return problems.length === 0 ? Optional.none() : Optional.of(problems);
  });
}
