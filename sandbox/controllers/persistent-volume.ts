import { isReason } from '../api/status-error.ts';
import { deepEqual } from '../core/json.ts';
import { formatTime } from '../core/time-text.ts';
import { persistentVolumeClaims, persistentVolumes, pods, storageClasses } from '../schema/resources.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../schema/types/core-v1.ts';
import type { StorageClass } from '../schema/types/storage-v1.ts';
import { bindCompleted, boundByController, selectedNode } from '../storage/annotations.ts';
import { bestMatch, isReservedFor, mismatch } from '../storage/matching.ts';
import { defineController, keyOf, splitKey } from './define-controller.ts';
import { storageClassOf } from '../core/storage-class.ts';

type Annotations = { readonly [key: string]: string };

/** The provisioner that makes volumes here; all others are taken for programs outside the cluster. */
const simulatedProvisioner = 'kubetutor.dev/simulated';
const provisionedBy = 'pv.kubernetes.io/provisioned-by';
const provisionerAnnotations = ['volume.beta.kubernetes.io/storage-provisioner', 'volume.kubernetes.io/storage-provisioner'];
/** All claims and volumes are looked at anew in this period, in milliseconds: a waiting claim is bound then. */
const RESYNC = 15_000;

/** Binds claims to volumes, and says what becomes of volumes whose claim is gone. Models pkg/controller/volume/persistentvolume. */
export const persistentVolumeController = defineController({
  name: 'persistentvolume-controller',
  start(context) {
    const { client, clock, events } = context;
    const claims = client.informer(persistentVolumeClaims);
    const volumes = client.informer(persistentVolumes);
    const classes = client.informer(storageClasses);
    const podInformer = client.informer(pods);
    const enqueueVolume = (name: string | undefined): void => {
      if (name) context.enqueue(name);
    };
    context.track(
      claims.onChange(({ type, object }) => {
        if (type !== 'deleted') context.enqueue(keyOf(object));
        enqueueVolume(object.spec.volumeName);
      }),
    );
    context.track(
      volumes.onChange(({ type, object }) => {
        if (type !== 'deleted') context.enqueue(object.metadata.name);
        const { claimRef } = object.spec;
        if (claimRef?.name !== undefined) context.enqueue(`${claimRef.namespace ?? ''}/${claimRef.name}`);
      }),
    );
    context.track(
      clock.every(RESYNC, () => {
        for (const { metadata } of volumes.list()) context.enqueue(metadata.name);
        for (const claim of claims.list()) context.enqueue(keyOf(claim));
      }),
    );

    const warn = (claim: PersistentVolumeClaim, reason: string, message: string): void =>
      events.event(claim, 'Warning', reason, message);
    const setClaimStatus = (claim: PersistentVolumeClaim, status: PersistentVolumeClaim['status']): void => {
      if (!deepEqual(status, claim.status)) client.updateStatus(persistentVolumeClaims, { ...claim, status });
    };
    const setPhase = (volume: PersistentVolume, phase: string): void => {
      if (volume.status?.phase === phase) return;
      const status = { ...volume.status, phase, lastPhaseTransitionTime: formatTime(clock.now()) };
      client.updateStatus(persistentVolumes, { ...volume, status });
    };

    const bind = (volume: PersistentVolume, claim: PersistentVolumeClaim): void => {
      const { apiVersion, kind, metadata } = claim;
      const { name, namespace, uid, resourceVersion } = metadata;
      let bound = volume;
      if (volume.spec.claimRef?.uid !== uid) {
        const ours: Annotations = volume.spec.claimRef === undefined ? { [boundByController]: 'yes' } : {};
        const claimRef = {
          kind,
          apiVersion,
          name,
          ...(namespace === undefined ? {} : { namespace }),
          uid,
          ...(resourceVersion === undefined ? {} : { resourceVersion }),
        };
        const annotations = { ...volume.metadata.annotations, ...ours };
        bound = client.update(persistentVolumes, {
          ...volume,
          metadata: { ...volume.metadata, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
          spec: { ...volume.spec, claimRef },
        });
      }
      setPhase(bound, 'Bound');
      let own = claim;
      if (claim.spec.volumeName !== volume.metadata.name || claim.metadata.annotations?.[bindCompleted] === undefined) {
        const byUs: Annotations = claim.spec.volumeName ? {} : { [boundByController]: 'yes' };
        own = client.update(persistentVolumeClaims, {
          ...claim,
          metadata: { ...metadata, annotations: { ...metadata.annotations, [bindCompleted]: 'yes', ...byUs } },
          spec: { ...claim.spec, volumeName: volume.metadata.name },
        });
      }
      const { accessModes = [], capacity = {} } = volume.spec;
      setClaimStatus(own, { ...own.status, phase: 'Bound', accessModes, capacity });
    };

    const provision = (claim: PersistentVolumeClaim, storageClass: StorageClass): void => {
      const { provisioner, reclaimPolicy = 'Delete', mountOptions } = storageClass;
      const { metadata, spec } = claim;
      if (provisionerAnnotations.some((name) => metadata.annotations?.[name] !== provisioner)) {
        const annotations = Object.fromEntries(provisionerAnnotations.map((name) => [name, provisioner]));
        client.patch(
          persistentVolumeClaims,
          { name: metadata.name, namespace: metadata.namespace },
          { metadata: { annotations } },
          { type: 'merge' },
        );
      }
      if (provisioner === 'kubernetes.io/no-provisioner') return;
      if (provisioner !== simulatedProvisioner) {
        const rest = 'If volume creation is delayed, please verify that the provisioner is running and correctly registered.';
        const by = `either by the external provisioner '${provisioner}' or manually by the system administrator`;
        events.event(claim, 'Normal', 'ExternalProvisioning', `Waiting for a volume to be created ${by}. ${rest}`);
        return;
      }
      const name = `pvc-${metadata.uid}`;
      const { uid, namespace } = metadata;
      const claimRef = {
        kind: claim.kind,
        apiVersion: claim.apiVersion,
        name: metadata.name,
        ...(namespace === undefined ? {} : { namespace }),
        uid,
      };
      try {
        client.create(persistentVolumes, {
          metadata: { name, annotations: { [provisionedBy]: provisioner } },
          spec: {
            capacity: { storage: spec.resources?.requests?.['storage'] ?? '0' },
            ...(spec.accessModes === undefined ? {} : { accessModes: spec.accessModes }),
            ...(spec.volumeMode === undefined ? {} : { volumeMode: spec.volumeMode }),
            ...(mountOptions === undefined ? {} : { mountOptions }),
            persistentVolumeReclaimPolicy: reclaimPolicy,
            storageClassName: storageClass.metadata.name,
            claimRef,
            hostPath: { path: `/var/lib/kubetutor/volumes/${name}`, type: 'DirectoryOrCreate' },
          },
        });
      } catch (error) {
        if (!isReason(error, 'AlreadyExists')) throw error;
        return;
      }
      events.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${name} using ${provisioner}`);
    };

    const syncUnbound = (claim: PersistentVolumeClaim): void => {
      const { volumeName } = claim.spec;
      const pending = (): void => setClaimStatus(claim, { ...claim.status, phase: 'Pending' });
      if (volumeName) {
        const volume = volumes.get({ name: volumeName });
        if (volume === undefined) return pending();
        if (volume.spec.claimRef !== undefined && !isReservedFor(volume, claim)) {
          const { claimRef } = volume.spec;
          warn(
            claim,
            'FailedBinding',
            `volume ${JSON.stringify(volumeName)} already bound to a different claim (${claimRef.namespace}/${claimRef.name}).`,
          );
          return pending();
        }
        const problem = mismatch(volume, claim);
        if (problem === undefined) return bind(volume, claim);
        warn(claim, 'VolumeMismatch', `Cannot bind to requested volume ${JSON.stringify(volumeName)}: ${problem}`);
        return pending();
      }
      const className = storageClassOf(claim);
      const storageClass = className === '' ? undefined : classes.get({ name: className });
      const later = storageClass?.volumeBindingMode === 'WaitForFirstConsumer' && !claim.metadata.annotations?.[selectedNode];
      const volume = bestMatch(volumes.list(), claim, later);
      if (volume !== undefined) return bind(volume, claim);
      pending();
      if (later) return sayWhatIsAwaited(claim);
      if (className === '') {
        const message = 'no persistent volumes available for this claim and no storage class is set';
        events.event(claim, 'Normal', 'FailedBinding', message);
      } else if (storageClass === undefined) {
        warn(claim, 'ProvisioningFailed', `storageclass.storage.k8s.io ${JSON.stringify(className)} not found`);
      } else provision(claim, storageClass);
    };

    const sayWhatIsAwaited = (claim: PersistentVolumeClaim): void => {
      const users = podInformer
        .list(claim.metadata.namespace)
        .filter(({ spec }) => spec.volumes?.some((each) => each.persistentVolumeClaim?.claimName === claim.metadata.name))
        .filter(({ spec, status }) => !spec.nodeName && status.phase !== 'Succeeded' && status.phase !== 'Failed')
        .map(({ metadata }) => metadata.name);
      const [only] = users;
      if (only === undefined) {
        const message = 'waiting for first consumer to be created before binding';
        events.event(claim, 'Normal', 'WaitForFirstConsumer', message);
      } else {
        const who = users.length > 1 ? `pods ${users.join(',')}` : `pod ${only}`;
        events.event(claim, 'Normal', 'WaitForPodScheduled', `waiting for ${who} to be scheduled`);
      }
    };

    const syncBound = (claim: PersistentVolumeClaim): void => {
      const { volumeName = '' } = claim.spec;
      const volume = volumes.get({ name: volumeName });
      const lose = (reason: string, message: string): void => {
        if (claim.status?.phase === 'Lost') return;
        setClaimStatus(claim, { phase: 'Lost' });
        warn(claim, reason, message);
      };
      if (volume === undefined) lose('ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
      else if (volume.spec.claimRef === undefined || isReservedFor(volume, claim)) bind(volume, claim);
      else lose('ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
    };

    const reclaim = (volume: PersistentVolume): void => {
      const { name, annotations } = volume.metadata;
      setPhase(volume, 'Released');
      const isOurs = annotations?.[provisionedBy] === simulatedProvisioner;
      if (volume.spec.persistentVolumeReclaimPolicy === 'Delete' && isOurs && volume.metadata.deletionTimestamp === undefined)
        client.delete(persistentVolumes, { name });
    };

    const syncVolume = (volume: PersistentVolume): void => {
      const { claimRef } = volume.spec;
      if (claimRef?.uid === undefined) return setPhase(volume, 'Available');
      const claim = claims.get({
        name: claimRef.name ?? '',
        ...(claimRef.namespace === undefined ? {} : { namespace: claimRef.namespace }),
      });
      if (claim === undefined || claim.metadata.uid !== claimRef.uid) return reclaim(volume);
      if (claim.spec.volumeName === volume.metadata.name) setPhase(volume, 'Bound');
      else context.enqueue(keyOf(claim));
    };

    return {
      reconcile(key) {
        const place = splitKey(key);
        if (place.namespace === undefined) {
          const volume = volumes.get(place);
          if (volume !== undefined) syncVolume(volume);
          return;
        }
        const claim = claims.get(place);
        if (claim === undefined) return;
        if (claim.metadata.annotations?.[bindCompleted] === undefined) syncUnbound(claim);
        else syncBound(claim);
      },
    };
  },
});
