/** The claim has been bound; the controller that binds it sets it. */
export const bindCompleted = 'pv.kubernetes.io/bind-completed';

/** The binding was the controller's choice, not the author's. */
export const boundByController = 'pv.kubernetes.io/bound-by-controller';

/** The node for which a volume has to be made: the scheduler's word to the provisioner. */
export const selectedNode = 'volume.kubernetes.io/selected-node';
