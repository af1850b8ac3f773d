import { definePlugin } from '../define-plugin.ts';

/** Models pkg/scheduler/framework/plugins/nodename. */
export const nodeName = definePlugin({
  name: 'NodeName',
  judge: (pod) => ({
    filter: ({ name }) =>
      pod.spec.nodeName && pod.spec.nodeName !== name
        ? { reasons: ["node(s) didn't match the requested node name"], preemptible: false }
        : undefined,
  }),
  helps: ({ what }) => what === 'node',
});
