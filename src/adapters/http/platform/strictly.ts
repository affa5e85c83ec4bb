import { z } from 'zod';

type Definition = z.core.$ZodTypes['_zod']['def'];
const known = new WeakMap<z.core.$ZodType, z.core.$ZodType>();

/**
 * The same schema, with every object in it refusing fields that it does not name, however deep. Objects that say how they
 * treat others (`z.looseObject`, `.catchall()`) keep their say.
 */
export function strictly<Schema extends z.ZodType>(schema: Schema): Schema;
export function strictly(schema: z.core.$ZodType): z.core.$ZodType {
  const before = known.get(schema);
  if (before) return before;
  const changes = changesOf((schema as z.core.$ZodTypes)._zod.def);
  const strict = changes === null ? schema : z.core.clone(schema, { ...schema._zod.def, ...changes }, { parent: true });
  known.set(schema, strict);
  return strict;
}

const inner = (schema: z.core.$ZodType): z.core.$ZodType => strictly(schema as z.ZodType);

function changesOf(def: Definition): object | null {
  switch (def.type) {
    case 'object':
      return { shape: strictShape(def.shape), catchall: def.catchall ?? z.never() };
    case 'array':
      return { element: inner(def.element) };
    case 'tuple':
      return { items: def.items.map(inner), rest: def.rest && inner(def.rest) };
    case 'record':
      return { valueType: inner(def.valueType) };
    case 'union':
      return { options: def.options.map(inner) };
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return { innerType: inner(def.innerType) };
    case 'pipe':
      return { in: inner(def.in), out: inner(def.out) };
    case 'lazy':
      return { getter: () => inner(def.getter()) };
    default:
      return null;
  }
}

function strictShape(shape: z.core.$ZodShape): z.core.$ZodShape {
  return Object.fromEntries(Object.entries(shape).map(([key, part]) => [key, inner(part)]));
}
