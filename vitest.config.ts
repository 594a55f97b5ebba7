import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [react()],
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.{ts,tsx}'],
          environment: 'node',
          // Counting branches slows everything down, on a busy machine the more.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Threads of the product take the types out of their files once, as from the command line (bin/diziner.js).
          // Without it each thread compiles the WebAssembly that does that, and V8 may crash where many come and go on
          // a processor with memory protection keys (nodejs/node#64500).
          env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('.cache/compiled', import.meta.url)) },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      // The bar of the method's pure folders; a run below it fails.
      thresholds: { branches: 95 },
      reporter: ['text-summary', 'json-summary', 'html'],
      include: [
        'src/core/{text,labels,agreement,consensus,disagreement,guideline,evaluation,selection,sampling}/**',
      ],
    },
  },
});
