// Writes a PNG again in fewer bytes: without alpha, each line by the filter that suits it, at zlib's slowest. The browser
// writes its own in a hurry.

import { crc32 as crc, deflateSync } from "node:zlib";

/** The pixels of a PNG, unpacked by the browser itself. */
async function pixels(page, png) {
  const [width, height, data] = await page.evaluate(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const bytes = context.getImageData(0, 0, image.width, image.height).data;
    let text = "";
    for (let i = 0; i < bytes.length; i += 32_768) text += String.fromCharCode(...bytes.subarray(i, i + 32_768));
    return [image.width, image.height, btoa(text)];
  }, `data:image/png;base64,${png.toString("base64")}`);
  return { width, height, rgba: Buffer.from(data, "base64") };
}

export async function smaller(page, png) {
  const { width, height, rgba } = await pixels(page, png);
  const line = width * 3;
  const at = (x, y) => (x < 0 || y < 0 ? 0 : rgba[(y * width + Math.floor(x / 3)) * 4 + (x % 3)]);
  const foretold = [
    () => 0,
    (x, y) => at(x - 3, y),
    (x, y) => at(x, y - 1),
    (x, y) => (at(x - 3, y) + at(x, y - 1)) >> 1,
    (x, y) => {
      const [a, b, c] = [at(x - 3, y), at(x, y - 1), at(x - 3, y - 1)];
      const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
      return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    },
  ];
  const rows = [];
  for (let y = 0; y < height; y += 1) {
    let best;
    foretold.forEach((from, filter) => {
      const row = Buffer.alloc(line + 1, filter);
      let sum = 0;
      for (let x = 0; x < line; x += 1) {
        const rest = (at(x, y) - from(x, y)) & 255;
        row[x + 1] = rest;
        sum += rest < 128 ? rest : 256 - rest;
      }
      if (!best || sum < best.sum) best = { sum, row };
    });
    rows.push(best.row);
  }
  const again = written(width, height, rows);
  return again.length < png.length ? again : png;
}

/** A PNG of lines of RGB, each after the byte that names its filter. */
function written(width, height, rows) {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const body = deflateSync(Buffer.concat(rows), { level: 9, memLevel: 9 });
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("IDAT", body), chunk("IEND", Buffer.alloc(0))]);
}

/** A picture of a sky over a sea, for tests that need one. */
export function seascape(width = 640, height = 400) {
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(1 + width * 3);
    const sea = y > height * 0.6;
    for (let x = 0; x < width; x += 1) row.set(sea ? [20, 70 + ((x ^ y) & 31), 110] : [150 + ((y * 90) / height) | 0, 180, 220], 1 + x * 3);
    return row;
  });
  return written(width, height, rows);
}
