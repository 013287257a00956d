// A list on its way out: a bar says how many rows have come of how many, 停下 ends it and keeps nothing, and what was
// stopped can be taken out whole afterwards. Between the browser and the city stands a wire that holds the file halfway.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, request as ask } from 'node:http';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

/** Passes everything on; of an export the first half, and the rest once somebody says so. */
class Wire {
  holding = true;
  /** Of each export that was held: whether the browser gave it up. */
  given = [];
  constructor(city) {
    this.server = createServer((incoming, outgoing) => {
      const to = new URL(incoming.url, city.url);
      const onward = ask(to, { method: incoming.method, headers: incoming.headers }, (answer) => {
        const { 'content-length': length, ...headers } = answer.headers;
        if (!/\/export\?/.test(incoming.url)) {
          outgoing.writeHead(answer.statusCode, answer.headers);
          answer.pipe(outgoing);
          return;
        }
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => {
          const whole = Buffer.concat(parts);
          const half = Math.floor(whole.length / 2);
          outgoing.writeHead(answer.statusCode, headers);
          outgoing.write(whole.subarray(0, half));
          const one = {
            ended: new Promise((ended) => {
              outgoing.on('close', () => ended(outgoing.writableFinished));
            }),
            goOn: () => outgoing.end(whole.subarray(half)),
          };
          if (this.holding) this.given.push(one);
          else one.goOn();
        });
        answer.on('error', () => outgoing.destroy());
      });
      onward.on('error', () => outgoing.destroy());
      outgoing.on('close', () => onward.destroy());
      incoming.pipe(onward);
    });
  }

  async open() {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }
  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

let browser, city, wire;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 30 })]);
  wire = await new Wire(city).open();
});
after(async () => {
  wire?.close();
  await browser?.close();
  await city?.close();
});

async function begin(page, button) {
  await page.getByText('导出', { exact: true }).click();
  await page.getByRole('button', { name: button }).click();
  const bar = page.getByRole('progressbar', { name: '导出' });
  await bar.waitFor();
  return bar;
}
const values = (bar) => bar.evaluate((one) => [one.value, one.max]);

for (const [button, kind] of [
  ['导出 CSV', 'csv'],
  ['导出 Excel', 'xlsx'],
]) {
  test(`${button}: a bar until it is whole, and 停下 keeps nothing`, async () => {
    const page = await openDesk(browser, wire, 'ducha', { path: '/cases' });
    await page.getByRole('table', { name: '查件' }).waitFor();
    const files = [];
    page.on('download', (file) => files.push(file));
    wire.holding = true;
    const bar = await begin(page, button);
    const told = page.getByText(kind === 'csv' ? /^\s*\d+ \/ \d+ 行/ : /\d+ \/ \d+ 行|服务器正在写表/);
    await told.waitFor();
    const [rows, whole] = await values(bar);
    assert.ok(whole >= 30, `${whole} rows in all`);
    if (kind === 'csv') {
      assert.ok(rows > 0 && rows < whole, `${rows} of ${whole}`);
      assert.match(await told.innerText(), new RegExp(`${rows} / ${whole} 行`));
    }
    await isSound(page, 'an export on its way');
    assert.equal(await bar.count(), 1, 'it waits for the rest');
    await page.getByRole('button', { name: '停下' }).click();
    await bar.waitFor({ state: 'detached' });
    assert.equal(await wire.given.at(-1).ended, false, 'the server is not read to the end');
    assert.equal(await page.getByRole('alert').count(), 0, 'who stops it is not told that it failed');
    assert.equal(await page.getByText(/^✓ 已导出/).count(), 0);
    await page.getByRole('status').filter({ hasText: '停下了，没有存文件。' }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), '导出', 'the hand is where it began');

    // Once more, and this time to the end.
    await page.reload();
    await page.getByRole('table', { name: '查件' }).waitFor();
    const again = await begin(page, button);
    await told.waitFor();
    const coming = page.waitForEvent('download');
    wire.given.at(-1).goOn();
    const file = await coming;
    await page.getByText(`✓ 已导出 ${whole} 行`).waitFor();
    await again.waitFor({ state: 'detached' });
    const bytes = await readFile(await file.path());
    if (kind === 'csv') assert.equal(bytes.toString().match(/^"?FZ\d+/gm).length, whole);
    else assert.equal(bytes.subarray(0, 2).toString(), 'PK');
    assert.equal(files.length, 1, 'nothing was kept of what was stopped');
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });
}

test('who leaves the list while it is on its way stops it', async () => {
  const page = await openDesk(browser, wire, 'ducha', { path: '/cases' });
  await page.getByRole('table', { name: '查件' }).waitFor();
  wire.holding = true;
  await begin(page, '导出 CSV');
  await page.getByText(/\d+ \/ \d+ 行/).waitFor();
  await page.getByRole('navigation', { name: '工作区' }).getByRole('link', { name: '统计' }).click();
  await page.getByRole('heading', { name: '统计' }).waitFor();
  assert.equal(await wire.given.at(-1).ended, false);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('on a phone the menu makes room for the bar', async () => {
  const page = await openDesk(browser, wire, 'ducha', { path: '/cases', size: PHONE });
  wire.holding = true;
  const bar = await begin(page, '导出 CSV');
  await page.getByText(/^\s*\d+ \/ \d+ 行/).waitFor();
  const on = await bar.evaluate((one) => {
    one.scrollIntoView({ block: 'center' });
    const { x, y, width, height } = one.getBoundingClientRect();
    return document.elementFromPoint(x + width / 2, y + height / 2) === one;
  });
  assert.ok(on, 'nothing lies over the bar');
  await page.getByRole('button', { name: '停下' }).click();
  await bar.waitFor({ state: 'detached' });
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
