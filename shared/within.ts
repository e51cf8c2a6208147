/** What `work` gives, or `otherwise` where it rejects or is not done within `milliseconds`. */
export async function within<T>(work: Promise<T>, milliseconds: number, otherwise: T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<T>((resolve) => timer = setTimeout(resolve, milliseconds, otherwise));
  return await Promise.race([work.catch(() => otherwise), late]).finally(() => clearTimeout(timer));
}
