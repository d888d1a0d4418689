import type { Item, Json } from '../../../connectors/item.ts';
import type { FrameBuffer } from './frame-buffer.ts';

/** Writes what an import yields as messages of `PerformImportResponse`, one frame each. */
export interface ItemWriter {
  readonly frames: FrameBuffer;
  /**
   * Writes one item.
   *
   * @throws SourceError `data-invalid` for an instant that the protocol has no room for (years 1 to 9999)
   */
  item(item: Item): void;
  /** Writes where the next request goes on. v1alpha2 only. */
  cursor(cursor: Json): void;
}
