// 知识库: an agent answers from it by keys, the case says which version; what is over or unreviewed is not
// offered; a librarian reviews what somebody else wrote.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, violations } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { openCity } from '../../house/city.mjs';
import { openDesk, sendNow } from '../../house/staff.mjs';

let browser, city;
before(async () => {
  [browser, city] = await Promise.all([openBrowser(), openCity({ cases: 8 })]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

test('an agent answers from the knowledge base by keys, and the case says from which version', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  const keys = page.keyboard;
  await page.getByLabel('来电号码').and(page.locator(':focus')).waitFor();
  await keys.press('Tab');
  await keys.press('Tab');
  await keys.type('想问一下办理居住证需要带什么材料。');
  await keys.press('Alt+6');
  const offered = page.getByRole('region', { name: '可答的知识' });
  await offered.getByText('办理居住证需要什么材料？').waitFor();
  await offered.getByText(/都提到：.*居住证/).waitFor();
  assert.equal(await offered.getByText('自拟示例').first().isVisible(), true, 'composed entries say so');
  assert.deepEqual(await violations(page), []);
  await keys.press('Alt+k');
  const answer = page.getByLabel('当场答复的内容');
  assert.match(await answer.inputValue(), /居住地派出所/);
  await page.getByText(/答复将记明依据这条知识/).waitFor();
  await keys.press('Control+Enter');
  const saved = page.getByRole('region', { name: '刚登记的' });
  await saved.getByText('当场答复', { exact: true }).waitFor();
  const no = await saved.getByRole('link', { name: /^FZ/ }).innerText();
  await page.goto(`/desk/case/${no}`);
  await page.getByRole('link', { name: /依据知识库第 1 版答复/ }).click();
  await page.getByRole('heading', { level: 1, name: '办理居住证需要什么材料？' }).waitFor();
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a case that came by the web is answered from the knowledge base as well', async () => {
  const agent = await city.staff('huawuyuan');
  const { no } = await agent.register({
    channel: 'web',
    kind: 'consult',
    title: '居住证材料',
    text: '请问办理居住证需要什么材料？',
    area: '350104',
    accept: true,
  });
  const page = await openDesk(browser, city, 'huawuyuan', { path: `/case/${no}` });
  await page
    .getByRole('button', { name: /当场答复/ })
    .first()
    .click();
  const form = page.getByRole('form', { name: `当场答复 · ${no}` });
  await form.getByRole('region', { name: '可答的知识' }).getByText('办理居住证需要什么材料？').waitFor();
  await page.keyboard.press('Alt+k');
  await form.getByText(/答复将记明依据这条知识/).waitFor();
  assert.deepEqual(await violations(page), []);
  await page.keyboard.press('Control+Enter');
  await sendNow(page);
  const history = await agent.get(`/api/cases/${no}/history`);
  assert.equal(history.find((one) => one.kind === 'answered').results.knowledge_version, 1);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('what is over, unreviewed or withdrawn is found in the list, marked, and not offered', async () => {
  const page = await openDesk(browser, city, 'huawuyuan', { path: '/calls' });
  const offered = page.getByRole('region', { name: '可答的知识' });
  const text = page.getByLabel('诉求', { exact: true });
  for (const call of ['老旧小区加装电梯的补助怎么申请', '高温天气室外作业有没有补贴', '旧版公交卡还能不能用']) {
    await text.fill(call);
    await offered.getByText('没有对得上的知识。').or(offered.getByRole('article').first()).waitFor();
    const questions = await offered.getByRole('article').allInnerTexts();
    assert.ok(
      questions.every((one) => !/加装电梯补助|高温天气|旧版公交卡/.test(one)),
      `${call}: ${questions}`,
    );
    await text.fill('');
    await offered.getByText(/写了诉求/).waitFor();
  }
  await page.goto('/desk/knowledge?standing=expired');
  await page.getByRole('link', { name: /加装电梯补助/ }).click();
  await page.getByText('过了有效期，不能用来答复。').waitFor();
  await page.context().close();
});

test('an agent writes, cannot review; the librarian passes it by keys; then it is offered', async () => {
  const question = '共享单车占道找谁清走？';
  const agent = await openDesk(browser, city, 'huawuyuan', { path: '/knowledge' });
  await agent.getByRole('heading', { name: '知识库' }).waitFor();
  await agent.keyboard.press('n');
  await agent.getByRole('textbox', { name: '问题' }).fill(question);
  await agent.keyboard.press('Control+Enter');
  await agent.getByText('请填答案。').waitFor();
  await agent.getByRole('textbox', { name: '答案' }).fill('由街道和城管通知企业清运，当天清走。');
  await agent.getByRole('textbox', { name: '依据' }).fill('示例口径');
  await agent.getByLabel('有效期到').fill(new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10));
  await agent.getByRole('combobox', { name: '负责单位' }).fill('市城管委');
  await agent.keyboard.press('Enter');
  await agent.keyboard.press('Control+Enter');
  await agent.getByRole('heading', { level: 1, name: question }).waitFor();
  await agent.getByText('还没审核，不能用来答复。').waitFor();
  assert.equal(await agent.getByRole('button', { name: /审核通过/ }).count(), 0);

  const librarian = await openDesk(browser, city, 'zhishiku', { path: '/knowledge?waiting=1' });
  await librarian.getByRole('link', { name: new RegExp('共享单车占道') }).click();
  await librarian.getByRole('button', { name: /审核通过/ }).waitFor();
  const late = await openDesk(browser, city, 'zhishiku', { path: new URL(librarian.url()).pathname.replace('/desk', '') });
  await late.getByRole('button', { name: /审核通过/ }).waitFor();
  await librarian.keyboard.press('Control+Enter');
  await librarian.getByRole('region', { name: '答案' }).getByText('有效', { exact: true }).waitFor();
  // Another window is told that it comes too late, and what became of it.
  await late.getByRole('button', { name: /审核通过/ }).click();
  await late.getByRole('alert').waitFor();
  await late.getByRole('region', { name: '答案' }).getByText('有效', { exact: true }).waitFor();
  assert.equal(await late.getByRole('button', { name: /审核通过/ }).count(), 0);
  await late.context().close();
  const found = await (await city.staff('huawuyuan')).get('/api/knowledge?standing=in_force&q=共享单车');
  assert.equal(found.entries.length, 1);

  // The next version is written beside it; its writer does not review it.
  await librarian.getByRole('button', { name: '写新的一版' }).click();
  await librarian.getByRole('textbox', { name: '答案' }).fill('由企业两小时内清走。');
  await librarian.getByRole('button', { name: /交审核/ }).click();
  await librarian.getByText('这一版是您写的，请另一位知识库管理员审核。').waitFor();
  await librarian.getByText('由街道和城管通知企业清运，当天清走。').first().waitFor();
  await librarian.getByRole('button', { name: '停用' }).click();
  // As in the form of a command: what is missing is told at the field, and Ctrl Enter sends.
  await librarian.getByRole('textbox', { name: '理由' }).press('Control+Enter');
  await librarian.getByRole('alert').getByText('请填理由。').waitFor();
  await isSound(librarian, 'a reason that is missing');
  await librarian.getByRole('textbox', { name: '理由' }).fill('口径有变');
  assert.equal(await librarian.getByText('请填理由。').count(), 0);
  await librarian.getByRole('textbox', { name: '理由' }).press('Control+Enter');
  await librarian.getByText('确定停用').waitFor({ state: 'hidden' });
  assert.equal((await (await city.staff('huawuyuan')).get('/api/knowledge?standing=in_force&q=共享单车')).entries.length, 0);
  for (const page of [agent, librarian]) {
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  }
});

for (const dark of [false, true]) {
  test(`the screens are sound${dark ? ' in the dark' : ''}`, async () => {
    const page = await openDesk(browser, city, 'zhishiku', { path: '/knowledge', dark });
    await page.getByRole('link', { name: /路灯不亮/ }).waitFor();
    await isSound(page, 'list');
    await page.getByRole('link', { name: /路灯不亮/ }).click();
    await page.getByRole('button', { name: '停用' }).waitFor();
    await isSound(page, 'entry');
    await page.goto('/desk/knowledge/new');
    await page.getByRole('form', { name: '写一条知识' }).waitFor();
    await isSound(page, 'form');
    await page.context().close();
  });
}

test('the forbidden door: an administrator has no knowledge base', async () => {
  const page = await openDesk(browser, city, 'xitong', { path: '/knowledge' });
  await page.getByText('这个工作区不归您的岗位').waitFor();
  await page.context().close();
});
