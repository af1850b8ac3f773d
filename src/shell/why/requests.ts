import type { Reason } from './define-reason.ts';

/** The API server's refusals, and what kubectl says before it asks. */
export const requestReasons: readonly Reason[] = [
  {
    when: /namespaces "(?<name>[^"]+)" not found/,
    means: 'There is no namespace {name}. Objects of a namespace can only be made when it is there.',
    next: 'See which there are with `kubectl get namespaces`; make it with `kubectl create namespace {name}`.',
  },
  {
    when: /\(NotFound\): (?<what>\S+) "(?<name>[^"]+)" not found/,
    means: 'The server has no {what} of the name {name} in the namespace that you asked in.',
    next: 'Look for it with `kubectl get {what} -A`: the name may be another one, or it lives in another namespace (`-n NAME`).',
  },
  {
    when: /\(NotFound\): the server could not find the requested resource/,
    means: 'The path that was asked for is none that this server serves, for example a subresource that the kind does not have.',
    next: 'Compare with `kubectl api-resources` and `kubectl api-versions`.',
  },
  {
    when: /the server doesn't have a resource type "(?<name>[^"]+)"/,
    means:
      'No kind of this cluster is called {name}: a slip of the pen, or a kind that comes with a CustomResourceDefinition that is not installed.',
    next: '`kubectl api-resources` lists all kinds with their short names.',
  },
  {
    when: /no matches for kind "(?<kind>[^"]+)" in version "(?<version>[^"]+)"/,
    means:
      'The manifest says kind {kind} of {version}, and the server knows no such pair: the apiVersion is wrong or old, or the CustomResourceDefinition is missing.',
    next: 'Find the right apiVersion with `kubectl explain {kind}` or `kubectl api-resources`.',
  },
  {
    when: /\(AlreadyExists\): .*?(?<what>[\w.]+) "(?<name>[^"]+)" already exists/,
    means: '`create` makes something new, and {what} {name} is there already.',
    next: 'Change it with `kubectl apply`, or delete it first, or take another name.',
  },
  {
    when: /Apply failed with \d+ conflicts?: conflicts? with "(?<manager>[^"]+)"/,
    means:
      'Another field manager, {manager}, owns a field that you want to set. Server-side apply does not take it away silently.',
    next: 'Leave the field out of your manifest, or take it over with `--force-conflicts` when you mean to.',
  },
  {
    when: /the object has been modified; please apply your changes to the latest version/,
    means:
      'Somebody changed the object between your reading and your writing: its resourceVersion is no longer the one that you sent.',
    next: 'Read it again and repeat the change; `kubectl apply` and `patch` do without the version.',
  },
  {
    when: /field is immutable|may not change once set|updates to .* for fields other than/,
    means: 'This field can be set once, when the object is made. The kind does not allow it to change afterwards.',
    next: 'Delete the object and make it anew (`kubectl replace --force -f FILE` does both); for workloads this starts new Pods.',
  },
  {
    when: /pod updates may not change fields other than/,
    means: 'Of a running Pod only images, a few deadlines and tolerations can be changed. A Pod is replaced, not rebuilt.',
    next: 'Change the template of its Deployment, or delete the Pod and make a new one.',
    lesson: 'pods/lifecycle',
  },
  {
    when: /`selector` does not match template `labels`/,
    means:
      'The controller looks for Pods by its selector, and the Pods of its own template would not carry those labels: it would make new ones for ever.',
    next: 'Give spec.template.metadata.labels all labels of spec.selector.matchLabels.',
  },
  {
    when: /unknown field "(?<field>[^"]+)"/,
    means: 'The kind has no field {field}: a slip of the pen, or it stands at the wrong depth.',
    next: 'Compare with `kubectl explain`, for example `kubectl explain deployment.spec`.',
  },
  {
    when: /cannot unmarshal (?<found>\w+) into Go struct field (?<field>[\w.]+) of type (?<type>\S+)/,
    means:
      'The field {field} wants the type {type}, and the manifest has a {found}. In YAML a number or true without quotes is no text, and text in quotes is no number.',
    next: 'Put quotes around values that are meant as text (environment variables, labels, annotations), and none around numbers.',
  },
  {
    when: /unrecognized type: int32|expected (numeric|int|integer)/,
    means: 'A number was wanted and text was given, for example replicas: "3".',
    next: 'Write the number without quotes.',
  },
  {
    when: /a lowercase RFC 1123 (subdomain|label) must consist of/,
    means: 'Names become parts of DNS names: small letters, digits and dashes, beginning and ending with a letter or digit.',
    next: 'Choose a name like `my-app-1`: no capitals, no underscores.',
  },
  {
    when: /a DNS-1035 label must consist of/,
    means: 'The name of a Service begins with a letter, because old DNS wants it so.',
    next: 'Choose a name like `web-1`, not `1-web`.',
  },
  {
    when: /a valid label must be|a qualified name must consist of/,
    means: 'Keys and values of labels are short words: letters, digits, `-`, `_` and `.`; no blanks, at most 63 characters.',
    next: 'Put free text into an annotation instead.',
  },
  {
    when: /is invalid: [\s\S]*Required value/,
    means: 'A field without which the object makes no sense is missing; the message names its path.',
    next: '`kubectl explain` marks such fields with -required-.',
  },
  {
    when: /Unsupported value: (?<value>"[^"]*")(?:: supported values: (?<values>.*))?/,
    means: '{value} is none of the words that the field allows.',
    next: 'Take one of the supported values that the message lists; capitals count.',
  },
  {
    when: /Duplicate value/,
    means: 'Two entries of a list have the same key (a name or a port), which must be unique there.',
    next: 'Rename or remove one of them.',
  },
  {
    when: /Too long: (may not be more than|must have at most)/,
    means: 'The value is longer than the field allows.',
    next: 'Shorten it; names have up to 253, labels up to 63 characters.',
  },
  {
    when: /must be greater than or equal to 0/,
    means: 'A number is negative where only nought and more make sense.',
    next: 'Give a number from 0 up.',
  },
  {
    when: /must be less than or equal to (?<limit>\S+) limit|must be less than or equal to \w+ limit/,
    means: 'A container asks for more (requests) than it may ever have (limits).',
    next: 'Lower the request or raise the limit.',
    lesson: 'pods/resources',
  },
  {
    when: /quantities must match the regular expression|unable to parse quantity/,
    means: 'Amounts are written like 250m, 0.5, 64Mi or 1Gi; the value is none of that form.',
    next: 'Note the case: M is a million, Mi is 1024 times 1024, and m is a thousandth.',
    lesson: 'pods/resources',
  },
  {
    when: /provided port is not in the valid range|must be between 1 and 65535/,
    means: 'The port is none of those that may be used here.',
    next: 'Ports run from 1 to 65535; node ports from 30000 to 32767.',
    lesson: 'services/types',
  },
  {
    when: /provided port is already allocated/,
    means: 'Another Service has this node port.',
    next: 'Find it with `kubectl get services -A`, or leave nodePort away and the server chooses a free one.',
    lesson: 'services/types',
  },
  {
    when: /provided IP is already allocated|failed to allocate IP/,
    means: 'The cluster IP that the manifest asks for belongs to another Service.',
    next: 'Leave clusterIP away: the server chooses a free one.',
    lesson: 'services/three-ips',
  },
  {
    when: /nil pointer evaluating|map has no entry for key|function "\w+" not defined/,
    means: 'A template asks for a value or function that is not there.',
    next: 'Compare the path with `-o yaml` of the object, or with values.yaml of the chart.',
    lesson: 'charts/templates',
  },
  {
    when: /because it is being terminated/,
    means: 'The namespace is being deleted, and nothing new may come into it meanwhile.',
    next: 'Wait until `kubectl get namespaces` no longer shows it, then make it again.',
  },
  {
    when: /the server rejected our request due to an error in our request|error decoding patch|unable to parse "/,
    means: 'The patch cannot be read: quotes or braces are out of order.',
    next: 'Put the patch into single quotes: -p \'{"spec":{"replicas":2}}\'.',
  },
  {
    when: /is not supported by .* the body of the request was in an unknown format/,
    means: 'Custom resources know no strategic merge patch.',
    next: 'Say `--type=merge` (or json).',
  },
  {
    when: /missing required field|missing the annotation|resource .* is missing the .*last-applied-configuration annotation/,
    means: 'The object was made without `kubectl apply`, so it does not say what was applied last; apply adds that now.',
    next: 'Nothing to repair: from now on `kubectl apply` knows what to compare with.',
  },
];
