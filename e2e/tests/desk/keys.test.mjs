// Keys of one's own: another key, none at all, a clash that is refused, and what the buttons print.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 12 })]);
  const agent = await city.staff('huawuyuan');
  for (const title of ['理发店外放促销广告', '音像店门口放音乐', '装修队晚上施工']) {
    await agent.register({
      channel: 'phone',
      kind: 'help',
      item: 'B15',
      title,
      text: `${title}，请管一管。`,
      area: '350104',
      accept: true,
    });
  }
});
after(async () => {
  await browser?.close();
  await city?.close();
});

async function sheet(page) {
  await page.getByRole('button', { name: '按键', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: '按键' });
  await dialog.getByRole('button', { name: '改按键' }).click();
  return dialog;
}
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute('data-row'));

test('a key is had as another; buttons print it, the old one does nothing, and it is kept for the person', async () => {
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  const list = page.getByRole('region', { name: '待批转' });
  const alike = list.getByRole('button', { name: /^同类/ });
  await alike.waitFor();
  assert.match(await alike.innerText(), /S$/);
  const dialog = await sheet(page);
  await dialog.getByRole('button', { name: '换键 选同类' }).click();
  await isSound(page, 'sheet of keys');
  await page.keyboard.press('x');
  await dialog.getByRole('alert').getByText('X 已经用来“选中”，请换一个。').waitFor();
  await page.keyboard.press('Enter');
  await dialog
    .getByRole('alert')
    .getByText(/Enter 到处意思一样/)
    .waitFor();
  await page.keyboard.press('Control+w');
  await dialog
    .getByRole('alert')
    .getByText(/浏览器自己要用/)
    .waitFor();
  await page.keyboard.press('q');
  await dialog.getByRole('status').getByText('已换成 Q。').waitFor();
  await dialog.getByRole('button', { name: /^关闭/ }).click();
  assert.match(await alike.innerText(), /Q$/);
  await list.getByRole('link').first().click();
  await page.keyboard.press('s');
  assert.equal(await list.getByRole('checkbox', { checked: true }).count(), 0, 'the old key does nothing');
  await page.keyboard.press('q');
  assert.ok((await list.getByRole('checkbox', { name: /^选 /, checked: true }).count()) > 1);
  await page.reload();
  await alike.waitFor();
  assert.match(await alike.innerText(), /Q$/, 'kept');
  // Somebody else at the same machine has his own.
  await page.evaluate(() => fetch('/api/sign-out', { method: 'POST' }));
  await page.goto('/desk/sign-in');
  await page.getByRole('button', { name: /班长\s*福州市智慧中心/ }).click();
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
  await page.goto('/desk/dispatch');
  await alike.waitFor();
  assert.match(await alike.innerText(), /S$/);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a key is turned off, comes back by itself, and all come back at once', async () => {
  const page = await openDesk(browser, city, 'pizhuan', { path: '/dispatch' });
  const list = page.getByRole('region', { name: '待批转' });
  await list.getByRole('link').first().click();
  const first = await focused(page);
  let dialog = await sheet(page);
  await dialog.getByRole('button', { name: '关掉 下一行' }).click();
  await dialog.getByText('“下一行”不再有按键，用按钮仍可办。').waitFor();
  await dialog.getByRole('button', { name: '换键 选中' }).click();
  await page.keyboard.press('Escape');
  assert.equal(await dialog.isVisible(), true, 'Esc leaves the key as it was, not the sheet');
  await dialog.getByRole('button', { name: '换键 选中' }).click();
  await page.keyboard.press('j');
  await dialog.getByText('已换成 J。').waitFor();
  await dialog.getByRole('button', { name: '还原 下一行' }).click();
  await dialog.getByText('J 已经用来“选中”，请换一个。').waitFor();
  await page.keyboard.press('Escape');
  await list.getByRole('link').first().focus();
  await page.keyboard.press('j');
  assert.equal(await focused(page), first, 'J selects now');
  assert.equal(await list.getByRole('checkbox', { name: /^选 /, checked: true }).count(), 1);
  dialog = await sheet(page);
  await dialog.getByRole('button', { name: '全部还原' }).click();
  await dialog.getByRole('button', { name: /^关闭/ }).click();
  await list.getByRole('link').first().focus();
  await page.keyboard.press('j');
  assert.notEqual(await focused(page), first);
  await page.context().close();
});

test('what must act while somebody types needs a chord; it follows on the agent’s screen', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  const dialog = await sheet(page);
  await dialog.getByRole('button', { name: '换键 求助' }).click();
  await page.keyboard.press('q');
  await dialog
    .getByRole('alert')
    .getByText(/请带上 Ctrl 或 Alt/)
    .waitFor();
  await page.keyboard.press('Alt+q');
  await dialog.getByText('已换成 Alt Q。').waitFor();
  await page.keyboard.press('Escape');
  await page.getByLabel('来电号码').focus();
  await page.keyboard.press('Alt+9');
  assert.equal(await page.getByRole('radio', { name: '求助' }).isChecked(), false);
  await page.keyboard.press('Alt+q');
  assert.equal(await page.getByRole('radio', { name: '求助' }).isChecked(), true);
  await page.getByText('Alt Q', { exact: true }).waitFor();
  await page.context().close();
});
