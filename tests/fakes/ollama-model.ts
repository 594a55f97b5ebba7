import { fakeDigest, hash32 } from './hash.ts';

/** A model as the fake Ollama keeps it on its imaginary disk. Sizes in bytes. */
export interface FakeModel {
  readonly name: string;
  readonly digest: string;
  readonly size: number;
  readonly family: string;
  readonly parameterSize: string;
  readonly blockCount: number;
  readonly headCount: number;
  readonly headCountKv: number;
  readonly embeddingLength: number;
  readonly contextLength: number;
  readonly capabilities: readonly string[];
  /** native: overflow is a stringified JSON error; rendered: without truncate:false the prompt is halved. */
  readonly template: 'native' | 'rendered';
  readonly remoteHost?: string;
}

/** A model with plausible numbers; give what the test needs. */
export function fakeModel(name: string, given: Partial<FakeModel> = {}): FakeModel {
  const fullName = normaliseName(name);
  const billions = Number(/(\d+(?:\.\d+)?)b/iu.exec(fullName)?.[1] ?? 4 + (hash32(fullName) % 5));
  const family = /^[a-z]+(?:-oss)?\d?/iu.exec(fullName.split('/').at(-1) ?? fullName)?.[0] ?? 'llama';
  return {
    name: fullName,
    digest: fakeDigest(fullName),
    size: Math.round(billions * 0.62e9),
    family: family.replace('-', ''),
    parameterSize: `${billions}B`,
    blockCount: 32,
    headCount: 32,
    headCountKv: 8,
    embeddingLength: 4096,
    contextLength: 131_072,
    capabilities: ['completion', 'tools'],
    template: 'native',
    ...given,
  };
}

/** Default tag `latest`; names compare without case. */
export function normaliseName(name: string): string {
  const last = name.split('/').at(-1) ?? name;
  return (last.includes(':') ? name : `${name}:latest`).toLowerCase();
}

/** Names that a real server would send to ollama.com, pulled or not. */
export const isCloudName = (name: string): boolean =>
  !name.endsWith(':local') && (/:(?:.*-)?cloud$/u.test(name) || name.endsWith('-cloud'));

/** The eight annotators most tests run with. */
export const defaultPool: readonly FakeModel[] = [
  fakeModel('llama3.1:8b'),
  fakeModel('qwen3:8b', { family: 'qwen3', capabilities: ['completion', 'tools', 'thinking'] }),
  fakeModel('gemma3:12b', { family: 'gemma3' }),
  fakeModel('mistral-nemo:12b', { family: 'llama' }),
  fakeModel('phi4:14b', { family: 'phi3' }),
  fakeModel('gpt-oss:20b', { family: 'gptoss', capabilities: ['completion', 'tools', 'thinking'] }),
  fakeModel('granite3.3:8b', { family: 'granite' }),
  fakeModel('deepseek-r1:8b', { family: 'qwen3', capabilities: ['completion', 'thinking'] }),
];
