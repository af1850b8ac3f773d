import { defineProgram } from '../../host/program.ts';

const print = (env: { readonly [name: string]: string }): string =>
  Object.entries(env)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

export const env = defineProgram({
  name: 'env',
  summary: 'Print the environment, or run a program in another one',
  async run(process) {
    const { args, stdout, stderr } = process;
    const environment: { [name: string]: string } = { ...process.env };
    let index = 0;
    for (; index < args.length; index++) {
      const arg = args[index] ?? '';
      if (arg === '-i' || arg === '-' || arg === '--ignore-environment')
        for (const name of Object.keys(environment)) delete environment[name];
      else if (arg === '-u') delete environment[args[++index] ?? ''];
      else if (arg.startsWith('--unset=')) delete environment[arg.slice('--unset='.length)];
      else if (/^[^=]+=/.test(arg)) environment[arg.slice(0, arg.indexOf('='))] = arg.slice(arg.indexOf('=') + 1);
      else break;
    }
    const command = args.slice(index);
    if (command.length === 0) {
      stdout.write(print(environment));
      return 0;
    }
    const code = await process.run(command, { env: environment });
    if (code === 127 && process.programs.find(command[0] ?? '') === undefined)
      stderr.write(`env: '${command[0]}': No such file or directory\n`);
    return code;
  },
});

export const printenv = defineProgram({
  name: 'printenv',
  summary: 'Print the environment',
  async run({ args, env: environment, stdout }) {
    if (args.length === 0) {
      stdout.write(print(environment));
      return 0;
    }
    let code = 0;
    for (const name of args) {
      const value = environment[name];
      if (value === undefined) code = 1;
      else stdout.write(`${value}\n`);
    }
    return code;
  },
});
