// What the pages cost, for `make bench`: `node pages.mjs`. Of each page, opened in a fresh window with an
// empty cache: bytes over the wire, when its largest part was painted, how long the main thread was kept
// busy beyond 50 ms at a time, and when its own words stood there, as the page itself saw it: painted. Median of the runs.
//
// PAGES_DATABASE names a database to look at instead of a fresh demonstration, such as that of
// `minsheng bench` with a million cases; accounts of the demonstration's names (huawuyuan, pizhuan, duihu, banzhang,
// lingdao, zhongshen; `minsheng user add`) must be in it: `scripts/accounts-for-pages` adds them.

import { openBrowser, openWindow, transferred } from './house/browser.mjs';
import { openCity } from './house/city.mjs';
import { openDesk } from './house/staff.mjs';

const RUNS = Number(process.env.PAGES_RUNS ?? 5);
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** The first case of a list; the numbers of the figures. */
const [CASE, NUMBER] = ['[data-row]', '.figures a b'];
/** Page, who opens it, words (or the place of what) stand there when it can be used, budget in ms. */
const PAGES = [
  ['门户首页', undefined, '/', /写一件诉求/],
  ['门户：写', undefined, '/write', /您遇到了什么事|经过/],
  ['门户：公开诉求', undefined, '/public', /公开诉求/],
  ['门户：数据', undefined, '/figures', /按区县/],
  ['接听', 'huawuyuan', '/calls', /受理，接下一通/, 1000],
  ['批转', 'pizhuan', '/dispatch', /将批转给|没有/, 1000],
  ['办件：在办', 'duihu', '/unit/in_hand', /在办/, 300],
  ['查件', 'banzhang', '/cases', CASE, 300],
  ['全局', 'lingdao', '/overview', /卡在哪里/, 1000],
  ['统计', 'lingdao', '/figures', NUMBER, 1000],
  ['审核', 'zhongshen', '/review', /待审核/, 1000],
  ['一件的页', 'banzhang', undefined, '.casebody .tl li', 1000],
  ['大屏', 'lingdao', '/wall', /没办完/, 1000],
];

const [city, browser] = await Promise.all([openCity({ cases: 300, database: process.env.PAGES_DATABASE }), openBrowser()]);
const rows = [];
try {
  for (const [name, login, path, ready, budget] of PAGES) {
    const runs = [];
    const address = path ?? `/case/${(await (await city.staff(login)).get('/api/cases?limit=1')).cases[0].no}`;
    for (let run = 0; run < RUNS; run += 1) runs.push(await opened(login, address, ready));
    const of = (what) => median(runs.map((one) => one[what]));
    const usable = of('usable');
    rows.push([
      name,
      (of('bytes') / 1024).toFixed(1),
      of('largest').toFixed(0),
      of('blocked').toFixed(0),
      usable.toFixed(0),
      budget ? `< ${budget} ms` : '',
      budget ? (usable < budget ? 'yes' : '**missed**') : '',
    ]);
    process.stderr.write(`${name} ${usable.toFixed(0)} ms\n`);
  }
} finally {
  await browser.close();
  await city.close();
}
const head = ['page', 'KiB over the wire', 'largest paint ms', 'blocked ms', 'usable ms', 'budget', 'kept'];
for (const row of [head, head.map(() => '---'), ...rows]) process.stdout.write(`| ${row.join(' | ')} |\n`);

/** One opening. The desk is signed in to before: what is measured is the page, not the password's hash. */
async function opened(login, path, ready) {
  const page = login ? await openDesk(browser, city, login) : await openWindow(browser, city);
  const address = `${city.url}${login ? '/desk' : ''}${path}`;
  await page.goto('about:blank');
  await page.addInitScript(
    (wanted) => {
      const seen = { largest: 0, blocked: 0, usable: 0 };
      globalThis.seenByBench = seen;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.largest = entry.startTime;
      }).observe({ type: 'largest-contentful-paint', buffered: true });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.blocked += Math.max(0, entry.duration - 50);
      }).observe({ type: 'longtask', buffered: true });
      const stands = () =>
        wanted.place ? document.querySelector(wanted.place) : new RegExp(wanted.words).test(document.body?.innerText ?? '');
      const look = new MutationObserver(() => {
        if (!stands()) return;
        look.disconnect();
        // The frame after the next has been painted.
        requestAnimationFrame(() =>
          setTimeout(() => {
            seen.usable = performance.now();
          }),
        );
      });
      look.observe(document, { childList: true, subtree: true, characterData: true });
    },
    typeof ready === 'string' ? { place: ready } : { words: ready.source },
  );
  const bytes = await transferred(page, async () => {
    await page.goto(address, { waitUntil: 'commit' });
    await page.waitForFunction(() => globalThis.seenByBench.usable > 0);
  });
  const { largest, blocked, usable } = await page.evaluate(() => globalThis.seenByBench);
  await page.context().close();
  return { bytes, largest, blocked, usable };
}
