// Opens each page given on the command line in headless Chromium, in light and dark, on a phone and on a desktop,
// and with --print prints it. The answer is JSON: `problems`, a list of {page, scheme, width, problem}, and `sheets`,
// the number of Letter pages that each prints on. With --shots, pictures and prints are kept for looking at.
//
//   node check.mjs [--browser PATH] [--print] [--shots FOLDER] PAGE.html...

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const { values, positionals } = parseArgs({
  options: { browser: { type: "string", default: "/usr/bin/chromium" }, shots: { type: "string" }, print: { type: "boolean", default: false } },
  allowPositionals: true,
});
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

const problems = [];
const sheets = {};

/** Opens one page one way, notes what goes wrong, and hands the settled page to `look`. */
async function visit(browser, file, scheme, name, look) {
  const say = (problem) => problems.push({ page: basename(file), scheme, width: name, problem });
  const context = await browser.newContext({ colorScheme: scheme, viewport: WIDTHS[name] });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) say(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => say(`page error: ${error.message}`));
  page.on("requestfailed", (request) => say(`failed to load: ${request.url()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) say(`network request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href, { waitUntil: "load" });
  await look(page, say);
  await context.close();
}

/** No sideways scrolling of the page, and nothing that the accessibility engine objects to. */
async function inspect(page, say) {
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  if (wide > room) say(`the page is ${wide} px wide in a window of ${room} px`);
  await page.evaluate(AXE);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], preload: false }));
  for (const violation of found.violations) {
    say(`axe ${violation.id} (${violation.impact}): ${violation.help}: ${violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
  }
  return found.violations.length;
}

/** Each choice of the scope page's filter hides rows, shows only fitting ones, and needs no script. */
async function filters(page, say) {
  const shown = () => page.evaluate(() => [...document.querySelectorAll("tr[data-emt]")].filter((row) => row.offsetParent !== null).length);
  const all = await shown();
  for (const id of ["f-emt", "f-adds-paramedic", "f-unknown"]) {
    await page.locator(`label[for="${id}"]`).click();
    const some = await shown();
    if (!(some > 0 && some < all)) say(`filter ${id} shows ${some} of ${all} rows`);
  }
  await page.locator('label[for="f-all"]').click();
  if ((await shown()) !== all) say("the filter does not come back to all rows");
}

/** One page in every scheme and width, then as a print. */
async function examine(browser, file) {
  for (const scheme of ["light", "dark"]) {
    for (const name of Object.keys(WIDTHS)) {
      await visit(browser, file, scheme, name, async (page, say) => {
        if (values.shots) {
          await page.screenshot({ path: join(values.shots, `${basename(file, ".html")}-${name}-${scheme}.png`), fullPage: true });
        }
        await inspect(page, say);
        if ((await page.locator("#f-all").count()) > 0) await filters(page, say);
      });
    }
  }
  if (values.print) await visit(browser, file, "light", "desktop", async (page) => {
    const made = await page.pdf({ format: "Letter" });
    if (values.shots) writeFileSync(join(values.shots, `${basename(file, ".html")}.pdf`), made);
    sheets[basename(file)] = made.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  });
}

const profile = mkdtempSync(join(tmpdir(), "emspath-chromium-"));
const browser = await chromium.launch({ executablePath: values.browser, args: FLAGS, env: { ...process.env, HOME: profile } });
try {
  const waiting = [...positionals];
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) await examine(browser, file);
  };
  await Promise.all([work(), work()]);
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
console.log(JSON.stringify({ problems, sheets }, null, 1));
process.exitCode = problems.length ? 1 : 0;
