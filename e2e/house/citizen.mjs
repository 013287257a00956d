// What a citizen does in the portal, by the names that he reads. `docs/screens.md` lists them.

/** The heading of a page that the last press leads to, and the page whole: what its script adds is there, too. */
export async function arrived(page, heading) {
  await page.getByRole('heading', { name: heading }).waitFor();
  await page.waitForLoadState();
}

/** From 在哪里 to 我是谁: past 照片, which is a step of its own where a script runs. */
export async function toWho(page) {
  await page.waitForLoadState();
  await page
    .getByRole('button', { name: /^下一步：(照片|我是谁)$/ })
    .last()
    .click();
  const [photos, who] = [page.getByRole('heading', { name: '有照片吗？' }), page.getByRole('heading', { name: '怎么称呼您？' })];
  await photos.or(who).waitFor();
  await page.waitForLoadState();
  if (await photos.count()) await page.getByRole('button', { name: '下一步：我是谁' }).click();
  await arrived(page, '怎么称呼您？');
}

/** Fills in the four steps; gives number and query code. */
export async function writeCase(page, said = {}) {
  const case_ = {
    text: '学军路与横江渡路口的两盏路灯不亮三天了，晚上过马路看不见。',
    kind: '求助',
    place: '仓山区对湖街道学军路口',
    who: '留姓名电话',
    name: '林女士',
    phone: '13900000001',
    ...said,
  };
  await page.goto('/write');
  await page.getByLabel('经过').fill(case_.text);
  await page.getByRole('radio', { name: new RegExp(`^${case_.kind}`) }).check();
  await page.getByRole('button', { name: '下一步：在哪里' }).click();
  await page.getByLabel('地点').fill(case_.place);
  await toWho(page);
  await page.getByRole('radio', { name: new RegExp(`^${case_.who}`) }).check();
  if (case_.who !== '匿名') {
    await page.getByLabel('称呼').fill(case_.name);
    await page.getByLabel('电话', { exact: true }).fill(case_.phone);
  }
  await page.getByRole('button', { name: '提交', exact: true }).click();
  return receipt(page);
}

/** Number and query code on the receipt. */
export async function receipt(page) {
  await arrived(page, '收到了，请记下这两样');
  const slip = async (term) => (await page.getByRole('term').filter({ hasText: term }).locator('xpath=../dd').innerText()).trim();
  return { no: await slip('受理编号'), code: await slip('查询码') };
}

/** Comes to a case by number and query code. */
export async function enter(page, { no, code }) {
  await page.goto('/follow');
  await page.getByLabel('受理编号').fill(no);
  await page.getByLabel('查询码').fill(code);
  await page.getByRole('button', { name: '查看进度' }).click();
}

/**
 * Rates by the form on the case's page, after `enter`: the grade and whether it is solved, by their words. What is
 * said next is the caller's to wait for: `rated` where it goes well.
 */
export async function rate(page, grade, solved, comment = '', { like = false } = {}) {
  await page.getByRole('radio', { name: grade, exact: true }).check();
  await page.getByRole('radio', { name: solved, exact: true }).check();
  await page.getByLabel('想说的话').fill(comment);
  if (like) await page.getByRole('checkbox', { name: '给办理的人点个赞' }).check();
  await page.getByRole('button', { name: '提交评价' }).click();
}

/** The rating has arrived, and is what the page says. */
export async function rated(page, grade, solved) {
  await page.getByRole('status').getByText('谢谢您的评价').waitFor();
  await page
    .getByText(`您评价：${grade}，${{ 解决了: '已解决', 没解决: '没解决' }[solved]}`)
    .first()
    .waitFor();
}
