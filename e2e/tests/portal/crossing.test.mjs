// What crosses: a step that comes too late, a way back, another visit meanwhile. Nothing is swallowed, and
// nobody is told what does not hold.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, openWindow, PHONE } from '../../house/browser.mjs';
import { isSound } from '../../house/check.mjs';
import { enter, rate, receipt, writeCase } from '../../house/citizen.mjs';
import { openCity } from '../../house/city.mjs';
import { answerIt, submit } from '../../house/desk.mjs';

let city, browser;
before(async () => {
  [city, browser] = await Promise.all([openCity(), openBrowser()]);
});
after(async () => {
  await browser?.close();
  await city?.close();
});

for (const script of [true, false]) {
  const how = script ? 'with' : 'without';
  test(`the way back leads to the receipt, ${how} a script`, async () => {
    const page = await openWindow(browser, city, { script, size: PHONE });
    const written = await writeCase(page);
    await page.getByRole('link', { name: '查看进度' }).click();
    await page.getByRole('heading', { name: '承诺答复' }).waitFor();
    await page.getByText(/^最晚 .*24:00 前/).waitFor();
    await page.goBack();
    assert.deepEqual(await receipt(page), written);
    if (script) await isSound(page, 'the receipt once more');
    for (const place of ['/', '/follow']) {
      await page.goto(place);
      await page.getByRole('link', { name: written.no }).waitFor();
    }
    await page.getByRole('link', { name: written.no }).click();
    await page.getByRole('button', { name: /^看完了，离开/ }).click();
    await page.getByRole('heading', { name: '您遇到了什么事？' }).waitFor();
    await page.goto('/write/receipt');
    await page.getByRole('heading', { name: '查一件诉求办到哪了' }).waitFor();
    assert.equal((await page.getByText(written.code).count()) + (await page.getByText(written.no).count()), 0, 'gone with the visit');
    await page.context().close();
  });

  test(`a step that comes too late is told, with what was written, ${how} a script`, async () => {
    const written = await submit(city);
    const page = await openWindow(browser, city, { script });
    await enter(page, written);
    await page.getByText('不用办了，撤回').click();
    await page.getByLabel('为什么撤回').fill('已经有人来修过了');
    await answerIt(city, written.no);
    await page.getByRole('button', { name: '撤回这件' }).click();
    const late = page.getByRole('alert').filter({ hasText: '没有撤回' });
    await late.getByText('已经有人来修过了').waitFor();
    assert.match(await late.innerText(), /走到下一步了/);
    if (script) await isSound(page, 'a step that came too late');
    await page.context().close();
  });

  test(`who looked at another case meanwhile is told that nothing was sent, ${how} a script`, async () => {
    const [mine, other] = [await submit(city), await submit(city)];
    const page = await openWindow(browser, city, { script });
    await enter(page, mine);
    const tab = await page.context().newPage();
    await enter(tab, other);
    await tab.getByRole('heading', { name: '承诺答复' }).waitFor();
    await page.getByText('补充说明').click();
    await page.getByLabel('补充什么').fill('是靠南的那一盏');
    await page.getByRole('button', { name: '交上去' }).click();
    await page.getByRole('alert').filter({ hasText: '没有交上去' }).waitFor();
    await page.getByText('是靠南的那一盏').waitFor();
    await page.context().close();
  });
}

test('after a request for rework the page says what comes, in the citizen’s words', async () => {
  const written = await submit(city);
  await answerIt(city, written.no);
  const page = await openWindow(browser, city);
  await enter(page, written);
  await page.getByLabel('想说的话').fill('写了很久');
  await page.getByRole('button', { name: '提交评价' }).click();
  await page.getByRole('link', { name: '请在五个等级里选一个。' }).waitFor();
  await page.waitForLoadState(); // its script has seen the answer, too
  // It was answered: nobody is told that no answer came. The type size is changed without losing the case.
  await page.goto(`/follow/${written.no}`);
  await page.getByText('上次没写完的放回来了。').waitFor();
  assert.equal(await page.getByText('没有收到回音').count(), 0);
  await rate(page, '不满意', '没解决', '还是不亮');
  await page.getByText('谢谢您的评价').waitFor();
  await page.getByText('没办好，要求重办').click();
  await page.getByLabel('哪里没办好').fill('还是不亮');
  await page.getByRole('button', { name: '要求重办' }).click();
  await page.getByText('您已要求重办，等中心决定').waitFor();
  assert.equal(await page.getByText(/不能要求重办|能办的事/).count(), 0);
  await page.context().close();
});

