// The least that Ink can show full screen: the measure for our first frame.
Promise.withResolvers ??= function withResolvers() {
  let resolve, reject;
  const promise = new Promise((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
};
const { createElement } = await import('react');
const { render, Text } = await import('ink');
render(createElement(Text, null, 'hello'), { alternateScreen: true, exitOnCtrlC: true });
setInterval(() => undefined, 1000);
