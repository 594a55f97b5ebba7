/**
 * The browser's own file dialog. Empty when cancelled. A folder gives all files in it, with their relative paths in
 * `webkitRelativePath`.
 */
export function pickBrowserFiles(options: {
  readonly folder?: boolean;
  readonly multiple?: boolean;
  readonly extensions?: readonly string[];
}): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.hidden = true;
    input.multiple = options.multiple ?? false;
    input.webkitdirectory = options.folder ?? false;
    if (options.extensions !== undefined && options.folder !== true) {
      input.accept = options.extensions.map((extension) => `.${extension.replace(/^\./, '')}`).join(',');
    }
    const finish = (): void => {
      resolve([...(input.files ?? [])]);
      input.remove();
    };
    input.addEventListener('change', finish);
    input.addEventListener('cancel', finish);
    // In the document, so that it is not collected while the dialog is open and tests can find it.
    document.body.append(input);
    input.click();
  });
}
