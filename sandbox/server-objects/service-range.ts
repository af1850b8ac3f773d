/** Addresses of Services: those of this block but the first and the last. What `--service-cluster-ip-range` says by default in kubeadm. */
export const SERVICE_RANGE = '10.96.0.0/12';
