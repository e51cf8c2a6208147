import type { AuthError, GoTrueAdminApi } from "@supabase/auth-js";
import { connectAuthAdmin, makePassword } from "../../shared/auth_admin.ts";
import type { Environment } from "../../shared/config.ts";
import { noteChange } from "./note_change.ts";
import { readTarget, type Target } from "./read_target.ts";

type Tools = { shell: Environment; fetch: typeof fetch; say(line: string): void };

/** Most users that Auth tells at once. */
const pageSize = 1000;

/**
 * Makes the user of an address an admin, or none any more, by the admin API of Supabase Auth; a user who is not there is made.
 * Says what became of it and what to do next. Throws an error whose message is for whoever runs it.
 */
export async function runAdmin(args: string[], { shell, fetch, say }: Tools): Promise<void> {
  const target = await readTarget(args, shell);
  const { email, isRemoved } = target;
  const auth = await connectAuthAdmin({ supabaseUrl: target.url, secretKey: target.secretKey, fetch });
  const user = await findUser(auth, target);
  if (!user) {
    if (isRemoved) throw new Error(`There is no user ${email} at ${target.url}`);
    const password = makePassword();
    const { data, error } = await auth.createUser({
      ...{ email, password, email_confirm: true },
      app_metadata: { role: "admin" },
    });
    if (error) throw explain(error, target);
    await noteChange(target, "user.created", data.user.id, say);
    say(`${email} was no user yet: one was made, who is an admin.\nPassword, told this once: ${password}`);
    return;
  }
  if ((user.app_metadata["role"] === "admin") !== isRemoved) {
    say(`${email} is ${isRemoved ? "no" : "an"} admin already.`);
    return;
  }
  // Auth takes a key away that is null.
  const { error } = await auth.updateUserById(user.id, { app_metadata: { role: isRemoved ? null : "admin" } });
  if (error) throw explain(error, target);
  await noteChange(target, "user.changed", user.id, say);
  say(
    isRemoved
      ? `${email} is no admin any more, at once.`
      : `${email} is an admin. Sign in again: a session that is open does not know it yet.`,
  );
}

/** Auth finds nobody by their address, so all users are looked through, a thousand at a time. */
async function findUser(auth: GoTrueAdminApi, target: Target) {
  for (let page = 1;; page++) {
    const { data: { users }, error } = await auth.listUsers({ page, perPage: pageSize });
    if (error) throw explain(error, target);
    const user = users.find(({ email }) => email === target.email);
    if (user || users.length < pageSize) return user;
  }
}

function explain(error: AuthError, { url }: Target): Error {
  if (error.status === 401 || error.status === 403) {
    return new Error(
      `Auth refuses the key: SUPABASE_SECRET_KEY has to be a secret key of the project at ${url}`,
    );
  }
  if (error.status) return new Error(`Auth answered ${error.status}: ${error.message}`);
  return new Error(`Nobody answers at ${url}: is that the address, and does the stack run?`);
}
