import { labelSchemaSchema } from '#shared/domain/entity-type.ts';
import type { LabelSchema } from '#shared/domain/entity-type.ts';
import { guidelineSchema } from '#shared/domain/guideline.ts';
import type { Guideline } from '#shared/domain/guideline.ts';
import { AppError } from '#shared/errors.ts';
import { z } from 'zod';

const fileSchema = z.object({
  format: z.literal('diziner-guideline/1'),
  title: z.string(),
  schema: labelSchemaSchema,
  guideline: guidelineSchema,
});

/** The whole guideline with its schema, readable again by readGuidelineJson(). Ends with a line feed. */
export function renderJson(guideline: Guideline, schema: LabelSchema, title: string): string {
  return `${JSON.stringify({ format: 'diziner-guideline/1', title, schema, guideline }, null, 2)}\n`;
}

/** @throws {AppError} FORMAT_INVALID naming the field that is wrong */
export function readGuidelineJson(text: string): z.infer<typeof fileSchema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError('FORMAT_INVALID', 'The guideline file is not valid JSON.', {
      cause,
      action: 'Choose a file that was exported as JSON.',
    });
  }
  const parsed = fileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'FORMAT_INVALID',
    `The guideline file is not as expected: ${z.prettifyError(parsed.error)}`,
    {
      action: 'Choose a file that was exported as JSON.',
    },
  );
}
