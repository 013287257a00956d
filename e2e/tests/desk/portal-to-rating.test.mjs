// One case through every role's screen: a citizen writes it in the portal, it is accepted, dispatched, signed, extended,
// answered with evidence, reviewed twice, rated in the portal, called back, and seen by the leader.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { enter, rate, writeCase } from '../../house/citizen.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk, row, sendNow } from '../../house/staff.mjs';

let browser, city, citizen, receipt;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 12 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

const SAID = /一家餐馆门口的喇叭/;
const TEXT = '施埔路一家餐馆门口的喇叭正对居民楼。每天 17 点到 23 点循环播放，家里老人小孩没法休息。跟店家说过两次，没用。希望尽快处理。';
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC', 'base64');
const read = async () => (await city.staff('pizhuan')).get(`/api/cases/${receipt.no}`);
async function at(login, path, act) {
  const page = await openDesk(browser, city, login, { path });
  await act(page);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
}

test('a citizen writes it on a phone', async () => {
  citizen = await openWindow(browser, city);
  receipt = await writeCase(citizen, { text: TEXT, place: '仓山区施埔路 48 号附近', name: '陈女士', phone: '13900000088' });
  assert.match(receipt.no, /^FZ\d{11}$/);
});

test('it is accepted with its item, and dispatched by a digit', async () => {
  await at('huawuyuan', '/accept', async (page) => {
    await row(page, SAID.source).focus();
    await page.getByRole('button', { name: /^受理/ }).first().waitFor();
    await page.keyboard.press('a');
    const form = page.getByRole('form', { name: `受理 · ${receipt.no}` });
    await form.getByRole('combobox', { name: '事项' }).fill('B15');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await form.waitFor({ state: 'detached' });
  });
  await at('pizhuan', '/dispatch', async (page) => {
    await row(page, SAID.source).focus();
    const branch = page.getByRole('button', { name: '仓山公安分局 主办' });
    await branch.waitFor();
    await page.keyboard.press((await branch.innerText()).trim());
    await page.getByText('将批转给 仓山公安分局 主办').waitFor();
    await page.keyboard.press('Enter');
    await sendNow(page);
  });
  assert.deepEqual((await read()).holders, ['仓山公安分局']);
});

test('the branch signs and asks for a day more; the dispatcher grants it', async () => {
  const before = (await read()).due;
  await at('cangshan-gongan', '/unit/to_sign', async (page) => {
    await row(page, SAID.source).focus();
    await page.keyboard.press('s');
    await sendNow(page);
    await page.goto(`/desk/case/${receipt.no}?do=request_extension`);
    const form = page.getByRole('form', { name: `申请延期 · ${receipt.no}` });
    await form.getByRole('spinbutton').fill('1');
    await form.getByRole('textbox', { name: '理由' }).fill('要和店家再谈一次。');
    await form.getByText(/同意后延到 /).waitFor();
    await page.keyboard.press('Control+Enter');
    await form.waitFor({ state: 'detached' });
  });
  await at('pizhuan', '/extensions', async (page) => {
    await row(page, SAID.source).focus();
    await page.getByText(/申请延期 1/).first().waitFor();
    await page.keyboard.press('e');
    const form = page.getByRole('form', { name: `决定延期 · ${receipt.no}` });
    await form.getByRole('radio', { name: '同意', exact: true }).check({ force: true });
    await form.getByRole('textbox', { name: '理由' }).fill('谈妥要一天。');
    await page.keyboard.press('Control+Enter');
    await sendNow(page);
  });
  assert.ok((await read()).due > before, 'the promise is a working day later');
});

