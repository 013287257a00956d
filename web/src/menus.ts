// Menus that open below their button: they open to the other side where they would be cut, and close with Esc, which
// gives the focus back to the button, or with a press elsewhere.
const MENUS = 'details:is(.menu2, .me)'
document.addEventListener(
  'toggle',
  ({ target: menu }) => {
    if (!(menu instanceof HTMLDetailsElement) || !menu.matches('.menu2')) return
    menu.classList.remove('turned')
    const sheet = menu.querySelector('.sheetlet')
    if (!menu.open || !sheet) return
    const room = menu.closest('.pane')?.getBoundingClientRect().left ?? 0
    menu.classList.toggle('turned', sheet.getBoundingClientRect().left < room)
  },
  true,
)

const opened = () => [...document.querySelectorAll<HTMLDetailsElement>(`${MENUS}[open]`)]
document.addEventListener(
  'pointerdown',
  ({ target }) => {
    for (const menu of opened()) if (!(target instanceof Node && menu.contains(target))) menu.open = false
  },
  true,
)
// Before the keys of the screen: the same Esc does not leave the page as well.
document.addEventListener(
  'keydown',
  (event) => {
    if (event.key !== 'Escape' || event.isComposing || document.querySelector('dialog[open]')) return
    const menus = opened()
    if (!menus.length) return
    event.preventDefault()
    event.stopPropagation()
    const own = menus.find((menu) => menu.contains(document.activeElement)) ?? menus[0]!
    for (const menu of menus) menu.open = false
    own.querySelector('summary')?.focus()
  },
  true,
)
