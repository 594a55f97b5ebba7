import type { Command } from 'commander';
import { defaultInFlight, mostInFlight } from '#shared/domain/annotator.ts';
import { hostOf } from '#shared/domain/address.ts';
import { AppError } from '#shared/errors.ts';
import { asStoreError, type Database } from '#core/store/open-store.ts';
import { openProjectFile } from '#core/run/project-file.ts';

/** Adds `--project`, which every command on a project takes. */
export function projectOption(command: Command): Command {
  return command.requiredOption('--project <file>', 'the project file (.diziner)');
}

/** Opens a project for the length of one command. */
export async function withProject<T>(path: string, work: (db: Database) => Promise<T> | T): Promise<T> {
  const db = openProjectFile(path);
  try {
    return await work(db);
  } catch (error) {
    throw asStoreError(error, path);
  } finally {
    db.close();
  }
}

/** "ollama:M", "openai:M" or "rules". @throws {AppError} INVALID_ARGUMENT */
export function parseSupervisor(
  text: string,
  url: string | null,
): { kind: 'openai' | 'ollama' | 'rules'; model: string; url: string | null } {
  if (text === 'rules') return { kind: 'rules', model: '', url: null };
  const parts = /^(?<kind>openai|ollama):(?<model>.+)$/u.exec(text)?.groups;
  if (parts === undefined) {
    throw new AppError('INVALID_ARGUMENT', `--supervisor: "${text}" is not a supervisor.`, {
      action: 'Give openai:MODEL, ollama:MODEL or rules.',
    });
  }
  return { kind: parts['kind'] === 'openai' ? 'openai' : 'ollama', model: parts['model'] ?? '', url };
}

/** A whole number of at least `min`. @throws {AppError} INVALID_ARGUMENT naming the flag */
export function integerFlag(name: string, text: string, min = 0): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!Number.isInteger(value) || value < min) {
    throw new AppError('INVALID_ARGUMENT', `${name}: "${text}" is not a whole number of at least ${min}.`, {
      action: 'See "diziner <command> --help".',
    });
  }
  return value;
}

/** Adds `--in-flight`, which every command that asks annotators takes. */
export function inFlightOption(command: Command): Command {
  return command.option(
    '--in-flight <n>',
    `most documents at once at an OpenAI-compatible annotator's server (1 to ${mostInFlight}; default ${defaultInFlight}); fewer where more do not pay`,
  );
}

/** @throws {AppError} INVALID_ARGUMENT */
export function inFlightFlag(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = integerFlag('--in-flight', text, 1);
  if (value <= mostInFlight) return value;
  throw new AppError('INVALID_ARGUMENT', `--in-flight: ${value} is more than ${mostInFlight}.`, {
    action: `Give a number from 1 to ${mostInFlight}.`,
  });
}

/** One text for all commands. */
export const ollamaUrlOption = [
  '--ollama-url <url>',
  'address of Ollama, that server and no other; default: as the window finds it',
] as const;

/** `host:port` of an address. @throws {AppError} INVALID_ARGUMENT naming the flag */
export function hostFlag(name: string, url: string): string {
  const host = hostOf(url);
  if (host === null) {
    throw new AppError('INVALID_ARGUMENT', `${name}: "${url}" is not an address.`, {
      action: 'Give an address such as http://127.0.0.1:11434.',
    });
  }
  return host;
}
