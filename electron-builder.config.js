/**
 * Installers for macOS, Windows and Linux: `npx electron-builder --config electron-builder.config.js`.
 * Only what runs goes in: the build in out/, resources/, and the production dependencies without their sources.
 * @type {import('electron-builder').Configuration}
 */
export default {
  appId: 'org.diziner.desktop',
  productName: 'DiZiNER',
  copyright: 'MIT licence, the DiZiNER Desktop team',
  directories: { output: 'dist', buildResources: 'resources/icons' },
  files: [
    'out/**',
    'resources/**',
    '!resources/ollama/**',
    'package.json',
    'LICENSE',
    '!**/*.map',
    '!**/*.d.ts',
    '!**/*.d.cts',
    '!**/*.d.mts',
    '!**/node_modules/*/{test,tests,__tests__,example,examples,docs,.github}/**',
    '!**/better-sqlite3/{src,deps,binding.gyp}/**',
    '!**/better-sqlite3/prebuilds/!(${platform}-${arch}).node',
  ],
  asar: true,
  // Native code can't be loaded from inside an archive.
  asarUnpack: ['**/*.node'],
  // Where scripts/fetch-ollama.js has put an Ollama: a program must lie beside the archive, not in it.
  extraResources: [{ from: 'resources/ollama', to: 'ollama' }],
  // better-sqlite3 ships Node-API prebuilds that serve Electron as they are.
  npmRebuild: false,
  buildDependenciesFromSource: false,
  artifactName: 'DiZiNER-${version}-${os}-${arch}.${ext}',
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
    resetAdHocDarwinSignature: true,
  },
  mac: {
    category: 'public.app-category.productivity',
    icon: 'resources/icons/icon.icns',
    target: [
      { target: 'dmg', arch: ['arm64', 'x64'] },
      { target: 'zip', arch: ['arm64', 'x64'] },
    ],
    hardenedRuntime: true,
    gatekeeperAssess: false,
  },
  win: {
    icon: 'resources/icons/icon.ico',
    target: [{ target: 'nsis', arch: ['x64'] }],
  },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
    deleteAppDataOnUninstall: false,
  },
  linux: {
    category: 'Science',
    icon: 'resources/icons',
    synopsis: 'Annotation guidelines from the disagreements of local language models',
    target: [
      { target: 'AppImage', arch: ['x64'] },
      { target: 'deb', arch: ['x64'] },
    ],
    maintainer: 'The DiZiNER Desktop team <maintainers@diziner.invalid>',
  },
  publish: null,
};
