// A colleague is faster while a form is open: whoever writes is told at once who did what, and his words stay in sight,
// in the form and after a refusal.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 5 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

/** A case that a unit has in hand. */
async function inHand(title) {
  const [agent, dispatcher, handler] = await Promise.all(['huawuyuan', 'pizhuan', 'zhujian'].map((login) => city.staff(login)));
  const { no } = await agent.register({
    channel: 'phone',
    kind: 'help',
    title,
    text: '学军路口两盏路灯不亮。',
    area: '350104',
    accept: true,
  });
  await dispatcher.act(no, 'dispatch', { lead: '市住建局' });
  await handler.act(no, 'sign');
  return { no, handler };
}
const words = (page) => page.getByRole('form').getByRole('textbox', { name: '内容', exact: true });

test('who writes is told at once what was done, looks, and sends upon it', async () => {
  const { no, handler } = await inHand('边写边看');
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  await page.getByRole('button', { name: '答复' }).click();
  await words(page).fill('两盏灯都换好了。');
  await handler.act(no, 'note_progress', { text: '备件已到' });
  const told = page.getByRole('form').getByRole('alert').filter({ hasText: '您写的时候' });
  await told.getByText(/^您写的时候，.*市住建局 今天 \d\d:\d\d 记进展.*。写的都还在。$/).waitFor();
  assert.equal(await page.getByText('备件已到').count(), 0, 'nothing moves before it is asked for');
  await isSound(page, 'told while writing');
  // Read and put away it lies over no words; what comes after it is told again.
  await told.getByRole('button', { name: '知道了' }).click();
  await told.waitFor({ state: 'detached' });
  await (await city.staff('pizhuan')).act(no, 'urge', { text: '请尽快' });
  await told.getByText(/；福州市智慧中心 今天 \d\d:\d\d 催办/).waitFor();
  await told.getByRole('button', { name: '看最新情况' }).click();
  await page.getByText('备件已到').first().waitFor();
  await told.waitFor({ state: 'detached' });
  assert.equal(await words(page).inputValue(), '两盏灯都换好了。');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText('✓ 已发出').waitFor();
  assert.equal((await handler.get(`/api/cases/${no}`)).assignments.at(-1).state, 'replied');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a step that is gone: the form says so, and after the refusal the words are there to be copied', async () => {
  const { no } = await inHand('答复被抢先');
  const reviewer = await city.staff('zhujian-shenhe');
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: '答复' }).click();
  await words(page).fill('我写的答复，很长的一段话。');
  await reviewer.act(no, 'reply', { text: '审核人写的答复。' });
  const told = page.getByRole('form').getByRole('alert').filter({ hasText: '您写的时候' });
  await told.getByText('这一步现在办不了了').waitFor();
  assert.equal(await words(page).inputValue(), '我写的答复，很长的一段话。');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '现在就发' }).click();
  const strip = page.getByRole('status').getByRole('region', { name: `答复 ${no}` });
  await strip.getByText('我写的答复，很长的一段话。').waitFor();
  await strip.getByText(/今天 \d\d:\d\d 报答复/).waitFor();
  await strip.getByText('这一步现在办不了了。').waitFor();
  assert.equal(await strip.getByRole('button', { name: '看过了，照样发' }).count(), 0, 'it could only fail');
  await isSound(page, 'the words of a refused step');
  await strip.getByRole('button', { name: '复制' }).click();
  await strip.getByText('复制好了。').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), '我写的答复，很长的一段话。');
  await strip.getByRole('button', { name: '关闭' }).click();
  await strip.waitFor({ state: 'detached' });
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

/** A reply that was held while somebody else was faster, and refused: its form is open again. */
async function overtaken(no, handler) {
  const page = await openDesk(browser, city, 'zhujian', { path: `/case/${no}` });
  await page.getByRole('button', { name: '答复' }).click();
  await words(page).fill('灯已修好，请放心。');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: '现在就发' }).waitFor();
  await handler.act(no, 'note_progress', { text: '电缆也换了' });
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByRole('button', { name: '看过了，照样发' }).waitFor();
  await words(page).waitFor();
  return page;
}

test('a step that is still to be had: after the refusal its form is open again, upon what others did', async () => {
  const { no, handler } = await inHand('答复赶在前面');
  const page = await overtaken(no, handler);
  assert.equal(await words(page).inputValue(), '灯已修好，请放心。');
  await page.getByText('电缆也换了').first().waitFor();
  await words(page).press('Control+Enter');
  await page.getByRole('button', { name: '现在就发' }).click();
  await page.getByText('✓ 已发出').waitFor();
  // Taken after all, the step answers its refusal.
  await page.getByRole('button', { name: '看过了，照样发' }).waitFor({ state: 'detached' });
  assert.equal((await handler.get(`/api/cases/${no}`)).assignments.at(-1).state, 'replied');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('what is sent all the same from the strip closes the form that the refusal opened', async () => {
  const { no, handler } = await inHand('照样发');
  const page = await overtaken(no, handler);
  await page.getByRole('button', { name: '看过了，照样发' }).click();
  await page.getByText('✓ 已发出').waitFor();
  await words(page).waitFor({ state: 'detached' });
  await page.getByRole('region', { name: '最近一份答复' }).getByText('灯已修好，请放心。').waitFor();
  assert.equal(await page.getByText('您写的时候').count(), 0, 'one’s own reply is nobody else’s');
  assert.equal((await handler.get(`/api/cases/${no}`)).assignments.at(-1).state, 'replied');
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});
