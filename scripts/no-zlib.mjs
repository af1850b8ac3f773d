// Stands in for node:zlib, which the shell library asks for in its gzip tools: the sandbox runs in a browser as well.
const refuse = () => {
  throw new Error('gzip is not simulated');
};
export const gunzipSync = refuse;
export const gzipSync = refuse;
export const constants = {};