test('who changes his rating begins with it', async () => {
  const written = await submit(city);
  await answerIt(city, written.no);
  const page = await openWindow(browser, city);
  await enter(page, written);
  await page.getByRole('checkbox', { name: '给办理的人点个赞' }).check();
  await rate(page, '满意', '解决了', '师傅很好');
  await page.getByRole('heading', { name: '改一改评价' }).waitFor();
  assert.equal(await page.getByLabel('想说的话').inputValue(), '师傅很好');
  assert.ok(await page.getByRole('radio', { name: '满意', exact: true }).isChecked());
  assert.ok(await page.getByRole('radio', { name: '解决了', exact: true }).isChecked());
  assert.ok(await page.getByRole('checkbox', { name: '给办理的人点个赞' }).isChecked());
  await page.context().close();
});

test('large type on a page with a mistake leads back to the case; a code is taken with blanks', async () => {
  const written = await submit(city);
  const page = await openWindow(browser, city);
  await enter(page, { no: written.no, code: `${written.code.slice(0, 3)} ${written.code.slice(3)}` });
  await page.getByText('不用办了，撤回').click();
  await page.getByRole('button', { name: '撤回这件' }).click();
  await page.getByRole('link', { name: '请写一两句。' }).waitFor();
  await page.getByRole('link', { name: '大字版' }).click();
  await page.getByRole('heading', { name: '承诺答复' }).waitFor();
  await page.getByText('不用办了，撤回').click();
  await page.getByLabel('为什么撤回').fill('不用了');
  await page.getByRole('button', { name: '撤回这件' }).click();
  await page.getByText('已经结束，不计时').waitFor();
  await page.context().close();
});

test('me too is counted once a browser, with a telephone that is one, and not on a case that ended', async () => {
  const page = await openWindow(browser, city);
  const { no } = await submit(city);
  await (await city.staff('pizhuan')).act(no, 'accept');
  await (await city.staff('zhongshen')).act(no, 'publish', { title: '路灯', text: '路灯不亮。', answer: '' });
  await page.goto('/public');
  const numbers = await page.locator('ul.pub a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  let [open, ended] = [undefined, undefined];
  for (const path of numbers) {
    await page.goto(path);
    if (await page.getByRole('button', { name: '我也遇到' }).count()) open ??= path;
    else ended ??= path;
  }
  assert.ok(open && ended, `${numbers.length} published cases`);
  await page.goto(ended);
  await page.getByText('这件已经办结，不再记数。').waitFor();
  await isSound(page, 'an ended case');
  await page.goto(open);
  await page.getByLabel('电话').fill('abc');
  await page.getByRole('button', { name: '我也遇到' }).click();
  await page.getByRole('link', { name: /请写 11 位手机号/ }).waitFor();
  await page.getByLabel('电话').fill('');
  await page.getByRole('button', { name: '我也遇到' }).click();
  await page.getByText('记下了，谢谢。').waitFor();
  await page.goto(open);
  await page.getByText('您已经记过了。').waitFor();
  assert.equal(await page.getByRole('button', { name: '我也遇到' }).count(), 0);
  // Leaving a computer that others use, one leaves nothing of it to the next.
  await enter(page, await submit(city));
  await page.getByRole('button', { name: /^看完了，离开/ }).click();
  await page.getByRole('heading', { name: '您遇到了什么事？' }).waitFor();
  await page.goto(open);
  await page.getByRole('button', { name: '我也遇到' }).click();
  await page.getByText('记下了，谢谢。').waitFor();
  await page.context().close();
});

test('what an answer promises for later stands under it, with its day', async () => {
  const written = await submit(city);
  await answerIt(city, written.no, '灯已经换了。', { commitment: { text: '年底前整条路再查一遍', until: '2027-01-15' } });
  const page = await openWindow(browser, city);
  await enter(page, written);
  const answer = page.getByRole('region', { name: /答复$/ }).filter({ hasText: '灯已经换了。' });
  await answer.getByText('年底前整条路再查一遍').waitFor();
  await answer.getByText(/1 月 15 日.*24:00 前/).waitFor();
  await isSound(page, 'an answer with a commitment');
  await page.context().close();
});
