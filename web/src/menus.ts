// A menu that opens below its button opens to the other side where it would be cut.
document.addEventListener('toggle', ({ target: menu }) => {
  if (!(menu instanceof HTMLDetailsElement) || !menu.matches('.menu2')) return
  menu.classList.remove('turned')
  const sheet = menu.querySelector('.sheetlet')
  if (!menu.open || !sheet) return
  const room = menu.closest('.pane')?.getBoundingClientRect().left ?? 0
  menu.classList.toggle('turned', sheet.getBoundingClientRect().left < room)
}, true)
