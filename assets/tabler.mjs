// Cuts Tabler's stylesheet to the parts named in tabler.txt and prints it; its unused variables go too.
import { readFileSync } from "node:fs";
import { PurgeCSS } from "purgecss";

const parts = readFileSync(new URL("tabler.txt", import.meta.url), "utf8").replace(/#.*$/gm, "");
const [found] = await new PurgeCSS().purge({
  content: [{ raw: parts, extension: "html" }],
  css: ["node_modules/@tabler/core/dist/css/tabler.min.css"],
  variables: true,
  keyframes: true,
  fontFace: true,
});
process.stdout.write(found.css);
