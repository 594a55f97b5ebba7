/**
 * Draws the application icon and writes every file the installers need: `node scripts/make-icons.js`.
 * The design is one list of rounded rectangles: three annotators' spans over one text, and the column where they differ.
 * Output: resources/icons/icon.svg, PNGs of 16…1024 px, icon.ico (Windows) and icon.icns (macOS). Same bytes every time.
 */
import { Buffer } from 'node:buffer';
import { mkdirSync, writeFileSync } from 'node:fs';
import { deflateSync, crc32 } from 'node:zlib';

const folder = new URL('../resources/icons/', import.meta.url);

/** Shapes on a 1024 × 1024 canvas, back to front; colours are [red, green, blue], opacity 0…1. */
const shapes = [
  { x: 64, y: 64, width: 896, height: 896, radius: 200, color: [20, 50, 74], opacity: 1 },
  { x: 560, y: 176, width: 176, height: 672, radius: 72, color: [255, 255, 255], opacity: 0.16 },
  { x: 192, y: 248, width: 640, height: 128, radius: 64, color: [230, 159, 0], opacity: 1 },
  { x: 192, y: 448, width: 368, height: 128, radius: 64, color: [86, 180, 233], opacity: 1 },
  { x: 296, y: 648, width: 440, height: 128, radius: 64, color: [0, 158, 115], opacity: 1 },
];

const svg = [
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024" role="img" aria-label="DiZiNER">',
  ...shapes.map(
    ({ x, y, width, height, radius, color, opacity }) =>
      `  <rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="rgb(${color.join(' ')})"` +
      (opacity === 1 ? '/>' : ` opacity="${opacity}"/>`),
  ),
  '</svg>',
  '',
].join('\n');

/** Share of the pixel around (px, py) that the shape covers, from its signed distance; all in canvas units. */
function coverage(shape, px, py, pixel) {
  const dx = Math.abs(px - shape.x - shape.width / 2) - shape.width / 2 + shape.radius;
  const dy = Math.abs(py - shape.y - shape.height / 2) - shape.height / 2 + shape.radius;
  const distance =
    Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - shape.radius;
  return Math.min(1, Math.max(0, 0.5 - distance / pixel));
}

/** RGBA rows of the icon at `size` pixels, not premultiplied. */
function render(size) {
  const pixel = 1024 / size;
  const rgba = new Uint8Array(size * size * 4);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      let [red, green, blue, alpha] = [0, 0, 0, 0];
      for (const shape of shapes) {
        const over = coverage(shape, (column + 0.5) * pixel, (row + 0.5) * pixel, pixel) * shape.opacity;
        red = shape.color[0] * over + red * (1 - over);
        green = shape.color[1] * over + green * (1 - over);
        blue = shape.color[2] * over + blue * (1 - over);
        alpha = over + alpha * (1 - over);
      }
      const plain = alpha === 0 ? 0 : 1 / alpha;
      rgba.set(
        [red * plain, green * plain, blue * plain, alpha * 255].map(Math.round),
        (row * size + column) * 4,
      );
    }
  }
  return rgba;
}

function chunk(name, body) {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([head, named, check]);
}

/** 8-bit RGBA PNG (ISO/IEC 15948). */
function png(size) {
  const rgba = render(size);
  const rows = Buffer.alloc(size * (size * 4 + 1)); // each row starts with filter type 0
  for (let row = 0; row < size; row += 1) {
    rows.set(rgba.subarray(row * size * 4, (row + 1) * size * 4), row * (size * 4 + 1) + 1);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8); // bit depth, colour type RGBA, deflate, filter, no interlace
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Windows icon that holds PNG images (Vista and later). */
function ico(images) {
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  images.forEach(({ size, bytes }, index) => {
    const at = 6 + 16 * index;
    head.set([size % 256, size % 256, 0, 0], at); // 0 means 256
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(bytes.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += bytes.length;
  });
  return Buffer.concat([head, ...images.map(({ bytes }) => bytes)]);
}

/** macOS icon: blocks of a four-letter type, the block's length and a PNG. */
function icns(blocks) {
  const parts = blocks.map(({ type, bytes }) => {
    const head = Buffer.alloc(8);
    head.write(type, 0, 'latin1');
    head.writeUInt32BE(bytes.length + 8, 4);
    return Buffer.concat([head, bytes]);
  });
  const head = Buffer.alloc(8);
  head.write('icns', 0, 'latin1');
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 4);
  return Buffer.concat([head, ...parts]);
}

mkdirSync(folder, { recursive: true });
const write = (name, content) => writeFileSync(new URL(name, folder), content);
const bySize = new Map([16, 24, 32, 48, 64, 128, 256, 512, 1024].map((size) => [size, png(size)]));

write('icon.svg', svg);
for (const [size, bytes] of bySize) write(`${size}x${size}.png`, bytes);
write('icon.png', bySize.get(512));
write('icon.ico', ico([16, 24, 32, 48, 64, 128, 256].map((size) => ({ size, bytes: bySize.get(size) }))));
const icnsTypes = {
  icp4: 16,
  icp5: 32,
  ic11: 32,
  ic12: 64,
  ic07: 128,
  ic13: 256,
  ic08: 256,
  ic14: 512,
  ic09: 512,
  ic10: 1024,
};
write(
  'icon.icns',
  icns(Object.entries(icnsTypes).map(([type, size]) => ({ type, bytes: bySize.get(size) }))),
);
console.log(`icons written: ${[...bySize.keys()].join(', ')} px, icon.svg, icon.ico, icon.icns`);
