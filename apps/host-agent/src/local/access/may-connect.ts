/** Who is at the other end of a UNIX socket, as the kernel says. */
export type Peer = { readonly uid: number; readonly gids: readonly number[] };

export type Allowed = {
  /** The account that the agent runs as. */
  readonly ownUid: number;
  /** Members may connect as well; null for nobody else. */
  readonly groupId: number | null;
};

/** Root, the agent's own account, and members of the group. Pure. */
export const mayConnect = ({ uid, gids }: Peer, { ownUid, groupId }: Allowed): boolean =>
  uid === 0 || uid === ownUid || (groupId !== null && gids.includes(groupId));

export const peerName = ({ uid }: Peer): string => (uid === 0 ? 'root' : `uid ${uid}`);
