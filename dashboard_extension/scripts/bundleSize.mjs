/** Fails when what a mount loads first is larger than allowed; sizes are gzip, JavaScript and CSS together. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const FOLDER = join(
    dirname(fileURLToPath(import.meta.url)),
    "../../saleor_crm_plugin/web/dashboard",
);
const LIMITS_KB = { index: 350, customer: 150, order: 150, home: 150 };

/** Returns a page's files: what its HTML names and what those modules import statically. */
function filesOf(page) {
    const html = readFileSync(join(FOLDER, `${page}.html`), "utf8");
    const waiting = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map(
        (found) => found[1],
    );
    const seen = new Set();
    while (waiting.length > 0) {
        const name = waiting.pop();
        if (seen.has(name)) continue;
        seen.add(name);
        if (!name.endsWith(".js")) continue;
        const code = readFileSync(join(FOLDER, name), "utf8");
        for (const found of code.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) {
            waiting.push(join(dirname(name), found[1]));
        }
    }
    return [...seen];
}

let isTooLarge = false;
for (const [page, limit] of Object.entries(LIMITS_KB)) {
    const bytes = filesOf(page)
        .map((name) => gzipSync(readFileSync(join(FOLDER, name))).length)
        .reduce((sum, size) => sum + size, 0);
    const kilobytes = bytes / 1000;
    console.log(`${page}: ${kilobytes.toFixed(1)} kB gzip of ${limit} kB`);
    isTooLarge ||= kilobytes > limit;
}
if (isTooLarge) process.exit(1);
