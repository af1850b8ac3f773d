import { definePlugin } from '../define-plugin.ts';

/** Models pkg/scheduler/framework/plugins/nodename. */
export const nodeName = definePlugin({
  name: 'NodeName',
  judge: ({ spec }) =>
    spec.nodeName
      ? {
          filter: ({ name }) =>
            spec.nodeName === name
              ? undefined
              : { reasons: ["node(s) didn't match the requested node name"], preemptible: false },
        }
      : {},
  helps: ({ what }) => what === 'node',
});
