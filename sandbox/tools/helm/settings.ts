import type { Flags } from '../kubectl/flags.ts';

/** Where helm keeps its things, and as whom it speaks. Models pkg/cli of helm. */
export interface Settings {
  readonly debug: boolean;
  readonly repositoryConfig: string;
  readonly repositoryCache: string;
  readonly registryConfig: string;
  readonly plugins: string;
  readonly maxHistory: number;
  readonly cacheHome: string;
  readonly configHome: string;
  readonly dataHome: string;
}

type Environment = { readonly [name: string]: string };

export function readSettings(flags: Flags, env: Environment): Settings {
  const home = env['HOME'] ?? '/root';
  const place = (own: string, shared: string, fallback: string): string =>
    env[own] || (env[shared] ? `${env[shared]}/helm` : `${home}/${fallback}/helm`);
  const cacheHome = place('HELM_CACHE_HOME', 'XDG_CACHE_HOME', '.cache');
  const configHome = place('HELM_CONFIG_HOME', 'XDG_CONFIG_HOME', '.config');
  const dataHome = place('HELM_DATA_HOME', 'XDG_DATA_HOME', '.local/share');
  const path = (flag: string, variable: string, fallback: string): string => flags.string(flag) || env[variable] || fallback;
  const history = Number(env['HELM_MAX_HISTORY'] ?? '10');
  return {
    debug: flags.bool('debug') || ['1', 't', 'true', 'TRUE', 'True', 'T'].includes(env['HELM_DEBUG'] ?? ''),
    cacheHome,
    configHome,
    dataHome,
    repositoryConfig: path('repository-config', 'HELM_REPOSITORY_CONFIG', `${configHome}/repositories.yaml`),
    repositoryCache: path('repository-cache', 'HELM_REPOSITORY_CACHE', `${cacheHome}/repository`),
    registryConfig: path('registry-config', 'HELM_REGISTRY_CONFIG', `${configHome}/registry/config.json`),
    plugins: env['HELM_PLUGINS'] || `${dataHome}/plugins`,
    maxHistory: Number.isInteger(history) ? history : 10,
  };
}
