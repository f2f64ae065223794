// One window of this browser at a time; where windows cannot see each other there is nobody to wait for.
export async function alone(name, work) {
  if (!navigator.locks) return work();
  let begun = false;
  try {
    return await navigator.locks.request(`helpdesk:${name}`, () => {
      begun = true;
      return work();
    });
  } catch (error) {
    // Denied where storage is; whatever the work itself threw is its caller's.
    if (begun) throw error;
    return work();
  }
}
