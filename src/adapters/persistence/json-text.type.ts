import { Type } from '@mikro-orm/core';

/** A value kept as JSON text, through a codec of its own: bigint and classes survive where plain JSON would lose them. */
export class JsonText<T> extends Type<T, string> {
  private readonly encode: (value: T) => unknown;
  private readonly decode: (json: unknown) => T;

  constructor(codec: { encode: (value: T) => unknown; decode: (json: unknown) => T }) {
    super();
    this.encode = codec.encode;
    this.decode = codec.decode;
  }

  override convertToDatabaseValue(value: T | string): string {
    return typeof value === 'string' ? value : JSON.stringify(this.encode(value));
  }

  override convertToJSValue(value: T | string): T {
    return typeof value === 'string' ? this.decode(JSON.parse(value)) : value;
  }

  override compareAsType(): string {
    return 'string';
  }

  override getColumnType(): string {
    return 'text';
  }
}
