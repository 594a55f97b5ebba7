/** A loopback server under an address that the product does not know as this computer: what goes there "leaves". */
export function elsewhere(url: string): { readonly url: string; readonly host: string } {
  const { port, pathname } = new URL(url);
  const name = process.platform === 'win32' ? '[::ffff:7f00:1]' : '0.0.0.0';
  return { url: `http://${name}:${port}${pathname.replace(/\/$/u, '')}`, host: `${name}:${port}` };
}
