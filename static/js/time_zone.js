// Fills a hidden field with the browser's time zone, so that people see their own times from the first page on.

for (const field of document.querySelectorAll('[data-behaviour="time-zone"]')) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
