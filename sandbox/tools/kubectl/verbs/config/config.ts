import { defineVerb } from '../../define-verb.ts';
import { currentContext, deleteContext, getContexts, renameContext, setContext, useContext } from './contexts.ts';
import { deleteEntry, getClusters, getUsers } from './entries.ts';
import { set, unset } from './set.ts';
import { setCluster, setCredentials } from './set-entries.ts';
import { view } from './view.ts';

export const config = defineVerb({
  name: 'config',
  usage: 'config SUBCOMMAND',
  summary: 'Modify kubeconfig files',
  description: 'Shows and changes the kubeconfig file: which clusters there are, who speaks to them, and which pair is in use.',
  arguments: 'none',
  subcommands: [
    currentContext,
    deleteEntry('cluster', 'clusters'),
    deleteContext,
    deleteEntry('user', 'users'),
    getClusters,
    getContexts,
    getUsers,
    renameContext,
    set,
    setCluster,
    setContext,
    setCredentials,
    unset,
    useContext,
    view,
  ],
});
