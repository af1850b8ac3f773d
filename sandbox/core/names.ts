/**
 * Rules for names, labels, keys and numbers. Each returns what is wrong in the API server's words, nothing when all is well.
 * Models k8s.io/apimachinery/pkg/util/validation.
 */
export type NameRule = (value: string) => readonly string[];

export const maxLength = (length: number): string => `must be no more than ${length} characters`;
const maxBytes = (length: number): string => `must be no more than ${length} bytes`;
export const inclusiveRange = (low: number, high: number): string => `must be between ${low} and ${high}, inclusive`;

/** The text for a value that does not match a pattern, with examples of what would. */
export function patternText(message: string, pattern: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${pattern}')`;
  return `${message} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${pattern}')`;
}

const utf8 = new TextEncoder();
const ascii = /^[\x00-\x7f]*$/;
const byteLength = (text: string): number => (ascii.test(text) ? text.length : utf8.encode(text).length);
const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);

const label1123 = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain1123 = `${label1123}(\\.${label1123})*`;
const label1123Pattern = whole(label1123);
const subdomain1123Pattern = whole(subdomain1123);
const label1123Text =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const subdomain1123Text =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";

export const dns1123Label: NameRule = (value) => {
  const errors: string[] = [];
  if (byteLength(value) > 63) errors.push(maxLength(63));
  if (!label1123Pattern.test(value)) {
    errors.push(
      subdomain1123Pattern.test(value) ? 'must not contain dots' : patternText(label1123Text, label1123, 'my-name', '123-abc'),
    );
  }
  return errors;
};

export const dns1123Subdomain: NameRule = (value) => {
  const errors: string[] = [];
  if (byteLength(value) > 253) errors.push(maxLength(253));
  if (!subdomain1123Pattern.test(value)) errors.push(patternText(subdomain1123Text, subdomain1123, 'example.com'));
  return errors;
};

const label1123Underscore = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const subdomain1123Underscore = `${label1123Underscore}(\\.${label1123Underscore})*`;
const subdomain1123UnderscorePattern = whole(subdomain1123Underscore);

export const dns1123SubdomainWithUnderscore: NameRule = (value) => {
  const errors: string[] = [];
  if (byteLength(value) > 253) errors.push(maxLength(253));
  if (!subdomain1123UnderscorePattern.test(value)) {
    const text = subdomain1123Text.replace("characters, '-'", "characters, '_', '-'");
    errors.push(patternText(text, subdomain1123Underscore, 'example.com'));
  }
  return errors;
};

const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const label1035Pattern = whole(label1035);

export const dns1035Label: NameRule = (value) => {
  const errors: string[] = [];
  if (byteLength(value) > 63) errors.push(maxLength(63));
  if (!label1035Pattern.test(value)) {
    const text =
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
    errors.push(patternText(text, label1035, 'my-name', 'abc-123'));
  }
  return errors;
};

const wildcard = `\\*\\.${subdomain1123}`;
const wildcardPattern = whole(wildcard);

export const wildcardSubdomain: NameRule = (value) => {
  const errors: string[] = [];
  if (byteLength(value) > 253) errors.push(maxLength(253));
  if (!wildcardPattern.test(value)) {
    const text =
      "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
    errors.push(patternText(text, wildcard, '*.example.com'));
  }
  return errors;
};

/** Names that become one segment of a URL and nothing more: RBAC objects. Models apimachinery/pkg/api/validation/path. */
export const pathSegment: NameRule = (value) => {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((part) => value.includes(part)).map((part) => `may not contain '${part}'`);
};

const labelKey = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelKeyPattern = whole(labelKey);
const labelKeyText =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const labelKeyExamples = ['MyName', 'my.name', '123-abc'];

/** Keys of labels and annotations, names of resources and taints: `[prefix/]name`. */
export const qualifiedName: NameRule = (value) => {
  const parts = value.split('/');
  const errors: string[] = [];
  if (parts.length > 2) {
    const text = patternText(`a valid label key ${labelKeyText}`, labelKey, ...labelKeyExamples);
    return [`${text} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const name = parts.at(-1) ?? '';
  if (parts.length === 2) {
    const prefix = parts[0] ?? '';
    if (prefix === '') errors.push('prefix part must be non-empty');
    else errors.push(...dns1123Subdomain(prefix).map((text) => `prefix part ${text === maxLength(253) ? maxBytes(253) : text}`));
  }
  if (name === '') errors.push('name part must be non-empty');
  else if (byteLength(name) > 63) errors.push(`name part ${maxBytes(63)}`);
  if (!labelKeyPattern.test(name)) errors.push(`name part ${patternText(labelKeyText, labelKey, ...labelKeyExamples)}`);
  return errors;
};

const labelValuePattern = whole(`(${labelKey})?`);

export const labelValue: NameRule = (value) => {
  const errors: string[] = [];
  if (byteLength(value) > 63) errors.push(maxBytes(63));
  if (!labelValuePattern.test(value)) {
    const text = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`;
    errors.push(patternText(text, `(${labelKey})?`, 'MyValue', 'my_value', '12345'));
  }
  return errors;
};

const parentPrefix = (value: string): readonly string[] => {
  if (value === '.') return ["must not be '.'"];
  if (value === '..') return ["must not be '..'"];
  return value.startsWith('..') ? ["must not start with '..'"] : [];
};

const configKey = '[-._a-zA-Z0-9]+';
const configKeyPattern = whole(configKey);

/** Keys in the data of a ConfigMap or Secret. */
export const configMapKey: NameRule = (value) => {
  const errors: string[] = [];
  if (byteLength(value) > 253) errors.push(maxLength(253));
  if (!configKeyPattern.test(value)) {
    const text = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    errors.push(patternText(text, configKey, 'key.name', 'KEY_NAME', 'key-name'));
  }
  return [...errors, ...parentPrefix(value)];
};

/** Names of environment variables: anything printable in ASCII but `=`. */
export const environmentName: NameRule = (value) => {
  if (value === '') return ['environment variable name must be non-empty'];
  return /^[\x20-\x3c\x3e-\x7e]*$/.test(value)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
};

export const portName: NameRule = (value) => {
  const errors: string[] = [];
  if (byteLength(value) > 15) errors.push(maxLength(15));
  if (!/^[-a-z0-9]+$/.test(value)) errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) errors.push('must contain at least one letter (a-z)');
  if (value.includes('--')) errors.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
};

export const portNumber = (value: number): readonly string[] =>
  value >= 1 && value <= 65_535 ? [] : [inclusiveRange(1, 65_535)];

const headerName = '[-A-Za-z0-9]+';

export const httpHeaderName: NameRule = (value) =>
  whole(headerName).test(value)
    ? []
    : [patternText("a valid HTTP header must consist of alphanumeric characters or '-'", headerName, 'X-Header-Name')];

const percent = '[0-9]+%';

export const percentText: NameRule = (value) =>
  whole(percent).test(value)
    ? []
    : [patternText("a valid percent string must be a numeric string followed by an ending '%'", percent, '1%', '93%')];
