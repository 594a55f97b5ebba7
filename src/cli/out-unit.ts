import type { Command } from 'commander';
import { AppError } from '#shared/errors.ts';
import { oneOf } from '#core/engine/one-of.ts';
import type { FormatId } from '#core/formats/format-info.ts';
import { formatOf } from '#core/formats/registry.ts';
import type { WriteOptions } from '#core/formats/writer.ts';
import { offsetUnits } from '#core/text/offsets.ts';

export function outUnitOption(command: Command): Command {
  return command.option(
    '--out-unit <unit>',
    `what positions count, in formats that leave it open: ${offsetUnits.join(' | ')}`,
  );
}

/** @throws {AppError} INVALID_ARGUMENT: no such unit, or a format that has one of its own */
export function outUnit(format: FormatId, text: string | undefined): Pick<WriteOptions, 'offsetUnit'> {
  const offsetUnit = oneOf('offset unit', text, offsetUnits);
  if (offsetUnit === undefined) return {};
  const { unit } = formatOf(format);
  if (unit !== 'varies' && unit !== offsetUnit)
    throw new AppError('INVALID_ARGUMENT', `Positions in ${format} always count ${unit}.`, {
      action: 'Leave out --out-unit.',
    });
  return { offsetUnit };
}