test('the reply is written beside the points, with a dated promise and a photo', async () => {
  await at('cangshan-gongan', `/case/${receipt.no}`, async (page) => {
    await page.getByRole('button', { name: /^联系/ }).first().click();
    await page.getByRole('radio', { name: '上门' }).check({ force: true });
    await page.getByRole('radio', { name: '是' }).check({ force: true });
    await page.keyboard.press('Control+Enter');
    await page.getByText(/仓山公安分局 联系诉求人/).waitFor();
    await page.keyboard.press('r');
    const form = page.getByRole('form', { name: `答复 · ${receipt.no}` });
    const points = form.getByRole('region', { name: '诉求要点' });
    await points.getByText('还有 3 个要点没找到对应的话，1 样没做').waitFor();
    assert.equal(await points.getByText('希望尽快处理').count(), 0, 'courtesy is no point');
    await form.getByRole('textbox', { name: '内容' }).fill('陈女士：民警到店核查，餐馆的喇叭已经撤下，不再正对居民楼。\n今后每天 17 点后不播放，小孩老人可以休息。');
    await points.getByText('答复第 1 段').waitFor();
    await points.getByText('答复第 2 段').waitFor();
    await points.getByText('还有 1 个要点没找到对应的话，1 样没做').waitFor();
    await form.getByRole('button', { name: '加一条证据' }).click();
    await form.getByRole('textbox', { name: '证据说明' }).fill('撤下的喇叭');
    await form.getByLabel('照片 1').setInputFiles({ name: 'laba.png', mimeType: 'image/png', buffer: PNG });
    await form.getByText('已添上 laba.png').waitFor();
    await form.getByRole('textbox', { name: '承诺什么' }).fill('月底前再去一次');
    await points.getByText('承诺没写到哪天').waitFor();
    await form.getByLabel('到哪天').fill('2030-12-31');
    await points.getByText('承诺写了到哪天').waitFor();
    await points.getByText('证据 1 条').waitFor();
    await points.getByText('还有 1 个要点没找到对应的话', { exact: true }).waitFor();
    await isSound(page, 'a reply beside the points');
    await page.keyboard.press('Control+Enter');
    await sendNow(page);
  });
  const { files, history } = await read();
  assert.equal(files.at(-1).what, '撤下的喇叭');
  assert.ok(history.some((step) => step.kind === 'replied'), 'one’s own photo was no collision');
});

test('branch and centre read it beside the points and pass it', async () => {
  for (const [login, button] of [['cangshan-gongan-shenhe', '通过，看下一件'], ['zhongshen', '通过，答复诉求人']]) {
    await at(login, '/review', async (page) => {
      await row(page, SAID.source).focus();
      await page.getByRole('button', { name: button }).waitFor();
      const points = page.getByRole('region', { name: '诉求要点' });
      await points.getByText('跟店家说过两次，没用').waitFor();
      await points.getByText('没找到对应的话', { exact: true }).waitFor();
      await page.keyboard.press('Control+Enter');
      await sendNow(page);
    });
  }
  assert.equal((await read()).status, 'answered');
});

test('the citizen rates it in the portal, is called back, and the leader finds it', async () => {
  await enter(citizen, receipt);
  await citizen.getByText('月底前再去一次').first().waitFor();
  await rate(citizen, '不满意', '没解决', '晚上又响了');
  await citizen.getByText('您的评价').first().waitFor();
  await at('huifang', '/call-back', async (page) => {
    await row(page, SAID.source).focus();
    await page.getByText('评价：不满意').waitFor();
    await page.getByRole('region', { name: '回访' }).getByText('诉求人自己评价过').waitFor();
    await page.keyboard.press('n');
    await page.keyboard.press('Enter');
    await sendNow(page);
    await row(page, SAID.source).waitFor({ state: 'detached' });
  });
  await at('lingdao', `/cases?q=${encodeURIComponent('餐馆门口的喇叭')}`, async (page) => {
    await row(page, SAID.source).click();
    await page.getByText('评价：不满意').waitFor();
    await page.getByText('晚上又响了').first().waitFor();
    await page.getByText(/回访/).first().waitFor();
  });
  assert.deepEqual(citizen.troubles, []);
  await citizen.context().close();
});
