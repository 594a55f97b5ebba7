import type { Catalogue } from '../catalogue.ts';

export const home = {
  title: 'Welcome to DiZiNER',
  lead: 'Several language models on your computer mark the same documents. Where they disagree, your guidelines are unclear; DiZiNER makes them better, round after round.',
  trySample: 'Try the sample project',
  trySampleText:
    '101 short notices, entity types and a goal. Built-in annotators do the work: no model, no network, about a minute.',
  ownProject: 'Start your own project',
  ownProjectText: 'Bring your documents, name your entity types, say what the marks are for.',
  toProjects: 'Go to my projects',
  health: 'This computer',
  healthText: 'What DiZiNER found just now. Nothing here stops you from starting.',
  check: 'Look again',
  ollama: 'Ollama',
  ollamaRunning: 'running',
  ollamaAbsent: 'not found',
  ollamaForeign: 'address taken',
  ollamaManaged: 'started by DiZiNER',
  cloud_off: 'Its cloud is off: it passes nothing on.',
  cloud_on:
    'Its cloud is on. DiZiNER refuses cloud models; to turn it off, start Ollama with OLLAMA_NO_CLOUD=1.',
  cloud_unknown: 'Whether its cloud is off is not known. DiZiNER refuses cloud models.',
  ollamaHow:
    'Install Ollama from ollama.com or start it, then look again. Until then the built-in annotators work.',
  ollamaStart: 'Start Ollama',
  memory: 'Memory',
  memoryText: '{free} free of {total}',
  gpu: 'Graphics memory in use',
  gpuText: '{used} by {models}',
  gpuUnknown: 'Known once a model is loaded',
  disk: 'Disk',
  diskText: '{free} free',
  diskLow: 'low',
  ok: 'fine',
  tight: 'tight',
  dataDir: 'Projects are kept in',
  hosts: 'What this app may contact',
  hostsText:
    'Only these. The supervisor is contacted only while it is used, and you see the exact text first.',
  hostAllowed: 'allowed now',
  hostBlocked: 'not allowed',
  version: 'Version {version}, {platform}',
} as const satisfies Catalogue;
