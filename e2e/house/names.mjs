// What a screen reader tells of the controls of a page, as Chromium computes it. A button or a link must be known by
// its own name; a field is told with the group, form or dialog around it.

const PRESSED = new Set(['button', 'link', 'DisclosureTriangle', 'tab', 'menuitem']);
const FIELDS = new Set([
  'textbox',
  'searchbox',
  'combobox',
  'checkbox',
  'radio',
  'spinbutton',
  'slider',
  'switch',
  'listbox',
  'Date',
  'DateTime',
  'InputTime',
]);
const AROUND = new Set(['group', 'radiogroup', 'form', 'dialog', 'alertdialog', 'search']);
const HAN = /[\u3400-\u9fff]/;

/** `{ role, name, around }` of every control that is there to be used, in the order of the page. */
export async function controls(page) {
  const session = await page.context().newCDPSession(page);
  try {
    return await read(session);
  } finally {
    await session.detach();
  }
}

async function read(session) {
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const all = new Map(nodes.map((node) => [node.nodeId, node]));
  const role = (node) => (node.ignored ? '' : (node.role?.value ?? ''));
  const above = (node, fits) => {
    for (let at = all.get(node.parentId); at; at = all.get(at.parentId)) if (fits(at)) return at;
    return undefined;
  };
  const isControl = (node) => PRESSED.has(role(node)) || (FIELDS.has(role(node)) && role(node) !== 'listbox');
  return (
    nodes
      // The parts of a date's field are the browser's own.
      .filter((node) => isControl(node) && !above(node, isControl))
      .map((node) => ({
        role: role(node),
        name: (node.name?.value ?? '').replace(/\s+/g, ' ').trim(),
        around: FIELDS.has(role(node)) ? (above(node, (one) => AROUND.has(role(one)) && one.name?.value)?.name.value ?? '') : '',
        dom: node.backendDOMNodeId,
      }))
  );
}

const told = ({ role, name, around }) => `${role} ${JSON.stringify(name)}${around ? ` in ${JSON.stringify(around)}` : ''}`;

/** Names that more than one control has, one line each, and controls without any. */
export async function ambiguous(page, meant = []) {
  const counts = new Map();
  for (const one of await controls(page)) counts.set(told(one), (counts.get(told(one)) ?? 0) + 1);
  return [...counts]
    .filter(([line, n]) => (n > 1 || / ""/.test(line)) && !meant.some((one) => one.test(line)))
    .map(([line, n]) => (n > 1 ? `${line} ×${n}` : line));
}

/** Names of controls with Chinese that is not marked as Chinese, on a page in English. */
export async function unmarkedChinese(page) {
  const session = await page.context().newCDPSession(page);
  try {
    const found = [];
    await session.send('DOM.enable');
    for (const one of await read(session)) {
      if (!HAN.test(one.name)) continue;
      const { object } = await session.send('DOM.resolveNode', { backendNodeId: one.dom });
      const { result } = await session.send('Runtime.callFunctionOn', {
        objectId: object.objectId,
        functionDeclaration: unmarked.toString(),
        returnByValue: true,
      });
      if (result.value.length) found.push(`${told(one)}: ${result.value.join(' | ')}`);
    }
    return found;
  } finally {
    await session.detach();
  }
}

/** The Chinese that an element is called by outside `lang=zh-CN`; runs in the page. */
function unmarked() {
  const han = /[\u3400-\u9fff]/;
  const marked = (element) => element.closest('[lang]')?.getAttribute('lang') === 'zh-CN';
  const called = this.getAttribute('aria-label');
  if (called) return marked(this) ? [] : [called];
  const named = (this.getAttribute('aria-labelledby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id))
    .filter(Boolean);
  const from = named.length ? named : ['INPUT', 'SELECT', 'TEXTAREA'].includes(this.tagName) ? [...(this.labels ?? [])] : [this];
  const texts = [];
  for (const part of from) {
    const walk = document.createTreeWalker(part, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = part; node; node = walk.nextNode()) {
      const text =
        node.nodeType === Node.TEXT_NODE
          ? node.data
          : (node.getAttribute?.('alt') ?? (node === part ? '' : node.getAttribute?.('aria-label')) ?? '');
      const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
      if (han.test(text) && !element.closest('[aria-hidden=true]') && !marked(element)) texts.push(text.trim());
    }
  }
  return texts;
}
