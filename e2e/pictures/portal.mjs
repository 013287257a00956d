// The citizens' pages.

import { openWindow, PHONE, WIDE } from '../house/browser.mjs';
import { enter, writeCase } from '../house/citizen.mjs';
import { answerIt, submit } from '../house/desk.mjs';

export async function pictures(shoot, city, browser) {
  const written = await submit(city);
  await answerIt(city, written.no, '已派人更换灯泡，今晚 19 时复查，两盏灯都亮了。\n以后路灯不亮，报灯杆上的编号最快。');
  for (const [size, name] of [[WIDE, '1440'], [PHONE, '390']]) {
    const page = await openWindow(browser, city, { size });
    await page.goto('/');
    await shoot(page, `portal-home-${name}`, { full: size === PHONE });
    await page.getByLabel('您遇到了什么事').fill('一家餐馆门口的喇叭对着居民楼，每天下午五点到夜里十一点一直放，小孩没法写作业。');
    await page.getByRole('button', { name: '写一件诉求' }).click();
    await page.getByRole('radio', { name: /^求助/ }).check();
    await shoot(page, `portal-write-${name}`);
    await page.getByRole('button', { name: '下一步：在哪里' }).click();
    await page.getByLabel('地点').pressSequentially('对湖');
    await page.getByRole('option').first().waitFor();
    await shoot(page, `portal-where-${name}`);
    await writeCase(page);
    await shoot(page, `portal-receipt-${name}`, { full: size === PHONE });
    await enter(page, written);
    await page.getByText('已答复', { exact: true }).waitFor();
    await shoot(page, `portal-follow-${name}`, { full: true });
    await page.context().close();
  }
}
