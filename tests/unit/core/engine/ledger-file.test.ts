import { describe, expect, it } from 'vitest';
import { openAppStore } from '#core/store/app-store.ts';
import { insertNetworkCall } from '#core/store/network-table.ts';
import { ledgerFile } from '#core/engine/ledger-file.ts';
import { tempFolder } from '../../../helpers/store-lab.ts';

const call = (path: string) => ({
  at: '2026-03-01T12:00:00.000Z',
  host: '127.0.0.1:11434',
  purpose: 'annotate',
  method: 'POST',
  path,
  requestBytes: 10,
  responseBytes: 20,
  sha256: 'ab',
  containsDocumentText: true,
  status: 200,
  allowed: true,
  loopback: true,
});

describe('the file of the network ledger', () => {
  it('holds every call and says so', () => {
    const folder = tempFolder();
    const app = openAppStore(folder.file('app.sqlite'));
    for (const path of ['/a', '/b, "c"']) insertNetworkCall(app, call(path));
    const { text, ...counts } = ledgerFile(app);
    app.close();
    folder.remove();
    expect(counts).toEqual({ fileName: 'network-ledger.csv', rows: 2, total: 2 });
    expect(text.split('\r\n').slice(1)).toEqual([
      '2026-03-01T12:00:00.000Z,127.0.0.1:11434,annotate,POST,"/b, ""c""",10,20,ab,true,200,true,true',
      '2026-03-01T12:00:00.000Z,127.0.0.1:11434,annotate,POST,/a,10,20,ab,true,200,true,true',
    ]);
  });

  it('holds the newest where there are too many for one file, and says of how many', () => {
    const folder = tempFolder();
    const app = openAppStore(folder.file('app.sqlite'));
    for (const path of ['/1', '/2', '/3']) insertNetworkCall(app, call(path));
    const { text, rows, total } = ledgerFile(app, 2);
    app.close();
    folder.remove();
    expect([rows, total]).toEqual([2, 3]);
    expect(text.split('\r\n').map((line) => line.split(',')[4])).toEqual(['path', '/3', '/2']);
  });
});
