import type { SupervisorConfig } from '#shared/domain/run-settings.ts';
import type { ModelProvider } from '#core/run/ports.ts';

/** One tiny call without any document text. Returns the structured-output mode that worked. @throws {AppError} why not */
export async function testSupervisor(
  models: ModelProvider,
  config: SupervisorConfig,
  signal: AbortSignal,
): Promise<string> {
  const session = await models.openSupervisor(config, signal);
  try {
    return await session.check(signal);
  } finally {
    await session.close();
    await models.close();
  }
}
