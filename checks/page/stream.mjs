// See check.sh. Streams 1,500 tokens to the page in 2.8 s, an event each, as the API gives them to a client that only reads, and tells how
// long it took until all was drawn and how long the main thread was blocked at a time (tasks of 50 ms and more).
import puppeteer from 'puppeteer-core';

const [url, executablePath] = process.argv.slice(2);
const browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });

/** In the page: takes the place of the server's answers. */
function pretend() {
  const MOST = 1500;
  const MILLIS = 2800;
  window.long = [];
  new PerformanceObserver(list => list.getEntries().forEach(entry => window.long.push(entry.duration))).observe({ type: 'longtask' });
  const real = window.fetch;
  const encoder = new TextEncoder();
  const event = choice => encoder.encode(`data: ${JSON.stringify({ choices: [choice] })}\n\n`);
  const depths = count => ({ per_token: Array(count).fill(8), exited: Array(count).fill(false) });
  window.fetch = (path, options) => {
    if (path !== 'v1/chat/completions') {
      return real(path, options);
    }
    window.began = performance.now();
    let sent = 0;
    return Promise.resolve(new Response(new ReadableStream({
      start(controller) {
        const tick = () => {
          const due = Math.min(MOST, Math.floor((performance.now() - window.began) / MILLIS * MOST));
          for (; sent < due; sent++) {
            controller.enqueue(event({ delta: { content: sent % 40 === 0 ? '\n\n**x** `y` ' : 'word ' }, recurrence: depths(1) }));
          }
          if (sent < MOST) {
            setTimeout(tick, 4);
          } else {
            controller.enqueue(event({ delta: {}, finish_reason: 'stop', recurrence: { exits: 0, kv_bytes: 1, seed: 0, ...depths(MOST) } }));
            controller.enqueue(encoder.encode('data: [DONE]\n\n'));
            controller.close();
          }
        };
        tick();
      },
    })));
  };
}

for (const view of ['text', 'tokens']) {
  const page = await browser.newPage();
  await page.setViewport({ width: 1360, height: 860 });
  await page.goto(url);
  await page.waitForFunction(() => document.documentElement.dataset.ready);
  await page.evaluate(pretend);
  if (view === 'tokens') {
    await page.evaluate(() => document.querySelector('input[name=stopping][value=exit]').click());
  }
  await page.type('#prompt', 'Go');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#stop').hidden && document.querySelector('.answer') && !document.querySelector('.waiting'), { timeout: 120_000 });
  const { took, blocked } = await page.evaluate(() => ({ took: performance.now() - window.began, blocked: window.long }));
  console.log(`1,500 tokens as ${view}: ${Math.round(took)} ms, ${blocked.length} long tasks, the longest ${Math.round(Math.max(0, ...blocked))} ms`);
  await page.close();
}
await browser.close();
