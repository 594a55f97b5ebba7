export const now = (): string => new Date().toISOString();
export const newId = (): string => globalThis.crypto.randomUUID();
