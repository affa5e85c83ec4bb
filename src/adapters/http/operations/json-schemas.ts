import { z } from 'zod';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Turns zod schemas into JSON Schema 2020-12, gathering the named ones (`.meta({ id })`) under `components`. */
export class JsonSchemas {
  readonly components: Record<string, JsonSchema> = {};

  /** What travels: requests as they are sent, answers as they arrive. */
  wire(schema: z.core.$ZodType): JsonSchema {
    return this.#convert(schema, 'input');
  }

  /** What a parameter means once its text is read: an integer rather than a string of digits. */
  meaning(schema: z.core.$ZodType): JsonSchema {
    return this.#convert(schema, 'output');
  }

  #convert(schema: z.core.$ZodType, io: 'input' | 'output'): JsonSchema {
    const { $schema: _, $defs = {}, ...converted } = hoisted(z.toJSONSchema(schema, { io, unrepresentable: 'any', override: tidy }));
    Object.assign(this.components, $defs);
    return converted;
  }
}

function tidy({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }): void {
  const { def } = zodSchema._zod;
  // What is beside a reference sees no field of the schema there: it would refuse them all.
  const refers = jsonSchema.$ref !== undefined;
  if (def.type === 'object' && !def.catchall && !refers) jsonSchema.additionalProperties = false;
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
}

function hoisted(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));
}
