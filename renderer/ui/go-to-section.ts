/** Brings the section of that title into sight; its heading takes the focus. */
export function goToSection(title: string): void {
  const headings = [...document.querySelectorAll<HTMLElement>('main h2')];
  const heading = headings.find(({ textContent }) => textContent === title);
  heading?.closest('section')?.scrollIntoView({ block: 'start' });
  heading?.focus({ preventScroll: true });
}
