const words =
  'completion create dependency diff env get help history install lint list package plugin pull push registry repo rollback search show status template test uninstall upgrade verify version';

/** Scripts that let a shell complete helm's commands. */
export const completionScripts: ReadonlyMap<string, string> = new Map([
  ['bash', `complete -W "${words}" helm\n`],
  ['fish', `complete -c helm -n __fish_use_subcommand -a "${words}"\n`],
  [
    'powershell',
    `Register-ArgumentCompleter -CommandName helm -ScriptBlock { param($word) "${words}".Split(' ') | Where-Object { $_.StartsWith($word) } }\n`,
  ],
  ['zsh', `#compdef helm\n_arguments "1:command:(${words})"\n`],
]);
