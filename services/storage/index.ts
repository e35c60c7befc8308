export { lastPass, recordCollected, recordPass, type StoragePass } from './passes';
export {
  abandonedRemovals,
  beginRemovals,
  claimUnreferenced,
  endRemovals,
  ownerOf,
  referObjects,
  removeWithinMs,
  type StoredObject,
} from './references';
