import { Type } from '@mikro-orm/core';

/**
 * A value kept as JSON text, through a codec of its own: bigint and classes survive where plain JSON would lose them. Such a
 * value is replaced and never changed, so that its text is worked out once.
 */
export class JsonText<T extends object> extends Type<T, string> {
  private readonly texts = new WeakMap<T, string>();
  private readonly encode: (value: T) => unknown;
  private readonly decode: (json: unknown) => T;

  constructor(codec: { encode: (value: T) => unknown; decode: (json: unknown) => T }) {
    super();
    this.encode = codec.encode;
    this.decode = codec.decode;
  }

  override convertToDatabaseValue(value: T | string): string {
    if (typeof value === 'string') return value;
    const known = this.texts.get(value);
    if (known !== undefined) return known;
    const text = JSON.stringify(this.encode(value));
    this.texts.set(value, text);
    return text;
  }

  override convertToJSValue(text: T | string): T {
    if (typeof text !== 'string') return text;
    const value = this.decode(JSON.parse(text));
    this.texts.set(value, text);
    return value;
  }

  override compareAsType(): string {
    return 'string';
  }

  override getColumnType(): string {
    return 'text';
  }
}
