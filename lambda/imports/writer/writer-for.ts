import type { Codec, ProtocolVersion } from '../protocol.ts';
import type { FrameBuffer } from './frame-buffer.ts';
import type { ItemWriter } from './item-writer.ts';
import { JsonWriter } from './json-writer.ts';
import { ProtoWriter } from './proto-writer.ts';

/** The writer for what a request asked for. */
export const writerFor = (codec: Codec, version: ProtocolVersion, frames: FrameBuffer): ItemWriter =>
  codec === 'json' ? new JsonWriter(frames) : new ProtoWriter(frames, version);
