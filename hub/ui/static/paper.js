/** Paper: a PDF in a window of its own, where the browser shows and prints it. */

const KEPT_MS = 60_000;

/**
 * Opens a PDF; to be called from a tap, for browsers open no window by themselves.
 * @param {() => Promise<Blob>} fetches
 * @returns {Promise<boolean>} whether it was opened
 */
export async function openPdf(fetches) {
  try {
    const address = URL.createObjectURL(await fetches());
    setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
    return Boolean(window.open(address, "_blank"));
  } catch {
    return false;
  }
}
