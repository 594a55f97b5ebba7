/** IPC channel names between the Electron main process and its one window. Nothing else is spoken. */
export const channels = {
  /** invoke: {method, input} → RpcReply. */
  call: 'diziner:call',
  /** main → window: EngineEvent. */
  event: 'diziner:event',
  pickFiles: 'diziner:pick-files',
  pickSavePath: 'diziner:pick-save-path',
  reveal: 'diziner:reveal',
  setProgress: 'diziner:set-progress',
  notify: 'diziner:notify',
} as const;

export type Channel = (typeof channels)[keyof typeof channels];
