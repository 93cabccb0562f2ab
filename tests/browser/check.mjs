// Every page of a folder, at 320 and 1280 px, light and dark: prints one line a finding, ends with 1 if there is any.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { FileSystemConfigLoader, HtmlValidate, esmResolver } from "html-validate";
import { chromium } from "playwright-core";

const folder = process.argv[2];
const axe = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"];
const widths = [320, 1280];
const schemes = ["light", "dark"];
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];
const pages = readdirSync(folder).filter((name) => name.endsWith(".html")).sort();
const findings = [];

/** One page as a reader opens it: what it asks the network for, and whether it must be scrolled sideways. */
async function look(browser, file, width, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, offline: true });
  const page = await context.newPage();
  page.on("request", (asked) => {
    const address = asked.url();
    if (address !== pathToFileURL(file).href && !address.startsWith("data:")) findings.push(`${file}: asks for ${address}`);
  });
  page.on("console", (said) => said.type() === "error" && findings.push(`${file}: console: ${said.text()}`));
  await page.goto(pathToFileURL(file).href);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) findings.push(`${file}: ${width} px ${colorScheme}: ${over} px too wide`);
  const broken = await page.evaluate(() => [...document.images].filter((image) => !image.naturalWidth).length);
  if (broken) findings.push(`${file}: ${broken} pictures do not show`);
  await context.close();
}

/** The same page under axe-core, every <details> open: no violation, nothing left undecided. */
async function audit(browser, file, width, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, offline: true, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(() => document.querySelectorAll("details").forEach((box) => { box.open = true; }));
  await page.evaluate(axe);
  const found = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: "tag", values } }), tags);
  for (const kind of ["violations", "incomplete"])
    for (const rule of found[kind])
      findings.push(`${file}: ${width} px ${colorScheme}: axe ${kind} ${rule.id}: ${rule.help} ×${rule.nodes.length} ${rule.nodes[0].target} ${rule.nodes[0].any.map((any) => any.message).join(" ")}`);
  await context.close();
}

const validator = new HtmlValidate(new FileSystemConfigLoader([esmResolver()], { extends: ["html-validate:recommended"], root: true }));
for (const name of pages) {
  const report = await validator.validateFile(join(folder, name));
  for (const result of report.results)
    for (const message of result.messages) findings.push(`${name}:${message.line}: html-validate ${message.ruleId}: ${message.message}`);
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: flags });
for (const name of pages)
  for (const width of widths)
    for (const scheme of schemes) {
      await look(browser, join(folder, name), width, scheme);
      await audit(browser, join(folder, name), width, scheme);
    }
await browser.close();

for (const finding of findings) console.log(finding);
console.log(`${pages.length} pages, ${widths.length * schemes.length} views each: ${findings.length} findings`);
process.exit(findings.length || !pages.length ? 1 : 0);
