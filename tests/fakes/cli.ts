import { startFakeOllama } from './fake-ollama.ts';
import { startFakeOpenAi } from './fake-openai.ts';

/** `npm run fakes`: both servers on loopback until Ctrl+C, for trying the product by hand without any model. */
const ollama = await startFakeOllama({ outputTokensPerSecond: 400, swapPenaltyMs: 300, recordLimit: 100 });
const openai = await startFakeOpenAi({ outputTokensPerSecond: 800, recordLimit: 100 });
const models = [...ollama.state.models.keys()].map((name) => `ollama:${name}`);

console.log(`Fake Ollama  ${ollama.url}
Fake OpenAI  ${openai.baseUrl}   key ${openai.apiKey}

A run against them (their answers are invented, only the protocol is real):
  export OPENAI_API_KEY=${openai.apiKey}
  npm exec diziner -- run --project my.diziner --ollama-url ${ollama.url} \\
    --annotators ${models.slice(0, 4).join(',')} \\
    --supervisor openai:gpt-5.6-luna --supervisor-url ${openai.baseUrl}

Make something fail, for example:
  curl -s ${ollama.url}/__fake/fault -d '{"mode":"crash500"}'

Ctrl+C stops both.`);

const stop = async (): Promise<void> => {
  await Promise.all([ollama.close(), openai.close()]);
  process.exit(0);
};
process.once('SIGINT', () => void stop());
process.once('SIGTERM', () => void stop());
