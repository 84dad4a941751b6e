// The two encodings of Terraform's plugin protocol, as far as it uses them: Protocol Buffers for
// messages, MessagePack for values. Nothing has to be installed for it.

/** A value that is known only after an apply. */
export const UNKNOWN = Symbol("unknown");

// --- Protocol Buffers ---------------------------------------------------------------------------

function varint(number) {
  const bytes = [];
  let rest = BigInt(number);
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/** A field: text, bytes or a message that is encoded already; or a number or a truth value. */
export function field(number, value) {
  if (value === undefined || value === null || value === false || value === 0) return Buffer.alloc(0);
  if (typeof value === "number" || value === true) {
    return Buffer.concat([varint(number << 3), varint(Number(value))]);
  }
  const bytes = Buffer.from(value);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

export const message = (...fields) => Buffer.concat(fields);

/** The fields of a message by number; of a repeated one the last. */
export function fields(bytes) {
  const found = {};
  let at = 0;
  const next = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(value);
    }
  };
  while (at < bytes.length) {
    const key = next();
    const number = key >> 3;
    switch (key & 7) {
      case 0: found[number] = next(); break;
      case 1: found[number] = bytes.subarray(at, (at += 8)); break;
      case 2: { const length = next(); found[number] = bytes.subarray(at, (at += length)); break; }
      case 5: found[number] = bytes.subarray(at, (at += 4)); break;
      default: throw new Error(`wire type ${key & 7}`);
    }
  }
  return found;
}

// --- MessagePack --------------------------------------------------------------------------------

export function unpack(bytes) {
  let at = 0;
  const take = (length) => bytes.subarray(at, (at += length));
  const number = (length, read) => { const value = bytes[read](at); at += length; return Number(value); };
  const text = (length) => take(length).toString("utf8");
  const list = (length) => Array.from({ length }, () => value());
  const pairs = (length) => Array.from({ length }, () => [value(), value()]);
  const extension = (length) => { at += 1 + length; return UNKNOWN; };
  function value() {
    const head = bytes[at++];
    if (head < 0x80) return head;
    if (head < 0x90) return Object.fromEntries(pairs(head & 15));
    if (head < 0xa0) return list(head & 15);
    if (head < 0xc0) return text(head & 31);
    if (head >= 0xe0) return head - 256;
    switch (head) {
      case 0xc0: return null;
      case 0xc2: return false;
      case 0xc3: return true;
      case 0xc4: return text(number(1, "readUInt8"));
      case 0xc5: return text(number(2, "readUInt16BE"));
      case 0xc7: return extension(number(1, "readUInt8"));
      case 0xc8: return extension(number(2, "readUInt16BE"));
      case 0xca: return number(4, "readFloatBE");
      case 0xcb: return number(8, "readDoubleBE");
      case 0xcc: return number(1, "readUInt8");
      case 0xcd: return number(2, "readUInt16BE");
      case 0xce: return number(4, "readUInt32BE");
      case 0xcf: return number(8, "readBigUInt64BE");
      case 0xd0: return number(1, "readInt8");
      case 0xd1: return number(2, "readInt16BE");
      case 0xd2: return number(4, "readInt32BE");
      case 0xd3: return number(8, "readBigInt64BE");
      case 0xd4: case 0xd5: case 0xd6: case 0xd7: case 0xd8: return extension(1 << (head - 0xd4));
      case 0xd9: return text(number(1, "readUInt8"));
      case 0xda: return text(number(2, "readUInt16BE"));
      case 0xdb: return text(number(4, "readUInt32BE"));
      case 0xdc: return list(number(2, "readUInt16BE"));
      case 0xdd: return list(number(4, "readUInt32BE"));
      case 0xde: return Object.fromEntries(pairs(number(2, "readUInt16BE")));
      case 0xdf: return Object.fromEntries(pairs(number(4, "readUInt32BE")));
      default: throw new Error(`MessagePack type ${head.toString(16)}`);
    }
  }
  return value();
}

function sized(head, length) {
  const bytes = Buffer.alloc(5);
  bytes[0] = head;
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

export function pack(value) {
  if (value === UNKNOWN) return Buffer.from([0xd4, 0, 0]);
  if (value === null || value === undefined) return Buffer.from([0xc0]);
  if (typeof value === "boolean") return Buffer.from([value ? 0xc3 : 0xc2]);
  if (typeof value === "number") {
    const bytes = Buffer.alloc(9);
    if (Number.isSafeInteger(value)) {
      bytes[0] = 0xd3;
      bytes.writeBigInt64BE(BigInt(value), 1);
    } else {
      bytes[0] = 0xcb;
      bytes.writeDoubleBE(value, 1);
    }
    return bytes;
  }
  if (typeof value === "string") {
    const bytes = Buffer.from(value, "utf8");
    return Buffer.concat([sized(0xdb, bytes.length), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([sized(0xdd, value.length), ...value.map(pack)]);
  const entries = Object.entries(value);
  return Buffer.concat([sized(0xdf, entries.length), ...entries.flat().map(pack)]);
}
