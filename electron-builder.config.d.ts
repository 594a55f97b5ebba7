interface Target {
  readonly target: string;
  readonly arch: readonly string[];
}
interface PlatformConfig {
  readonly icon: string;
  readonly target: readonly Target[];
}
/** The parts of the packaging configuration that tests look at. */
declare const config: {
  readonly mac: PlatformConfig;
  readonly win: PlatformConfig;
  readonly linux: PlatformConfig;
};
export default config;
