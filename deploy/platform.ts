/** Where Supabase is reached. */
export type Platform = {
  /** Of the Management API. */
  apiUrl: string;
  /** Of a project's own services. */
  projectUrl(ref: string): string;
  /** A profile of the CLI, which leads it elsewhere than to Supabase itself. */
  cliProfile?: string;
};

export const supabase: Platform = {
  apiUrl: "https://api.supabase.com",
  projectUrl: (ref) => `https://${ref}.supabase.co`,
};
