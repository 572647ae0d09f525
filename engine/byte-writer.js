/**
 * A buffer of bytes that grows by doubling, for encoders that write many small pieces.
 *
 * The buffer is never shared or pooled, so what `finish` returns can be moved to another thread.
 */
const FIRST_CAPACITY = 4096;
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #buffer = Buffer.from(this.#bytes.buffer);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  byte(value) {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }
  bytes(values) {
    this.#reserve(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }
  uint16(value) {
    this.#reserve(2);
    this.#view.setUint16(this.#length, value);
    this.#length += 2;
  }
  uint32(value) {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value);
    this.#length += 4;
  }
  float64(value) {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value);
    this.#length += 8;
  }
  utf8(text) {
    // A UTF-16 unit is at most three bytes of UTF-8.
    this.#reserve(text.length * 3);
    this.#length += this.#buffer.write(text, this.#length, 'utf8');
  }
  /** Everything written, in a buffer of exactly that size; the writer is empty afterwards. */
  finish() {
    const written = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return written;
  }
  #reserve(count) {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#buffer = Buffer.from(grown.buffer);
    this.#view = new DataView(grown.buffer);
  }
}
