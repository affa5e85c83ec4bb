import {
  BigIntType,
  BooleanType,
  DateTimeType,
  DoubleType,
  IntegerType,
  StringType,
  TextType,
  UnderscoreNamingStrategy,
  UuidType,
} from '@mikro-orm/core';
import { JsonText } from './json-text.type.ts';
import { MinorUnits } from './minor-units.type.ts';
import type { SqlRow, SqlValue } from './sql-statement.ts';
import { orNull, readBigInt, readBoolean, readDate, readNumber, readText } from './sql-values.ts';

/** A field of an entity and the columns that hold it: one, or those of a value object. */
type EntityField = {
  readonly name: string;
  readonly columns: readonly string[];
  take(row: SqlRow): unknown;
  /** Adds what its columns are to hold. */
  give(value: unknown, values: SqlValue[]): void;
};

export type EntityShape = {
  readonly table: string;
  /** Of the domain's own class: entities are made without their constructor, for what was kept once is not checked again. */
  readonly prototype: object;
  readonly key: EntityField;
  /** All but the version, the key among them. */
  readonly fields: readonly EntityField[];
  /** Those of all fields, in their order. */
  readonly columns: readonly string[];
};

/** What a mapping says before MikroORM's discovery, which would rebuild the domain's classes. */
type Property = {
  name: string;
  accessor?: string;
  kind: string;
  type: unknown;
  /** Of a value object. */
  entity: () => EntityMapping;
  prefix?: string | boolean;
  nullable?: boolean;
  version?: boolean;
  primary?: boolean;
};
type Described = { tableName: string; class: { prototype: object }; properties: Record<string, Property> };
/** MikroORM's types say under this name whose mapping it is. */
export type EntityMapping<Entity extends object = object> = { readonly '~entity': Entity; init(): unknown; meta: unknown };

type Read = (row: SqlRow, column: string) => unknown;
type Codec = { read: Read; write: (value: never) => SqlValue };

const naming = new UnderscoreNamingStrategy();
const readers = new Map<unknown, Read>([
  ['enum', readText],
  [StringType, readText],
  [TextType, readText],
  [UuidType, readText],
  [IntegerType, readNumber],
  [DoubleType, readNumber],
  [BooleanType, readBoolean],
  [DateTimeType, readDate],
]);

/** The shape of an entity, out of its mapping. @throws for a kind of property that no codec knows. */
export function shapeOf(mapping: EntityMapping): EntityShape {
  const { tableName, class: mapped, properties } = described(mapping);
  const all = Object.values(properties);
  const unversioned = all.filter(({ version }) => !version);
  const fields = unversioned.map((property) => fieldOf(tableName, property));
  const key = fields[unversioned.findIndex(({ primary }) => primary)];
  if (!key || fields.length === all.length) throw new TypeError(`the mapping of ${tableName} has no key or no version`);
  return { table: tableName, prototype: mapped.prototype, key, fields, columns: fields.flatMap((field) => field.columns) };
}

function described(mapping: EntityMapping): Described {
  mapping.init();
  return mapping.meta as Described;
}

function fieldOf(table: string, property: Property, prefix = ''): EntityField {
  return property.kind === 'embedded' ? valueObjectOf(table, property, prefix) : scalarOf(table, property, prefix);
}

function scalarOf(table: string, { name, accessor, kind, type, nullable }: Property, prefix: string): EntityField {
  const column = prefix + naming.propertyToColumnName(name);
  const codec = codecFor(kind === 'm:1' ? UuidType : type);
  if (!codec) throw new TypeError(`${table}.${name} is of a type that cannot be read`);
  const { read, write } = codec;
  return {
    name: accessor ?? name,
    columns: [column],
    take: nullable ? (row) => orNull(read, row, column) : (row) => read(row, column),
    give: (value, values) => void values.push(value === null || value === undefined ? null : write(value as never)),
  };
}

function valueObjectOf(table: string, { name, accessor, nullable, entity, prefix }: Property, outer: string): EntityField {
  const { class: made, properties } = described(entity());
  const inner = prefix === false ? outer : `${outer}${naming.propertyToColumnName(name)}_`;
  const parts = Object.values(properties).map((part) => fieldOf(table, part, inner));
  const columns = parts.flatMap((part) => part.columns);
  return {
    name: accessor ?? name,
    columns,
    take: (row) => {
      if (nullable && columns.every((column) => row[column] === null)) return null;
      const value: Record<string, unknown> = Object.create(made.prototype);
      for (const part of parts) value[part.name] = part.take(row);
      return value;
    },
    give: (value, values) => {
      for (const part of parts) part.give(value === null ? null : (value as Record<string, unknown>)[part.name], values);
    },
  };
}

function codecFor(type: unknown): Codec | null {
  if (type instanceof JsonText) {
    return {
      read: (row, column) => type.convertToJSValue(readText(row, column)),
      write: (value: object) => type.convertToDatabaseValue(value),
    };
  }
  const read = readerFor(type);
  return read ? { read, write: (value: SqlValue) => value } : null;
}

function readerFor(type: unknown): Read | undefined {
  if (type instanceof MinorUnits) return readBigInt;
  return type instanceof BigIntType ? readNumber : readers.get(type);
}
