// See check.sh. Prints what axe-core finds; ends with 1 if it finds anything.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import puppeteer from 'puppeteer-core';

const [url, executablePath] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
let found = 0;

async function check(page, name) {
  // Through the protocol, as the page's policy allows no script of others.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], rules: { 'label-content-name-mismatch': { enabled: true } } }));
  for (const { id, help, nodes } of violations) {
    found++;
    console.log(`${name}: ${id}: ${help}`);
    nodes.slice(0, 3).forEach(node => console.log(`  ${node.html.slice(0, 160)}`));
  }
  console.log(`${name}: ${violations.length === 0 ? 'clean' : `${violations.length} rules broken`}`);
}

async function ask(page, text, tokens, record) {
  await page.evaluate((most, records) => {
    document.getElementById('max-tokens').value = most;
    document.getElementById('record').checked = records;
  }, tokens, record);
  await page.focus('#prompt');
  await page.type('#prompt', text);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#stop').hidden && document.querySelector('.answer') && !document.querySelector('.waiting'), { timeout: 120_000 });
}

for (const [device, width, height] of [['desktop', 1360, 860], ['phone', 390, 844]]) {
  for (const scheme of ['light', 'dark']) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport({ width, height });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.goto(url);
    await page.waitForFunction(() => document.documentElement.dataset.ready);
    const name = part => `${device}, ${scheme}, ${part}`;
    await check(page, name('empty'));
    await ask(page, 'Hello', 8, false);
    await check(page, name('answer as text'));
    await page.evaluate(() => document.querySelector('.views button:last-child').click());
    await check(page, name('answer as tokens'));
    await ask(page, 'Hello', 8, true);
    await page.evaluate(() => document.querySelector('.turn:last-of-type .token').click());
    await page.waitForSelector('.plot canvas');
    await check(page, name('recorded token'));
    await page.evaluate(() => document.querySelector('#tab-server').click());
    await check(page, name('server'));
    await page.evaluate(() => {
      document.querySelector('#close-side').click();
      document.querySelector('#ask').classList.add('opened');
      document.querySelector('.sampling').open = true;
    });
    await check(page, name('options'));
    await page.evaluate(() => document.querySelector('#show-chats').click());
    await page.waitForFunction(() => document.querySelector('#chats-dialog').open);
    await check(page, name('conversations'));
    await context.close();
  }
}
await browser.close();
process.exit(found === 0 ? 0 : 1);
