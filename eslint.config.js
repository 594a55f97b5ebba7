import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Which folders a folder may NOT import (architecture.md section 3). Patterns are regexes on the import text. */
const area = (names) => `^(#|(\\.\\./)+(src/)?)(${names})(/|$)`;
const banned = (files, patterns) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: patterns.map(([regex, message]) => ({ regex, message })) },
    ],
  },
});
const electron = ['^electron($|/)', 'Only src/main and src/preload may name electron.'];
const outbound = [
  '^(node:)?(https?|http2|net|tls|dgram)$|^(undici|ollama|openai|ws)($|/)',
  'Only src/core/llm may open an outbound connection.',
];
const store = ['^better-sqlite3$', 'Only src/core/store talks to SQLite.'];

export default tseslint.config(
  { ignores: ['node_modules', 'out', 'dist', 'coverage', 'test-results', 'playwright-report', '.cache'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.node.json', './tsconfig.web.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  { files: ['tests/**'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  { files: ['src/renderer/**/*.{ts,tsx}'], ...reactHooks.configs.flat['recommended-latest'] },
  // It warns of what the React Compiler would skip, and the build does not use that compiler.
  { files: ['src/renderer/**/*.{ts,tsx}'], rules: { 'react-hooks/incompatible-library': 'off' } },
  {
    files: ['**/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  banned(
    ['src/shared/**'],
    [
      [area('core|host|main|preload|renderer|cli'), 'shared imports zod only.'],
      electron,
      outbound,
      store,
      ['^node:', 'shared has no Node.'],
    ],
  ),
  banned(
    [
      'src/core/{text,labels,agreement,consensus,disagreement,guideline,evaluation,selection,sampling,report}/**',
    ],
    [
      [area('host|main|preload|renderer|cli'), 'The pure core knows no host.'],
      [
        '^#core/(formats|llm|annotators|supervisor|ollama|store|run|engine)/',
        'The method is pure: no I/O areas.',
      ],
      electron,
      outbound,
      store,
      ['^node:', 'The method is pure: no Node I/O.'],
    ],
  ),
  banned(
    ['src/core/formats/**'],
    [
      [area('host|main|preload|renderer|cli'), 'core knows no host.'],
      ['^#core/(llm|annotators|supervisor|ollama|store|run|engine)/', 'formats import the pure core only.'],
      electron,
      outbound,
      store,
    ],
  ),
  banned(
    ['src/core/llm/**'],
    [
      [area('host|main|preload|renderer|cli'), 'core knows no host.'],
      ['^#core/(?!llm/)', 'llm imports shared only.'],
      electron,
      store,
    ],
  ),
  banned(
    ['src/core/{annotators,supervisor}/**'],
    [
      [area('host|main|preload|renderer|cli'), 'core knows no host.'],
      [
        '^#core/(formats|ollama|store|run|engine)/',
        'annotators and supervisor import the pure core and llm.',
      ],
      electron,
      outbound,
      store,
    ],
  ),
  banned(
    ['src/core/ollama/**'],
    [
      [area('host|main|preload|renderer|cli'), 'core knows no host.'],
      ['^#core/(?!llm/|ollama/)', 'ollama imports shared and llm.'],
      electron,
      outbound,
      store,
    ],
  ),
  banned(
    ['src/core/store/**'],
    [
      [area('host|main|preload|renderer|cli'), 'core knows no host.'],
      ['^#core/(?!store/|text/)', 'store imports shared only.'],
      electron,
      outbound,
    ],
  ),
  banned(
    ['src/core/{run,engine}/**'],
    [[area('host|main|preload|renderer|cli'), 'core knows no host.'], electron, outbound, store],
  ),
  banned(
    ['src/host/**'],
    [
      [area('main|preload|renderer|cli'), 'host imports core/engine and shared.'],
      ['^#core/(?!engine/)', 'host reaches the core through the engine.'],
      electron,
      store,
    ],
  ),
  banned(
    ['src/main/**', 'src/preload/**'],
    [
      [area('renderer|cli'), 'The shell imports host and shared.'],
      ['^#core/', 'The shell reaches the core through the host.'],
      outbound,
      store,
    ],
  ),
  banned(
    ['src/renderer/**'],
    [
      [area('core|host|main|preload|cli'), 'The renderer knows shared only.'],
      electron,
      outbound,
      store,
      ['^node:', 'The renderer has no Node.'],
    ],
  ),
  banned(
    ['src/cli/**'],
    [[area('main|preload|renderer'), 'The CLI imports host, core and shared.'], electron, outbound, store],
  ),
);
