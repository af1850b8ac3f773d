import { CommandError, defineCommand, type Command } from '../define-command.ts';

const shells: { readonly [shell: string]: (commands: readonly Command[]) => string } = {
  bash: (commands) => `_kubetutor() {
  local words="\${COMP_WORDS[*]:1:COMP_CWORD-1}"
  case "$words" in
${branches(commands, (path, words) => `    '${path}') COMPREPLY=($(compgen -W '${words}' -- "\${COMP_WORDS[COMP_CWORD]}")) ;;`)}
  esac
}
complete -o default -F _kubetutor kubetutor
`,
  zsh: (commands) => `#compdef kubetutor
_kubetutor() {
  local path="\${(j: :)words[2,CURRENT-1]}"
  case "$path" in
${branches(commands, (path, words) => `    '${path}') compadd -- ${words} ;;`)}
    *) _files ;;
  esac
}
compdef _kubetutor kubetutor
`,
  fish: (commands) =>
    commands
      .map(({ name, summary }) => {
        const [first = '', second] = name.split(' ');
        const quoted = summary.replaceAll("'", "\\'");
        if (second === undefined) return `complete -c kubetutor -n __fish_use_subcommand -a ${first} -d '${quoted}'\n`;
        return `complete -c kubetutor -n '__fish_seen_subcommand_from ${first}' -a ${second} -d '${quoted}'\n`;
      })
      .join(''),
};

export const completion = defineCommand({
  name: 'completion',
  summary: 'Print a script that completes commands in your own shell',
  usage: 'bash|zsh|fish',
  least: 1,
  most: 1,
  examples: [{ line: 'source <(kubetutor completion bash)', does: 'for this shell' }],
  async run({ console, positionals, commands }) {
    const [shell = ''] = positionals;
    const write = Object.hasOwn(shells, shell) ? shells[shell] : undefined;
    if (write === undefined) throw new CommandError(`expected bash, zsh or fish, found ${shell}`, 2);
    console.out(write(commands));
    return 0;
  },
});

/** A line for every place at which something can be completed: after nothing, after a first word, after a command. */
function branches(commands: readonly Command[], line: (path: string, words: string) => string): string {
  const firsts = [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? ''))];
  const groups = firsts
    .map(
      (first) =>
        [
          first,
          commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name.slice(first.length + 1)),
        ] as const,
    )
    .filter(([, seconds]) => seconds.length > 0);
  const options = commands.map(
    ({ name, options: own = {} }) => [name, ['help', ...Object.keys(own)].map((option) => `--${option}`)] as const,
  );
  return [['', firsts] as const, ...groups, ...options].map(([path, words]) => line(path, words.join(' '))).join('\n');
}
