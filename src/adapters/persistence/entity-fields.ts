import {
  BigIntType,
  BooleanType,
  DateTimeType,
  DoubleType,
  type EntitySchema,
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
  entity?: () => EntitySchema | { meta: Described };
  prefix?: string | boolean;
  nullable?: boolean;
  version?: boolean;
  primary?: boolean;
};
type Described = { tableName: string; class: { prototype: object }; properties: Record<string, Property> };
export type EntityMapping = { init(): unknown; meta: unknown };

type Codec = { read: (row: SqlRow, column: string) => unknown; write: (value: never) => SqlValue };

const naming = new UnderscoreNamingStrategy();
const asItIs = (value: SqlValue) => value;
const codecs = new Map<unknown, Codec>([
  ['enum', { read: readText, write: asItIs }],
  [StringType, { read: readText, write: asItIs }],
  [TextType, { read: readText, write: asItIs }],
  [UuidType, { read: readText, write: asItIs }],
  [IntegerType, { read: readNumber, write: asItIs }],
  [DoubleType, { read: readNumber, write: asItIs }],
  [BooleanType, { read: readBoolean, write: asItIs }],
  [DateTimeType, { read: readDate, write: asItIs }],
]);

/** The shape of an entity, out of its mapping. @throws for a kind of property that no codec knows. */
export function shapeOf(mapping: EntityMapping): EntityShape {
  const { tableName, properties } = described(mapping);
  const all = Object.values(properties);
  const unversioned = all.filter(({ version }) => !version);
  const fields = unversioned.map((property) => fieldOf(tableName, property));
  const key = fields[unversioned.findIndex(({ primary }) => primary)];
  if (!key || fields.length === all.length) throw new TypeError(`the mapping of ${tableName} has no key or no version`);
  return { table: tableName, key, fields, columns: fields.flatMap((field) => field.columns) };
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

/** Made without its constructor: what was kept once is not checked again. */
function valueObjectOf(table: string, { name, accessor, nullable, entity, prefix }: Property, outer: string): EntityField {
  const { class: made, properties } = described(entity?.() as EntityMapping);
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

function codecFor(type: unknown): Codec | undefined {
  if (type instanceof JsonText) {
    return {
      read: (row, column) => type.convertToJSValue(readText(row, column)),
      write: (value: unknown) => type.convertToDatabaseValue(value),
    };
  }
  if (type instanceof MinorUnits) return { read: readBigInt, write: asItIs };
  if (type instanceof BigIntType) return { read: readNumber, write: asItIs };
  return codecs.get(type);
}
