import type { Component } from '../api/component.ts';
import type { ClusterNetwork } from './index.ts';

/** kube-proxy of a node as a process that can be stopped; its rules stay meanwhile. */
export function kubeProxy(network: ClusterNetwork, nodeName: string): Component {
  return {
    name: `kube-proxy/${nodeName}`,
    start() {
      network.proxies.start(nodeName);
      return () => network.proxies.stop(nodeName);
    },
  };
}

export function coreDns(network: ClusterNetwork): Component {
  return {
    name: 'coredns',
    start() {
      network.dns.start();
      return () => network.dns.stop();
    },
  };
}
