import type { Reason } from './define-reason.ts';

/** Slips in the command line, in files and in the shell. */
export const commandLineReasons: readonly Reason[] = [
  {
    when: /unknown command "(?<word>[^"]+)" for "kubectl"/,
    means: 'kubectl has no command {word}.',
    next: '`kubectl help` lists all of them.',
    lesson: 'start/tour',
  },
  {
    when: /unknown flag: (?<flag>\S+)/,
    means:
      'This command has no flag {flag}. Perhaps it belongs to another command, or behind `--` to the program in the container.',
    next: 'Ask the command with `--help`.',
    lesson: 'start/tour',
  },
  {
    when: /unknown shorthand flag: '(?<letter>.)'/,
    means: 'There is no short flag -{letter} here.',
    next: 'Ask the command with `--help`; a program for the container stands behind `--`.',
    lesson: 'start/tour',
  },
  {
    when: /flag needs an argument: (?<flag>.*)/,
    means: 'A flag stands alone that wants a value.',
    next: 'Write it as FLAG=VALUE.',
    lesson: 'start/tour',
  },
  {
    when: /required flag\(s\) (?<flags>.*) not set/,
    means: 'The command cannot do without {flags}.',
    next: 'Add what is missing.',
    lesson: 'start/tour',
  },
  {
    when: /You must specify the type of resource|Required resource not specified/,
    means: 'kubectl has to know what: pods, services, deployments …',
    next: '`kubectl api-resources` lists the kinds.',
  },
  {
    when: /there is no need to specify a resource type as a separate argument/,
    means: 'Two ways to name things are mixed: `pod web` and `pod/web`.',
    next: 'Use one of them for all.',
  },
  {
    when: /exactly one NAME is required/,
    means: 'The command makes one object and wants one name.',
    next: 'Words for the program in the container stand behind `--`.',
    lesson: 'start/tour',
  },
  {
    when: /the path "(?<path>[^"]+)" does not exist/,
    means: 'There is no file {path} in this folder.',
    next: '`ls` shows what there is; `pwd` where you are.',
    lesson: 'start/tour',
  },
  {
    when: /error (parsing|converting) .*yaml: line (?<line>\d+): (?<what>.*)/,
    means: 'The file is no proper YAML from line {line} on: {what}. Most often the indentation is off, or a tab stands in it.',
    next: 'Indent with two blanks; a colon in a text wants quotes around it.',
  },
  {
    when: /found character that cannot start any token/,
    means: 'YAML does not allow a tab at the start of a line.',
    next: 'Indent with blanks.',
  },
  {
    when: /must specify one of -f and -k|no objects passed to (apply|create|replace)/,
    means: 'There is nothing to work on: no file was named, or it is empty.',
    next: 'Name a file with `-f FILE`, or `-f -` for what is piped in.',
  },
  {
    when: /already has a value \((?<value>[^)]*)\), and --overwrite is false/,
    means: 'The label is there already, with the value {value}; it is not replaced by accident.',
    next: 'Say `--overwrite` when you mean it.',
  },
  {
    when: /unable to match a printer suitable for the output format/,
    means: 'There is no such format for -o.',
    next: 'Take yaml, json, wide, name, jsonpath=… or custom-columns=….',
  },
  {
    when: /error (parsing|executing) jsonpath|array index out of bounds/,
    means: 'The JSONPath cannot be read, or leads where nothing is.',
    next: "Look at the object with `-o yaml` first, and quote the path: -o jsonpath='{.spec.replicas}'.",
  },
  {
    when: /all resources must be specified before/,
    means: 'What to change stands before what it is for.',
    next: 'First the resource, then KEY=VALUE.',
  },
  {
    when: /No resources found/,
    means: 'That is no error: nothing of that kind is there.',
    next: 'Perhaps in another namespace: add `-A`. Is the label of -l right?',
  },
  {
    when: /(?<name>\S+): command not found/,
    means: 'There is no program {name} on this machine.',
    next: '`help` lists those there are. Inside a container other programs are at hand: `kubectl exec POD -- PROGRAM`.',
    lesson: 'start/tour',
  },
  {
    when: /No such file or directory/,
    means: 'The file or folder is not where you look.',
    next: '`ls` shows what there is; `pwd` where you are.',
    lesson: 'start/tour',
  },
  {
    when: /Permission denied/,
    means: 'You may not read, write or run this file.',
    next: '`ls -l` shows whose it is and who may do what.',
    lesson: 'containers/process',
  },
  {
    when: /syntax error|unexpected EOF while looking for/,
    means: 'The shell cannot read the line: a quote, brace or bracket is not closed.',
    next: 'Put text with blanks, braces or dollars into single quotes.',
    lesson: 'start/tour',
  },
  {
    when: /Cannot connect to the Docker daemon|No such container: (?<name>\S+)/,
    means: 'docker does not find what you named, or its daemon does not run here.',
    next: '`docker ps -a` lists containers; on nodes of a cluster it is `crictl ps`.',
    lesson: 'containers/why-docker',
  },
];
