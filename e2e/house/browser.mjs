// Debian's Chromium, one for each test file; a fresh window (no cookies, no storage) for each test.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import { chromium } from 'playwright-core';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A desk's screen and a phone's. */
export const WIDE = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };
export const SMALLEST = { width: 320, height: 640 };

export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * A window on a city. `script: false` is a browser without JavaScript; `dark: true` one whose system is
 * dark. Addresses are relative to the city.
 */
export async function openWindow(browser, city, options = {}) {
  const { size = WIDE, script = true, dark = false, language = 'zh-CN', ...rest } = options;
  const context = await browser.newContext({
    baseURL: city.url,
    viewport: size,
    hasTouch: size.width < 500,
    javaScriptEnabled: script,
    colorScheme: dark ? 'dark' : 'light',
    locale: language,
    timezoneId: 'America/New_York', // not ours: times must be Shanghai's whatever the device thinks
    reducedMotion: 'reduce',
    ...rest,
  });
  context.setDefaultTimeout(15_000);
  if (process.env.E2E_SLOW) await slowDown(context);
  const page = await context.newPage();
  page.troubles = [];
  page.on('pageerror', (error) => page.troubles.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) {
      page.troubles.push(`console: ${message.text()}`);
    }
  });
  return page;
}

/**
 * `E2E_SLOW=400`: every answer comes up to so many milliseconds late, each by another time, so that answers
 * arrive in another order than they were asked for. Journeys that only pass on a fast machine show here.
 */
async function slowDown(context) {
  const most = Number(process.env.E2E_SLOW);
  await context.route('**/*', async (route) => {
    await setTimeout(Math.random() * most);
    await route.continue().catch(() => {}); // the page may be gone by now
  });
}

/** What axe finds on the page, one line each: WCAG 2.2 AA and its best practices. */
export async function violations(page) {
  // Evaluated by the debugger, so that the page's own content security policy stays as it is.
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    globalThis.axe.run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  );
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${rule.help} — ${node.target.join(' ')}`));
}

/** Text that stands out less than `least`:1 from what is behind it, one line each; large letters, too. */
export async function tooFaint(page, least) {
  await page.evaluate(axe);
  const found = await page.evaluate((expected) => {
    const contrastRatio = { normal: { expected }, large: { expected } };
    globalThis.axe.configure({ checks: [{ id: 'color-contrast-enhanced', options: { contrastRatio } }] });
    return globalThis.axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'rule', values: ['color-contrast-enhanced'] } });
  }, least);
  const line = (node) =>
    `${node.target.join(' ')}: ${node.any.map((check) => check.data?.contrastRatio).join(' ')} — ${node.html.slice(0, 80)}`;
  return found.violations.flatMap((rule) => rule.nodes.map(line));
}

/** Words whose contrast axe cannot tell because something lies over them: they would be checked by nobody. */
export async function covered(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { runOnly: { type: 'rule', values: ['color-contrast'] } }));
  return found.incomplete
    .flatMap((rule) => rule.nodes)
    .filter((node) => node.any.some((check) => check.data?.messageKey === 'bgOverlap'))
    .map((node) => node.target.join(' '));
}

/** By how many pixels the page is wider than the window. */
export function sideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Elements that stick out at the side, to name the culprit. */
export function culprits(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className}`)
      .slice(0, 5),
  );
}

/**
 * Bytes over the wire, heads and bodies of everything, while `act` makes the page load.
 */
export async function transferred(page, act) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  session.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength));
  await act();
  await page.waitForLoadState('networkidle');
  await session.detach();
  return bytes;
}
