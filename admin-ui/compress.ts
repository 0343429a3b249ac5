import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'vite';

/** What is worth it; fonts and pictures are compressed by themselves. */
const TEXT = /\.(css|html|js|svg|txt)$/;

/** Writes beside each file what the server hands out to browsers that take Brotli (RFC 7932): Java cannot make that. */
export function compress(): Plugin {
  return {
    name: 'compress',
    apply: 'build',
    writeBundle({ dir = '' }) {
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (!TEXT.test(name)) continue;
        const file = join(dir, name);
        const content = readFileSync(file);
        const packed = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } });
        if (packed.length < content.length) writeFileSync(`${file}.br`, packed);
      }
    },
  };
}
