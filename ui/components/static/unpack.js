// The other end of packing.py: bytes to an object whose arrays are views of those bytes.

export function unpack(bytes) {
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = head.getUint32(0, true);
  const text = new TextDecoder().decode(bytes.subarray(4, 4 + length));
  // A view of floats has to begin at a multiple of four, which a message need not.
  const floats = new Float32Array(bytes.slice(4 + length).buffer);
  return JSON.parse(text, (_, value) =>
    Array.isArray(value?.float32)
      ? floats.subarray(value.float32[0], value.float32[0] + value.float32[1])
      : value,
  );
}
