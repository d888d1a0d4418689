/** One length-prefixed message as it stands on the wire. */
export interface Frame {
  readonly flags: number;
  readonly message: Uint8Array;
}

/** Cuts a whole body into its frames. Throws if a frame is cut short. */
export const parseFrames = (body: Uint8Array): Frame[] => {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const frames: Frame[] = [];
  let position = 0;
  while (position < body.length) {
    const size = view.getUint32(position + 1);
    const end = position + 5 + size;
    if (end > body.length) throw new Error(`a frame of ${size} bytes is cut short`);
    frames.push({ flags: body[position]!, message: body.subarray(position + 5, end) });
    position = end;
  }
  return frames;
};
