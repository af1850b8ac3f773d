import type { Cancel } from '../core/clock.ts';
import { nodeAt, type DirectoryNode, type TreeNode } from './file-tree.ts';

interface Watch {
  readonly parts: readonly string[];
  /** As it was when it was looked at last; trees are never changed, so that another one is a change. */
  seen: TreeNode | undefined;
  readonly listener: () => void;
}

/** Who is told of changes below which path of a tree. */
export class FileWatches {
  private readonly all = new Set<Watch>();

  add(root: DirectoryNode, parts: readonly string[], listener: () => void): Cancel {
    const watch: Watch = { parts, seen: nodeAt(root, parts), listener };
    this.all.add(watch);
    return () => this.all.delete(watch);
  }

  /** Takes the tree as it is after a change. */
  tell(root: DirectoryNode): void {
    for (const watch of this.all) {
      const node = nodeAt(root, watch.parts);
      if (node === watch.seen) continue;
      watch.seen = node;
      watch.listener();
    }
  }
}
